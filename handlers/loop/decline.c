/* decline: settles an issue without a fix. It needs a reason and a way to get the work done all the
 * same. */
#include <string.h>
#include <strings.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

struct refusal {
	const char *reason;
	const char *workaround; // NULL: none was given
};

/* "the PDF has no text layer; workaround: run it through OCR first" */
static struct refusal split(struct request *request, const char *words)
{
	static const char *const marks[] = { "workaround:", "instead:" };

	for (size_t i = 0; i < array_length(marks); i++) {
		const char *mark = strcasestr(words, marks[i]);
		if (!mark)
			continue;
		size_t length = (size_t)(mark - words);
		while (length && strchr(" \t\n;,.:-", words[length - 1]))
			length--;
		const char *after = mark + strlen(marks[i]);
		struct refusal answer = { .reason = arena_strndup(request->arena, words, length) };
		if (!text_is_blank(after))
			answer.workaround = text_trim(arena_strdup(request->arena, after));
		return answer;
	}
	return (struct refusal){ .reason = words };
}

static struct outcome *needs_workaround(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_line(message,
		"Declining takes a reason and what to do instead, because people still have their "
		"work to do. Type ");
	message_code(message, "%s",
		typed(request, "decline", "LM-<n> reason, workaround: what to do instead"));
	message_text(message, ". Recovery steps of the tool count as the workaround: ");
	message_code(message, "%s", typed(request, "tool", "NAME recovery=\"…\""));
	message_text(message, ".");
	return reject_with(request, message);
}

static struct outcome *decline(
	struct request *request, struct subject *subject, const struct refusal *answer)
{
	struct message *message = message_create(request->arena);
	struct happening happening = { .change = "declined",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_DECLINED),
		.text = answer->reason };

	issue_store_decline(request->db, subject->issue->id, request->actor->id, answer->reason,
		answer->workaround, request->now);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	notify_settled(request, subject);
	say_merged(request, message, subject);
	message_line(message,
		"%s is declined. Everyone who follows it is told why, and what to do instead.",
		subject->ref);
	say_offer_library(request, message, subject);
	return reply(request, message);
}

static struct outcome *settled_already(struct request *request, const struct subject *subject)
{
	return reject(request, "%s is %s already. To change that, reopen it first: %s.",
		subject->ref, issue_status_name(subject->issue->status),
		typed(request, "reopen", "%s why", subject->ref));
}

/* `tool`: whose recovery steps stand there at first; NULL: they are not known yet. */
static void ask_why(struct request *request, struct form *form, const struct tool *tool)
{
	struct field *reason = form_field(form, FIELD_TEXT, "reason", "Why it will not be fixed");
	struct field *instead = form_field(form, FIELD_TEXT, "workaround", "What to do instead");

	reason->hint = "Everyone who follows it reads this.";
	instead->initial = as_initial(request, tool ? tool->recovery : NULL);
	/* The steps of a chosen issue's tool are looked up when it is sent. */
	instead->optional = !tool;
	instead->hint = tool ? "People still have their work to do."
			     : "People still have their work to do. Empty: the tool's recovery "
			       "steps.";
}

static struct form *new_form(struct request *request)
{
	return form_create(request->arena, "decline", "Decline an issue", "Decline");
}

static struct outcome *open_about(
	struct request *request, const struct subject *subject, struct outcome *otherwise)
{
	struct form *form = new_form(request);

	form_about(request, form, subject, "");
	ask_why(request, form, subject->tool);
	return open_form(request, form, otherwise);
}

static struct outcome *open_list(struct request *request, struct outcome *otherwise)
{
	struct issues issues = issues_waiting(request);
	struct form *form = new_form(request);

	if (!form_asks_issue(request, form, &issues))
		return otherwise;
	ask_why(request, form, NULL);
	return open_form(request, form, otherwise);
}

static struct outcome *run_about(
	struct request *request, struct subject *subject, const struct args *args)
{
	if (issue_status_is_settled(subject->issue->status))
		return settled_already(request, subject);
	struct refusal answer = split(request, args->rest);
	if (!answer.workaround && subject->tool)
		answer.workaround = subject->tool->recovery;
	if (text_is_blank(answer.reason) || !answer.workaround)
		return needs_workaround(request);
	return decline(request, subject, &answer);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	int64_t ref;

	if (text_is_blank(request->text))
		return open_list(request, args_read(request, &args));
	struct outcome *wrong = args_read(request, &args);
	if (wrong && only_a_ref(request, &ref)) {
		struct outcome *not_this = subject_to_settle(request, ref, &subject);
		return not_this ? not_this : open_about(request, &subject, wrong);
	}
	if (!wrong)
		wrong = subject_to_settle(request, args.refs[0], &subject);
	return wrong ? wrong : run_about(request, &subject, &args);
}

static struct outcome *press(struct request *request)
{
	struct subject subject;
	struct message *message = message_create(request->arena);
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_settle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!issue_status_is_live(subject.issue->status))
		return reply_line(request, "%s is %s already.", subject.ref,
			issue_status_name(subject.issue->status));
	message_line(message, "To decline %s, say why and what to do instead: ", subject.ref);
	message_code(message, "%s",
		typed(request, "decline", "%s reason, workaround: what to do instead",
			subject.ref));
	return open_about(request, &subject, reply(request, message));
}

static struct outcome *sent(struct request *request)
{
	struct subject subject;
	struct refusal answer = {
		.reason = field_value(request, "reason"),
		.workaround = field_value(request, "workaround"),
	};
	struct outcome *wrong = subject_of_form_to_settle(request, &subject);

	if (wrong)
		return wrong;
	if (issue_status_is_settled(subject.issue->status))
		return settled_already(request, &subject);
	if (!answer.workaround && subject.tool)
		answer.workaround = subject.tool->recovery;
	if (!answer.reason)
		wrong = wrong_field(request, wrong, "reason", "Say in a line why not.");
	if (!answer.workaround)
		wrong = wrong_field(request, wrong, "workaround",
			"Say how they get their work done all the same.");
	return wrong ? wrong : decline(request, &subject, &answer);
}

static const struct handler buttons[] = {
	{ "decline", press, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "decline", sent },
	{ NULL, NULL },
};

const struct command command_decline = {
	.name = "decline",
	.usage = "LM-<n> reason, workaround: what to do instead",
	.example = "LM-12 scans have no text, workaround: run OCR first",
	.summary = "settle an issue that will not be fixed, saying why and what to do instead",
	.who = "the tool's owner, backup, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
