/* When the links to Azure Relay are opened, renewed and replaced, with the times that production
 * uses: no socket is opened and no time passes, for the loop's timers and the channels are ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>

#include "bot/platform/teams/receipt.h"
#include "bot/platform/teams/relay.h"
#include "bot/platform/teams/relay_channel.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/websocket.h"

enum { TIMERS = 8, LINKS = 2 };

/* What the relay has ordered. */
static struct {
	uv_timer_t *timer;
	uv_timer_cb fired;
	uint64_t delay, repeat;
	bool runs;
} timers[TIMERS];
static struct relay_channel *opened; // last
static int openings, closings;
static unsigned pong_every;
static int64_t token_ends_at; // s

int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t delay, uint64_t repeat);
int __wrap_uv_timer_stop(uv_timer_t *timer);
void __wrap_relay_channel_open(struct relay_channel *channel, const char *url, const char *token,
	unsigned pong, size_t message_limit);
void __wrap_relay_channel_close(struct relay_channel *channel);
void __wrap_teams_inbound_way_changed(struct teams_inbound *inbound);

static size_t slot_of(const uv_timer_t *timer)
{
	size_t i = 0;

	while (timers[i].timer && timers[i].timer != timer)
		assert_true(++i < TIMERS);
	return i;
}

int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t delay, uint64_t repeat)
{
	size_t i = slot_of(timer);

	timers[i].timer = timer;
	timers[i].fired = fired;
	timers[i].delay = delay;
	timers[i].repeat = repeat;
	timers[i].runs = true;
	return 0;
}

int __wrap_uv_timer_stop(uv_timer_t *timer)
{
	timers[slot_of(timer)].runs = false;
	return 0;
}

void __wrap_relay_channel_open(struct relay_channel *channel, const char *url, const char *token,
	unsigned pong, size_t message_limit)
{
	const char *end = strstr(token, "&se=");

	assert_non_null(strstr(url, "wss://ns.servicebus.windows.net:443/$hc/hyco?"));
	assert_in_range(
		message_limit, 96 * 1024, 1024 * 1024); // a body of 64 KiB, or 32 of headers
	assert_non_null(end);
	token_ends_at = strtoll(end + strlen("&se="), NULL, 10);
	opened = channel;
	pong_every = pong;
	openings++;
}

void __wrap_relay_channel_close(struct relay_channel *channel)
{
	(void)channel;
	closings++;
}

void __wrap_teams_inbound_way_changed(struct teams_inbound *inbound)
{
	(void)inbound;
}

/* The delay of the only timer that runs and does not repeat. */
static uint64_t next_delay(void)
{
	size_t found = TIMERS;

	for (size_t i = 0; i < TIMERS; i++)
		if (timers[i].runs && !timers[i].repeat) {
			assert_int_equal(found, TIMERS);
			found = i;
		}
	assert_true(found < TIMERS);
	return timers[found].delay;
}

static void time_passes(void)
{
	for (size_t i = 0; i < TIMERS; i++)
		if (timers[i].runs && !timers[i].repeat) {
			timers[i].runs = false;
			timers[i].fired(timers[i].timer);
			return;
		}
	fail();
}

/* Of several, the one with this delay. */
static void passes(uint64_t delay)
{
	for (size_t i = 0; i < TIMERS; i++)
		if (timers[i].runs && !timers[i].repeat && timers[i].delay == delay) {
			timers[i].runs = false;
			timers[i].fired(timers[i].timer);
			return;
		}
	fail();
}

static void ends(struct relay_channel *channel, int http_status, int close_code)
{
	channel->owner->gone(channel, &(struct websocket_end){ .ending = WEBSOCKET_REFUSED,
					      .http_status = http_status,
					      .close_code = close_code,
					      .problem = "no" });
}

struct fixture {
	uv_loop_t loop;
	struct teams_relay *relay;
};

static int set_up(void **state)
{
	static const struct teams_settings settings = {
		.relay = "https://ns.servicebus.windows.net/hyco",
		.relay_rule = "listen",
		.relay_key = "key",
		.path = "/api/messages"
	};
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	char *why = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	memset(timers, 0, sizeof(timers));
	openings = closings = 0;
	uv_loop_init(&fixture->loop);
	assert_int_equal(
		teams_relay_create(&fixture->loop, NULL, &settings, NULL, &fixture->relay, &why),
		0);
	teams_relay_start(fixture->relay);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	teams_relay_destroy(fixture->relay);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	free(fixture);
	return 0;
}

