#ifndef LASTMILE_OUTCOME_H
#define LASTMILE_OUTCOME_H
/*
 * How a handler ends. Only these functions make a struct outcome, so a forgotten answer does not
 * compile.
 */
#include <stdbool.h>

struct message;
struct request;

enum outcome_type {
	OUTCOME_REPLY, // done; the actor alone sees `message`
	OUTCOME_SILENT, // done, nothing to say (a button whose card shows it)
	OUTCOME_REJECT, // a person's mistake: nothing was changed, `message` says what to do
	OUTCOME_FAIL, // the daemon's trouble: everything of this event is undone
};

struct outcome {
	enum outcome_type type;
	const struct message *message; // REPLY, REJECT; lives in the event's arena
	int error; // FAIL: a negative errno
};

/* The handler's changes are kept. */
struct outcome *reply(struct request *request, const struct message *message);
struct outcome *reply_line(struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct outcome *silent(struct request *request);

/* The handler's changes are undone (there should be none): one kind sentence that says what to do.
 */
struct outcome *reject(struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct outcome *reject_with(struct request *request, const struct message *message);

struct outcome *fail(struct request *request, int error);

#endif
