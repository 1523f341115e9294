/* ask: a question to those who reported an issue, each in private (relay.h). */
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/relay.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"

static struct form *new_form(struct request *request)
{
	return form_create(request->arena, "ask", "Ask who reported it", "Ask");
}

static void ask_question(struct form *form, bool one)
{
	struct field *field = form_field(form, FIELD_TEXT, "question", "Your question");

	field->hint = one ? "It goes to whoever wrote that, in private."
			  : "It goes to each of those who reported it, in private.";
}

/* `report`: whose author is asked; 0: all of them. */
static struct outcome *open_about(struct request *request, const struct subject *subject,
	int64_t report, struct outcome *otherwise)
{
	struct form *form = new_form(request);

	form_about(request, form, subject,
		report ? arena_printf(request->arena, "%lld", (long long)report) : "");
	ask_question(form, report != 0);
	return open_form(request, form, otherwise);
}

static struct outcome *open_list(struct request *request, struct outcome *otherwise)
{
	struct issues issues = issues_waiting(request);
	struct form *form = new_form(request);

	if (!form_asks_issue(request, form, &issues))
		return otherwise;
	ask_question(form, false);
	return open_form(request, form, otherwise);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	int64_t ref;

	if (text_is_blank(request->text))
		return open_list(request, args_read(request, &args));
	struct outcome *wrong =
		only_a_ref(request, &ref) ? subject_to_handle(request, ref, &subject) : NULL;
	if (!wrong && only_a_ref(request, &ref))
		return open_about(request, &subject, 0, args_read(request, &args));
	if (!wrong)
		wrong = args_read(request, &args);
	if (!wrong)
		wrong = subject_to_handle(request, args.refs[0], &subject);
	return wrong ? wrong : relay_ask(request, &subject, 0, args.rest);
}

static struct outcome *how_to_type(struct request *request, const struct subject *subject)
{
	struct message *message = message_create(request->arena);

	message_line(message, "To ask about %s: ", subject->ref);
	message_code(message, "%s", typed(request, "ask", "%s your question", subject->ref));
	return reply(request, message);
}

/* On the owner's card: to all. Under an answer: back to whoever gave it. */
static struct outcome *press(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	return open_about(
		request, &subject, second_number(request), how_to_type(request, &subject));
}

static struct outcome *sent(struct request *request)
{
	struct subject subject;
	const char *question = field_value(request, "question");
	struct outcome *wrong = subject_of_form(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!question)
		return wrong_field(
			request, NULL, "question", "Say in a line what you want to know.");
	return relay_ask(request, &subject,
		field_value(request, "issue") ? 0 : second_number(request), question);
}

static const struct handler buttons[] = {
	{ "ask", press, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "ask", sent },
	{ NULL, NULL },
};

const struct command command_ask = {
	.name = "ask",
	.usage = "LM-<n> question",
	.example = "LM-12 which contract was it",
	.summary = "ask those who reported an issue",
	.who = "the tool's owner, backup, champions, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
