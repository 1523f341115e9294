/*
 * The whole policy of delivery in one place.
 *
 * After UNKNOWN nothing is sent again before a look at the platform, and the look comes only when
 * every effect of the broken request must have become visible: `settle_after` counts from the
 * moment the request ended (or the process started), never from when it began, because a request
 * that was cut off late may take effect late.
 */
#include "bot/delivery_policy.h"

#include "bot/util/clock.h"
#include "bot/util/text.h"

int64_t delivery_backoff(int attempt, int jitter)
{
	const int64_t most = 5 * MS_PER_MINUTE;
	int64_t wait = MS_PER_SECOND;

	while (--attempt > 0 && wait < most)
		wait *= 2;
	if (wait > most)
		wait = most;
	return wait + wait * jitter / 5000;
}

static struct delivery_decision decide(enum delivery_transition transition, int64_t at)
{
	return (struct delivery_decision){ .transition = transition, .at = at };
}

static struct delivery_decision again(
	const struct delivery_situation *situation, const struct delivery_result *result)
{
	int64_t wait = result->retry_after;

	if (wait <= 0)
		wait = delivery_backoff(situation->attempts, situation->jitter);
	if (situation->lookup)
		return decide(TRANSITION_UNCERTAIN, situation->now + wait);
	if (situation->now - situation->created_at > DELIVERY_PATIENCE_MS &&
		result->hold == HOLD_DELIVERY)
		return decide(TRANSITION_PARKED, 0);
	return decide(TRANSITION_RETRY, situation->now + wait);
}

static struct delivery_decision unknown(const struct delivery_situation *situation)
{
	if (situation->update)
		return decide(TRANSITION_RETRY,
			situation->now + delivery_backoff(situation->attempts, situation->jitter));
	if (situation->lookup || !situation->can_look)
		return decide(TRANSITION_PARKED, 0);
	return decide(TRANSITION_UNCERTAIN, situation->now + situation->settle_after);
}

struct delivery_decision delivery_decide(
	const struct delivery_situation *situation, const struct delivery_result *result)
{
	switch (result->outcome) {
	case DELIVERED:
		return decide(TRANSITION_SENT, 0);
	case RETRY_LATER:
		return again(situation, result);
	case REFUSED:
		if (situation->lookup && text_equal(result->reason, "not_found"))
			return decide(TRANSITION_RETRY, situation->now);
		if (situation->doubted && !situation->lookup)
			return again(situation, result);
		return decide(situation->lookup ? TRANSITION_PARKED : TRANSITION_REFUSED, 0);
	case UNKNOWN:
		return unknown(situation);
	}
	return decide(TRANSITION_PARKED, 0);
}
