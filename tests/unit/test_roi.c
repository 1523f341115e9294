/*
 * What roi is asked of: four weeks, on the clocks of whoever says a figure or asks. How it reads is
 * in tests/scenarios/roi.chat and hours.chat.
 */
#include "digest_fixture.h"

static int64_t live_in(struct fixture *f, const char *account, const char *zone)
{
	int64_t person = add_person(f, account, account);

	people_store_set_profile(f->db, person, account, zone, true, 1);
	return person;
}

static void what_was_lost_is_of_four_weeks(void **state)
{
	struct fixture *f = *state;

	log_issue(f, add_tool(f, "summarizer", 0, NULL), "it", MONDAY, 1);
	expect(say(f, "U0BEN", "roi summarizer", MONDAY + 27 * DAY),
		"Lost: 90 minutes in 4 weeks, about 23 a week. 1 of 1 report said how many. Most: "
		"LM-1.");
	expect(say(f, "U0BEN", "roi summarizer", MONDAY + 29 * DAY), "Lost: no report in 4 weeks.");
}

/* Monday noon in London is Tuesday in Auckland. */
static void a_figure_is_of_the_day_where_it_is_said(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, NULL);
	live_in(f, "U0ADMIN", "Pacific/Auckland");
	say(f, "U0ADMIN",
		"baseline summarizer minutes=45 runs=10 source=timed sure=measured date=2026-11-24",
		MONDAY + 3 * HOUR);
	expect(say(f, "U0BEN", "roi summarizer", MONDAY + DAY),
		"45 minutes before (measured, grade A; 24 Nov 2026;");
}

/* Launched at nine; what took an hour before, ten times a week, takes half of that since then. */
static void launch(struct fixture *f, const char *date)
{
	struct tool tool = *tool_store_get(f->db, f->arena, add_tool(f, "summarizer", 0, NULL));

	tool.stage = STAGE_LAUNCHED;
	tool.launched_at = MONDAY;
	tool_store_save(f->db, &tool, 1);
	say(f, "U0ADMIN",
		arena_printf(f->arena,
			"baseline summarizer minutes=60 runs=10 source=timed sure=measured date=%s",
			date),
		MONDAY + DAY);
	say(f, "U0ADMIN", "measure summarizer minutes=30 looked=5 sure=measured date=2026-11-22",
		MONDAY + DAY);
}

/* It may have been said in its last hour. */
static void a_figure_of_the_launch_day_is_not_from_before(void **state)
{
	struct fixture *f = *state;

	launch(f, "2026-11-23");
	expect(say(f, "U0BEN", "roi summarizer", MONDAY + 7 * DAY),
		"The figure is from after the launch");
}

/* Half an hour saved ten times a week is five hours; what was lost is a line of its own. */
static void a_chart_is_gross_and_of_the_askers_weeks(void **state)
{
	struct fixture *f = *state;

	launch(f, "2026-11-22");
	log_issue(f, 1, "it", MONDAY + 8 * DAY, 1);
	/* On Sunday morning the week of 30 November has had so much of its five hours. */
	const char *words = say(f, "U0BEN", "roi summarizer", MONDAY + 13 * DAY);
	expect(words, "Hours returned, gross, by week (hours)\nMeasured (A)\n");
	expect(words, " 4.6\n\nLost\n");
	live_in(f, "U0ANA", "Pacific/Auckland");
	/* In Auckland Tuesday has begun, in London it is Monday: its week is too new to be told. */
	expect(say(f, "U0ANA", "roi summarizer", MONDAY + 7 * DAY + 5 * HOUR), "30 Nov");
	expect_no(say(f, "U0BEN", "roi summarizer", MONDAY + 7 * DAY + 5 * HOUR), "30 Nov");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(what_was_lost_is_of_four_weeks),
		on_fresh(a_figure_is_of_the_day_where_it_is_said),
		on_fresh(a_figure_of_the_launch_day_is_not_from_before),
		on_fresh(a_chart_is_gross_and_of_the_askers_weeks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
