/* decline: settles an issue without a fix. It needs a reason and a way to get the work done all the
 * same. */
#include <string.h>
#include <strings.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/notify.h"
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
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = subject_read_to_settle(request, &args, &subject);

	if (wrong)
		return wrong;
	if (issue_status_is_settled(subject.issue->status))
		return reject(request, "%s is %s already. To change that, reopen it first: %s.",
			subject.ref, issue_status_name(subject.issue->status),
			typed(request, "reopen", "%s why", subject.ref));
	struct refusal answer = split(request, args.rest);
	if (!answer.workaround && subject.tool)
		answer.workaround = subject.tool->recovery;
	if (text_is_blank(answer.reason) || !answer.workaround)
		return needs_workaround(request);
	return decline(request, &subject, &answer);
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
	return reply(request, message);
}

static const struct handler buttons[] = {
	{ "decline", press },
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
};