/* Azure drops what is silent for four minutes, and what its token's end finds unrenewed. */
static void a_link_is_kept_alive_and_renewed_at_half_life(void **state)
{
	const struct fixture *fixture = *state;
	size_t renewals = 0;

	assert_int_equal(next_delay(), 0);
	time_passes();
	assert_int_equal(openings, 1);
	assert_in_range(pong_every, 60 * MS_PER_SECOND, 180 * MS_PER_SECOND);
	assert_in_range(token_ends_at * MS_PER_SECOND - clock_now(), 3590 * MS_PER_SECOND,
		3601 * MS_PER_SECOND);
	opened->owner->open(opened);
	assert_int_equal(teams_relay_link(fixture->relay), LINK_READY);
	for (size_t i = 0; i < TIMERS; i++)
		if (timers[i].runs && timers[i].repeat) {
			renewals++;
			assert_int_equal(timers[i].delay, 30 * MS_PER_MINUTE);
			assert_int_equal(timers[i].repeat, 30 * MS_PER_MINUTE);
		}
	assert_int_equal(renewals, 1);
}

/* The new one is up before the old one goes. */
static void an_old_link_is_replaced(void **state)
{
	(void)state;
	time_passes();
	struct relay_channel *first = opened;
	first->owner->open(first);
	assert_int_equal(next_delay(), 30 * MS_PER_SECOND);
	time_passes(); // it is stable
	assert_int_equal(next_delay(), 30 * MS_PER_MINUTE);
	time_passes(); // it is old
	assert_int_equal(next_delay(), 0);
	time_passes();
	assert_int_equal(openings, 2);
	assert_ptr_not_equal(opened, first);
	assert_int_equal(closings, 0);
	opened->owner->open(opened);
	assert_int_equal(closings, 0); // what is under way there is still answered
}

/* What came over a link is answered over it, as long as anybody waits for the answer. */
static void a_replaced_link_pays_what_it_owes(void **state)
{
	struct list post;

	(void)state;
	time_passes();
	struct relay_channel *first = opened;
	first->owner->open(first);
	time_passes(); // it is stable
	time_passes(); // it is old
	time_passes();
	opened->owner->open(opened);
	list_append(&first->posts, &post);
	passes(2 * MS_PER_SECOND); // it is drained
	assert_int_equal(closings, 0);
	passes(500);
	assert_int_equal(closings, 0);
	list_remove(&post);
	passes(500);
	assert_int_equal(closings, 1);
}

static void who_is_down_is_not_hammered(void **state)
{
	static const uint64_t seconds[] = { 0, 1, 2, 5, 10, 30, 30, 30 };

	(void)state;
	time_passes();
	for (size_t i = 0; i < array_length(seconds); i++) {
		ends(opened, 0, 0);
		uint64_t wait = next_delay(), middle = seconds[i] * MS_PER_SECOND;
		assert_in_range(wait, middle / 10 * 7, middle / 10 * 13 + 300);
		time_passes();
	}
	/* A link that was good for half a minute begins anew; one that was not does not. */
	opened->owner->open(opened);
	ends(opened, 0, 1011);
	assert_true(next_delay() >= 21 * MS_PER_SECOND);
	time_passes();
	opened->owner->open(opened);
	time_passes();
	ends(opened, 0, 1011);
	assert_true(next_delay() <= 300);
}

/* A person has to act: there is no hurry, but a word of what to do. */
static void who_refuses_us_is_asked_slowly(void **state)
{
	const struct fixture *fixture = *state;
	static const int refusals[] = { 401, 403, 404 };

	time_passes();
	for (size_t i = 0; i < array_length(refusals); i++) {
		ends(opened, refusals[i], 0);
		assert_int_equal(teams_relay_link(fixture->relay), LINK_REFUSED);
		assert_in_range(next_delay(), 42 * MS_PER_SECOND, 78 * MS_PER_SECOND);
		assert_non_null(strstr(teams_relay_problem(fixture->relay),
			refusals[i] == 404 ? "there is no hybrid connection \"hyco\""
					   : "TEAMS_RELAY_KEY"));
		time_passes();
	}
	opened->owner->open(opened);
	assert_null(teams_relay_problem(fixture->relay));
	ends(opened, 0, 1008);
	assert_non_null(
		strstr(teams_relay_problem(fixture->relay), "is this machine's clock right?"));
	assert_int_equal(teams_relay_link(fixture->relay), LINK_CONNECTING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_link_is_kept_alive_and_renewed_at_half_life),
		TEST(an_old_link_is_replaced),
		TEST(a_replaced_link_pays_what_it_owes),
		TEST(who_is_down_is_not_hammered),
		TEST(who_refuses_us_is_asked_slowly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
