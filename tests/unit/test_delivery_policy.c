/* What the deliverer does with an outcome: the whole table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bot/delivery_policy.h"
#include "bot/util/clock.h"

enum { NOW = 1000000, SETTLE = 60000 };

static struct delivery_situation situation(void)
{
	return (struct delivery_situation){
		.can_look = true,
		.attempts = 1,
		.created_at = NOW,
		.settle_after = SETTLE,
		.now = NOW,
	};
}

static struct delivery_decision after(struct delivery_situation now, enum delivery_outcome outcome,
	const char *reason, int64_t retry_after)
{
	struct delivery_result result = {
		.outcome = outcome,
		.reason = reason,
		.retry_after = retry_after,
	};

	return delivery_decide(&now, &result);
}

static void backoff_doubles_to_five_minutes(void **state)
{
	(void)state;
	assert_int_equal(delivery_backoff(1, 0), 1000);
	assert_int_equal(delivery_backoff(2, 0), 2000);
	assert_int_equal(delivery_backoff(9, 0), 256000);
	assert_int_equal(delivery_backoff(10, 0), 300000);
	assert_int_equal(delivery_backoff(1000000, 0), 300000);
	assert_int_equal(delivery_backoff(1, 999), 1199);
}

static void delivered_is_sent(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	assert_int_equal(after(now, DELIVERED, NULL, 0).transition, TRANSITION_SENT);
	now.lookup = true;
	assert_int_equal(after(now, DELIVERED, NULL, 0).transition, TRANSITION_SENT);
}

static void unknown_post_waits_for_its_effect_before_a_look(void **state)
{
	(void)state;
	struct delivery_decision decision = after(situation(), UNKNOWN, "timeout", 0);
	assert_int_equal(decision.transition, TRANSITION_UNCERTAIN);
	assert_int_equal(decision.at, NOW + SETTLE);
}

static void unknown_update_is_simply_repeated(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.update = true;
	assert_int_equal(after(now, UNKNOWN, "timeout", 0).transition, TRANSITION_RETRY);
}

static void unknown_that_cannot_be_looked_up_is_parked(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.can_look = false;
	assert_int_equal(after(now, UNKNOWN, "timeout", 0).transition, TRANSITION_PARKED);
	now.can_look = true;
	now.lookup = true;
	assert_int_equal(after(now, UNKNOWN, "missing_scope", 0).transition, TRANSITION_PARKED);
}

static void a_look_that_finds_nothing_sends_again(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.lookup = true;
	assert_int_equal(after(now, REFUSED, "not_found", 0).transition, TRANSITION_RETRY);
	assert_int_equal(after(now, REFUSED, "channel_not_found", 0).transition, TRANSITION_PARKED);
}

static void a_look_that_failed_for_now_looks_again_and_sends_nothing(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.lookup = true;
	struct delivery_decision decision = after(now, RETRY_LATER, "ratelimited", 7000);
	assert_int_equal(decision.transition, TRANSITION_UNCERTAIN);
	assert_int_equal(decision.at, NOW + 7000);
}

static void retry_obeys_the_platform_then_the_backoff(void **state)
{
	(void)state;
	assert_int_equal(after(situation(), RETRY_LATER, "ratelimited", 30000).at, NOW + 30000);
	assert_int_equal(after(situation(), RETRY_LATER, "no_route", 0).at, NOW + 1000);
	assert_int_equal(
		after(situation(), RETRY_LATER, "no_route", 0).transition, TRANSITION_RETRY);
}

static void patience_ends_in_a_person(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.now = NOW + DELIVERY_PATIENCE_MS + 1;
	assert_int_equal(after(now, RETRY_LATER, "busy", 0).transition, TRANSITION_PARKED);
}

static void an_outage_of_the_platform_is_nobodys_fault(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	struct delivery_result result = { .outcome = RETRY_LATER, .hold = HOLD_PLATFORM };
	now.now = NOW + 2 * (int64_t)DELIVERY_PATIENCE_MS;
	assert_int_equal(delivery_decide(&now, &result).transition, TRANSITION_RETRY);
}

static void refused_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
		after(situation(), REFUSED, "user_disabled", 0).transition, TRANSITION_REFUSED);
	assert_int_equal(
		after(situation(), REFUSED, "not_found", 0).transition, TRANSITION_REFUSED);
}

/* Said to have left with everybody else: they may well be there. */
static void refused_of_somebody_in_doubt_is_tried_again(void **state)
{
	(void)state;
	struct delivery_situation now = situation();
	now.doubted = true;
	struct delivery_decision decision = after(now, REFUSED, "MemberNotFound", 0);
	assert_int_equal(decision.transition, TRANSITION_RETRY);
	assert_int_equal(decision.at, NOW + 1000);
	now.lookup = true;
	assert_int_equal(after(now, REFUSED, "MemberNotFound", 0).transition, TRANSITION_PARKED);
	now.lookup = false;
	now.now += DELIVERY_PATIENCE_MS + 1;
	assert_int_equal(after(now, REFUSED, "MemberNotFound", 0).transition, TRANSITION_PARKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backoff_doubles_to_five_minutes),
		cmocka_unit_test(delivered_is_sent),
		cmocka_unit_test(unknown_post_waits_for_its_effect_before_a_look),
		cmocka_unit_test(unknown_update_is_simply_repeated),
		cmocka_unit_test(unknown_that_cannot_be_looked_up_is_parked),
		cmocka_unit_test(a_look_that_finds_nothing_sends_again),
		cmocka_unit_test(a_look_that_failed_for_now_looks_again_and_sends_nothing),
		cmocka_unit_test(retry_obeys_the_platform_then_the_backoff),
		cmocka_unit_test(refused_of_somebody_in_doubt_is_tried_again),
		cmocka_unit_test(patience_ends_in_a_person),
		cmocka_unit_test(an_outage_of_the_platform_is_nobodys_fault),
		cmocka_unit_test(refused_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
