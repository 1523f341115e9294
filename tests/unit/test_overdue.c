/*
 * Reminders of what is overdue, over weeks of reports at odd times: each issue is told to its owner
 * once and soon, and the owner is left alone for four hours of working time in between. How they
 * read is in tests/scenarios/overdue_together.chat.
 */
#include "digest_fixture.h"

#include "handlers/loop/promise.h"
#include "handlers/working_hours.h"

enum { DAYS_LOOKED_AT = 14, QUARTER = 15 * 60 * 1000, ISSUES_A_DAY = 6 };

static const char zone[] = "Europe/London";

static struct request *request_at(struct fixture *f, int64_t now)
{
	struct request *request = arena_new(f->arena, struct request);
	struct event *event = arena_new(f->arena, struct event);

	event->type = EVENT_TIMER;
	*request = (struct request){
		.arena = f->arena,
		.db = f->db,
		.event = event,
		.actor = people_store_meet(f->db, f->arena, "daemon", "daemon", NULL, 1),
		.settings = &settings,
		.now = now,
	};
	return request;
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1664525U + 1013904223U;
	return *random >> 8;
}

/* Some report, some say so again: either may set the timers of all anew. */
static void pass(struct fixture *f, const int64_t *tools, int64_t now, uint32_t *random)
{
	int64_t tool = tools[next_random(random) % 2];

	if (now < MONDAY + (DAYS_LOOKED_AT - 5) * DAY &&
		next_random(random) % (24 * 4) < ISSUES_A_DAY)
		log_issue(f, tool, "it", now - next_random(random) % QUARTER, 1);
	if (next_random(random) % 3 == 0)
		promises_look(request_at(f, now), tool_store_get(f->db, f->arena, tool));
	while (scheduler_run(f->db, &settings, now) > 0)
		;
}

static int64_t told(struct fixture *f, const char *what, int64_t issue)
{
	return db_int(f->db, -1,
		arena_printf(f->arena, "SELECT %s FROM reminded WHERE issue = %lld", what,
			(long long)issue));
}

/* Of each issue one reminder; it came after its time, and within four hours of work and the quarter
 * of an hour, or the look that set its timer. */
static void expect_each_once(struct fixture *f, int64_t sam, int64_t issues)
{
	for (int64_t issue = 1; issue <= issues; issue++) {
		assert_int_equal(told(f, "count(*)", issue), 1);
		assert_int_equal(told(f, "person", issue), sam);
		int64_t due = told(f, "due_at", issue);
		int64_t at = told(f, "at", issue);
		assert_true(at > due);
		assert_true(at <= working_hours_after(zone, due, 4 * 60) + 12 * QUARTER);
	}
}

/* Returns how many messages; between two are four hours of working time. */
static int64_t expect_left_alone(struct fixture *f)
{
	int64_t last = 0, count = 0, at;

	while ((at = db_int(f->db, 0,
			arena_printf(f->arena,
				"SELECT coalesce(min(at), 0) FROM reminded WHERE at > %lld",
				(long long)last))) != 0) {
		assert_true(!last || at >= working_hours_after(zone, last, 4 * 60));
		last = at;
		count++;
	}
	return count;
}

static void each_once_and_not_too_often(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "sam");
	int64_t tools[] = { add_tool(f, "summarizer", sam, NULL),
		add_tool(f, "drafter", sam, NULL) };
	uint32_t random = 20261122;

	for (int64_t now = MONDAY; now < MONDAY + DAYS_LOOKED_AT * DAY; now += QUARTER)
		pass(f, tools, now, &random);
	int64_t issues = db_int(f->db, 0, "SELECT count(*) FROM issues");
	assert_true(issues > 40);
	expect_each_once(f, sam, issues);
	int64_t messages = expect_left_alone(f);
	assert_int_equal(
		db_int(f->db, 0, "SELECT count(*) FROM outbox WHERE kind = 'overdue'"), messages);
	assert_in_range(messages, 5, 2 * DAYS_LOOKED_AT);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(each_once_and_not_too_often) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
