/* answer: what a reporter says to a question; the answer is kept with the issue (relay.h). */
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
	return form_create(request->arena, "answer", "Answer a question", "Answer");
}

static void ask_answer(struct form *form)
{
	struct field *field = form_field(form, FIELD_TEXT, "answer", "Your answer");

	field->hint = "It is kept with the issue and shown to whoever has it.";
}

static struct outcome *open_about(
	struct request *request, const struct subject *subject, struct outcome *otherwise)
{
	struct form *form = new_form(request);

	form_about(request, form, subject, "");
	ask_answer(form);
	return open_form(request, form, otherwise);
}

static struct outcome *open_list(struct request *request, struct outcome *otherwise)
{
	struct issues issues = issues_reported(request);
	struct form *form = new_form(request);

	if (!form_asks_issue(request, form, &issues))
		return otherwise;
	ask_answer(form);
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
		only_a_ref(request, &ref) ? subject_find(request, ref, &subject) : NULL;
	if (!wrong && only_a_ref(request, &ref))
		return open_about(request, &subject, args_read(request, &args));
	if (!wrong)
		wrong = subject_read(request, &args, &subject);
	return wrong ? wrong : relay_answer(request, &subject, args.rest);
}

static struct outcome *press(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);
	struct message *message = message_create(request->arena);

	if (wrong)
		return wrong;
	message_line(message, "To answer: ");
	message_code(message, "%s", typed(request, "answer", "%s your answer", subject.ref));
	return open_about(request, &subject, reply(request, message));
}

static struct outcome *sent(struct request *request)
{
	struct subject subject;
	const char *answer = field_value(request, "answer");
	struct outcome *wrong = subject_of_form(request, &subject);

	if (wrong)
		return wrong;
	if (!answer)
		return wrong_field(request, NULL, "answer", "Say in a line what you know.");
	return relay_answer(request, &subject, answer);
}

static const struct handler buttons[] = {
	{ "answer", press, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "answer", sent },
	{ NULL, NULL },
};

const struct command command_answer = {
	.name = "answer",
	.usage = "LM-<n> your answer",
	.example = "LM-12 it was the Acme contract",
	.summary = "answer a question about your issue",
	.who = "who reported it",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
