#include "handlers/outcome.h"

#include <stdarg.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/command.h"

static struct outcome *make(
	struct request *request, enum outcome_type type, const struct message *message)
{
	struct outcome *outcome = arena_new(request->arena, struct outcome);

	*outcome = (struct outcome){ .type = type, .answer.message = message };
	return outcome;
}

static const struct message *line(struct request *request, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static const struct message *line(struct request *request, const char *format, va_list args)
{
	struct message *message = message_create(request->arena);

	message_line(message, "%s", arena_vprintf(request->arena, format, args));
	return message;
}

struct outcome *reply(struct request *request, const struct message *message)
{
	return make(request, OUTCOME_REPLY, message);
}

struct outcome *reply_line(struct request *request, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const struct message *message = line(request, format, args);
	va_end(args);
	return reply(request, message);
}

struct outcome *silent(struct request *request)
{
	return make(request, OUTCOME_SILENT, NULL);
}

struct outcome *reject(struct request *request, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const struct message *message = line(request, format, args);
	va_end(args);
	return reject_with(request, message);
}

struct outcome *reject_with(struct request *request, const struct message *message)
{
	return make(request, OUTCOME_REJECT, message);
}

struct outcome *fail(struct request *request, int error)
{
	struct outcome *outcome = make(request, OUTCOME_FAIL, NULL);

	outcome->error = error;
	return outcome;
}

/* A form's place can be taken without a trigger. */
bool form_can_open(const struct request *request)
{
	const struct event *event = request->event;

	return event->trigger || event->type == EVENT_FORM ||
	       (event->type == EVENT_ACTION && event->action.form);
}

struct outcome *open_form(struct request *request, struct form *form, struct outcome *otherwise)
{
	if (!form_can_open(request))
		return otherwise;
	struct outcome *outcome = make(request, OUTCOME_FORM, NULL);

	form->otherwise = otherwise->answer.message;
	outcome->answer.form = form;
	return outcome;
}

struct outcome *wrong_field(
	struct request *request, struct outcome *others, const char *field, const char *format, ...)
{
	struct outcome *outcome = make(request, OUTCOME_REJECT, NULL);
	struct form_error *error = arena_new(request->arena, struct form_error);
	va_list args;

	va_start(args, format);
	error->words = arena_vprintf(request->arena, format, args);
	va_end(args);
	error->field = field;
	error->next = others ? others->answer.errors : NULL;
	outcome->answer.errors = error;
	return outcome;
}

struct outcome *prepare_aside(struct request *request,
	struct outcome *(*read)(struct request *request),
	struct outcome *(*then)(struct request *request))
{
	struct outcome *outcome = make(request, OUTCOME_ASIDE, NULL);

	outcome->aside = (struct aside_order){
		.request = arena_new(request->arena, struct request),
		.read = read,
		.then = then,
	};
	*outcome->aside.request = *request;
	return outcome;
}

struct outcome *answer_aside(
	struct request *request, struct outcome *(*read)(struct request *request))
{
	return prepare_aside(request, read, NULL);
}

const struct outcome *outcome_here(const struct outcome *outcome)
{
	const struct aside_order *aside = &outcome->aside;

	if (outcome->type != OUTCOME_ASIDE)
		return outcome;
	struct outcome *read = aside->read(aside->request);
	if (aside->then && read->type != OUTCOME_FAIL)
		return aside->then(aside->request);
	if (!read->answer.home)
		read->answer.home = outcome->answer.home;
	return read;
}
