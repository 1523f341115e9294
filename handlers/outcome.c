#include "handlers/outcome.h"

#include <stdarg.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/command.h"

static struct outcome *make(
	struct request *request, enum outcome_type type, const struct message *message, int error)
{
	struct outcome *outcome = arena_new(request->arena, struct outcome);

	*outcome = (struct outcome){ .type = type, .message = message, .error = error };
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
	return make(request, OUTCOME_REPLY, message, 0);
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
	return make(request, OUTCOME_SILENT, NULL, 0);
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
	return make(request, OUTCOME_REJECT, message, 0);
}

struct outcome *fail(struct request *request, int error)
{
	return make(request, OUTCOME_FAIL, NULL, error);
}
