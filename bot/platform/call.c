#include "bot/platform/call.h"

#include "bot/util/clock.h"
#include "bot/util/http_client.h"

/* `outcome`: of what may be repeated. */
static const struct {
	const char *name;
	enum delivery_outcome outcome;
} classes[] = {
	[CALL_OK] = { "ok", DELIVERED },
	[CALL_ALREADY] = { "already", DELIVERED },
	[CALL_GONE] = { "gone", REFUSED },
	[CALL_NO_MEMBER] = { "no_member", REFUSED },
	[CALL_CLOSED] = { "closed", REFUSED },
	[CALL_FORBIDDEN] = { "forbidden", REFUSED },
	[CALL_BAD_CONTENT] = { "bad_content", REFUSED },
	[CALL_CREDENTIALS] = { "credentials", RETRY_LATER },
	[CALL_OTHER_HOST] = { "other_host", REFUSED },
	[CALL_LATER] = { "later", RETRY_LATER },
	[CALL_LIMITED] = { "limited", RETRY_LATER },
	[CALL_UNCERTAIN] = { "uncertain", RETRY_LATER },
	[CALL_REFUSAL] = { "refusal", REFUSED },
};

const char *call_class_name(enum call_class class)
{
	return classes[class].name;
}

struct call_reply call_unanswered(const struct http_answer *http)
{
	if (http->fate == HTTP_NOT_SENT)
		return (struct call_reply){ CALL_LATER, "not_sent", .unreachable = true };
	return (struct call_reply){ CALL_UNCERTAIN, "no_answer" };
}

int64_t call_wait(const struct http_answer *http)
{
	return http->retry_after < MS_PER_DAY ? http->retry_after : MS_PER_DAY;
}

const char *call_why(const struct call_reply *reply)
{
	return reply->code ? reply->code : "not_an_answer";
}

static enum delivery_hold hold_of(const struct call_reply *reply, enum delivery_hold limit)
{
	if (reply->unreachable || reply->class == CALL_CREDENTIALS)
		return HOLD_PLATFORM;
	return reply->class == CALL_LIMITED ? limit : HOLD_DELIVERY;
}

struct delivery_result call_ends(
	const struct call_reply *reply, bool once, enum delivery_hold limit)
{
	bool uncertain = once && reply->class == CALL_UNCERTAIN;

	return (struct delivery_result){
		.outcome = uncertain ? UNKNOWN : classes[reply->class].outcome,
		.hold = hold_of(reply, limit),
		.retry_after = reply->retry_after,
		.reason = reply->code,
	};
}
