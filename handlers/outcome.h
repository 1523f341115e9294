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
	OUTCOME_ASIDE, // it ends later, as `aside` says
};

/* What is read aside, and what is done with it then. */
struct aside_order {
	struct request *request;
	struct outcome *(*read)(struct request *request);
	struct outcome *(*then)(struct request *request); // NULL: `read` was the answer
};

struct outcome {
	enum outcome_type type;
	struct answer answer; // lives in the event's arena
	int error; // FAIL: a negative errno
	struct aside_order aside;
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

/*
 * For an answer that takes much reading: `read` is called with the same request, outside of the
 * transaction and beside everything else, and changes nothing; how it ends is the answer. Where
 * nothing can be done beside (the shell, tests) it is called at once. The handler itself has done
 * nothing that counts: should the daemon end before `read` does, the event may come a second time.
 */
struct outcome *answer_aside(
	struct request *request, struct outcome *(*read)(struct request *request));

/*
 * The same for a time that has come: `read` leaves what it found in request->prepared, how it ends
 * is passed over, and `then` does something with it in a later transaction. Until that is committed
 * the timer stands, so that it comes again whatever crashes; if it is gone by then, `then` is not
 * called.
 */
struct outcome *prepare_aside(struct request *request,
	struct outcome *(*read)(struct request *request),
	struct outcome *(*then)(struct request *request));

/* Where nobody reads aside: does it here and now. Other outcomes are handed back as they are. */
const struct outcome *outcome_here(const struct outcome *outcome);

#endif
