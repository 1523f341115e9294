#ifndef LASTMILE_OUTCOME_H
#define LASTMILE_OUTCOME_H
/*
 * How a handler ends. Only these functions make a struct outcome, so a forgotten answer does not
 * compile.
 */
#include <stdbool.h>

#include "bot/answer.h"

struct form;
struct form_error;
struct message;
struct request;

enum outcome_type {
	OUTCOME_REPLY, // done; the actor alone sees `message`
	OUTCOME_SILENT, // done, nothing to say (a button whose card shows it)
	OUTCOME_FORM, // done; a form opens, or takes the place of the one that was sent
	OUTCOME_REJECT, // a person's mistake: nothing was changed, the answer says what to do
	OUTCOME_FAIL, // the daemon's trouble: everything of this event is undone
};

struct outcome {
	enum outcome_type type;
	struct answer answer; // lives in the event's arena
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

/*
 * Asks. Where no form can be opened (the shell; an event without a trigger) the outcome is
 * `otherwise`, which says the same in words: how to type it.
 */
struct outcome *open_form(struct request *request, struct form *form, struct outcome *otherwise);
/* Whether it would open: for what is done at once where nothing can be asked. */
bool form_can_open(const struct request *request);

/* A form that was sent is not right yet: it stays open and says so at the field. Joined to what is
 * wrong with `others` (NULL: nothing yet), so that somebody sees all of it at once. */
struct outcome *wrong_field(struct request *request, struct outcome *others, const char *field,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

struct outcome *fail(struct request *request, int error);

#endif
