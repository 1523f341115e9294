#ifndef LASTMILE_SUBJECT_H
#define LASTMILE_SUBJECT_H
/*
 * What a command is about: an issue found by the ref somebody gave, with its tool. A ref that was
 * merged stands for the issue it was merged into, and the answer says so. Also the one door to an
 * issue's history.
 */
#include <stdbool.h>
#include <stdint.h>

struct args;
struct issue;
struct message;
struct outcome;
struct request;
struct tool;

struct subject {
	int64_t asked; // the ref that was given
	const struct issue *issue; // what it stands for
	const struct tool *tool; // NULL: not said yet
	const char *ref; // of `issue`
};

/* NULL if found; else the rejection: no such issue. */
struct outcome *subject_find(struct request *request, int64_t ref, struct subject *ret_subject);

/* The same for whoever may settle it; else a rejection that says who can. */
struct outcome *subject_to_settle(
	struct request *request, int64_t ref, struct subject *ret_subject);

/* The rejection for an issue whose only reporter took it back; NULL for any other. */
struct outcome *subject_taken_back(struct request *request, const struct subject *subject);

/* The same for whoever may look after it: also the tool's champions. */
struct outcome *subject_to_handle(
	struct request *request, int64_t ref, struct subject *ret_subject);

/* For a command that begins with a ref: its arguments, and the issue the first of them names. */
struct outcome *subject_read(
	struct request *request, struct args *ret_args, struct subject *ret_subject);
struct outcome *subject_read_to_settle(
	struct request *request, struct args *ret_args, struct subject *ret_subject);

/* For a button whose value begins with a ref. */
struct outcome *subject_of_button(struct request *request, struct subject *ret_subject);

/* Reads the issue again after a change. */
void subject_refresh(struct request *request, struct subject *subject);

/* "LM-9 was merged into LM-4." if the asked ref is another than the issue's; begins a block. */
void say_merged(struct request *request, struct message *message, const struct subject *subject);

/* The issue a chain of merges ends in. */
const struct issue *issue_now(struct request *request, const struct issue *issue);

struct happening {
	const char *change; // see history in the schema
	const char *from, *to, *text; // NULL where there is none
	bool anonymous; // the actor is not to be named, whatever their report says
};
/* Who: the actor, unless their report on the issue is anonymous. When and from where: the event's.
 */
void record(struct request *request, int64_t issue, const struct happening *happening);

/* The actor, or 0 where their report on the issue is anonymous. */
int64_t named_actor(struct request *request, int64_t issue);

#endif
