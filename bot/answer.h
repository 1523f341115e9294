#ifndef LASTMILE_ANSWER_H
#define LASTMILE_ANSWER_H
/*
 * What the actor alone is to see of an event that was handled. At most one of message, form and
 * errors is there; all NULL: nothing to say. It lives in the event's arena.
 *
 * Where it goes depends on where they were:
 *
 *                        message                      form
 *     command            beside the command           opens
 *     button             beside the message           opens
 *     ... in a form      takes the form's place       takes the form's place
 *     ... on a home page opens as a form to read      opens
 *     form sent          takes the form's place       takes the form's place
 *                        (nothing: the form closes; errors: it stays, each at its field)
 *     shortcut           as a button's                opens
 *     the others         nowhere: what is to be said is owed through the outbox
 */
#include <stdbool.h>

struct arena;
struct form;
struct form_error;
struct message;

struct answer {
	const struct message *message;
	/* The message is owed to the actor directly as well. Where what is answered stays in that
	 * very conversation like everything else said there, once is enough. */
	bool owed;
	const struct form *form;
	const struct form_error *errors;
	/* What the actor's home page says now; published if that is not what it said before. */
	const struct message *home;
};

/* What is said in words: the message, or, where they cannot be said at the fields, the errors.
 * NULL: nothing. */
const struct message *answer_message(struct arena *arena, const struct answer *answer);

#endif
