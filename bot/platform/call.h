#ifndef LASTMILE_PLATFORM_CALL_H
#define LASTMILE_PLATFORM_CALL_H
/*
 * How a request to a platform ended, and what that means for a delivery: one set of words for all
 * platforms. Which refusal of theirs is which class stands in each one's errors.c.
 */
#include <stdbool.h>
#include <stdint.h>

#include "bot/platform/platform.h"

struct cJSON;
struct http_answer;

enum call_class {
	CALL_OK,
	CALL_ALREADY, // it was so before: as good as done
	CALL_GONE, // whom or what it was meant for is gone: its id is of no use any more
	CALL_NO_MEMBER, // there is nobody of this id
	CALL_CLOSED, // must not be written to until something comes from there
	CALL_FORBIDDEN, // this must not be done; to ask for a conversation: it is closed
	CALL_BAD_CONTENT, // the platform does not like what we sent; less of it may pass
	CALL_CREDENTIALS, // token, permission or registration: a person must act
	CALL_OTHER_HOST, // this is to be asked elsewhere
	CALL_LATER, // certainly not done, try again
	CALL_LIMITED, // a rate limit
	CALL_UNCERTAIN, // may have been done, in whole or in part
	CALL_REFUSAL, // certainly not done, and why should it be later
};

const char *call_class_name(enum call_class class); /* "limited" */

/* Borrowed while it is handed over. */
struct call_reply {
	enum call_class class;
	const char *code; // the platform's word, or ours ("http_500", "not_sent"); NULL when OK
	int64_t retry_after; // ms; 0: not said
	bool unreachable; // LATER because nothing could leave: name, connection or TLS failed
	const struct cJSON *json; // NULL if there was no answer that makes sense
	const char *permissions; // what our token may do, as the platform lists it; NULL: not said
};
typedef void call_replied(void *data, const struct call_reply *reply);

/* Of a request that got no answer; what may have left is UNCERTAIN. */
struct call_reply call_unanswered(const struct http_answer *http);

/* Retry-After, ms, but never longer than a day. */
int64_t call_wait(const struct http_answer *http);

/* Why it was of no use; also of an answer that is OK and does not say what was asked. */
const char *call_why(const struct call_reply *reply);

/* How it ends a delivery. What must not be done twice (a post) ends as UNKNOWN where it may have
 * been done; anything else is repeated. `limit` is what a rate limit holds up. */
struct delivery_result call_ends(
	const struct call_reply *reply, bool once, enum delivery_hold limit);

#endif
