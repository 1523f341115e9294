/*
 * Whose digest it is: on whose clocks, of which tools, and, of several, what comes first. What it
 * counts is in test_digest.c.
 */
#include "digest_fixture.h"

#include "storage/preference_store.h"
#include "storage/training_store.h"

/* --- on whose clocks --- */

static int64_t live_in(struct fixture *f, const char *account, const char *zone)
{
	int64_t person = add_person(f, account, account);

	people_store_set_profile(f->db, person, account, zone, true, 1);
	return person;
}

/* Monday, nine in the morning, is Sunday evening in London. */
static void it_keeps_the_clocks_of_whoever_set_it(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	live_in(f, "U0ADMIN", "Pacific/Auckland");
	expect(set_digest(f, "every monday 09:00", MONDAY - 3 * DAY),
		"every Monday at 09:00, Pacific/Auckland time. The first comes on 2026-11-22 20:00 "
		"UTC.");
	assert_null(read_at(f, MONDAY - 13 * HOUR - 1).post);
	expect(read_at(f, MONDAY - 13 * HOUR).words, "16 Nov to 23 Nov");
}

static void moved_on_its_day_it_comes_the_week_after(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	set_digest(f, "every monday 09:00", MONDAY - DAY);
	assert_non_null(read_at(f, MONDAY).post);
	expect(set_digest(f, "every monday 17:00", MONDAY + HOUR),
		"The first comes on 2026-11-30 17:00 UTC.");
	assert_null(read_at(f, MONDAY + DAY).post);
}

static void a_clock_put_back_shows_the_usual_week(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	set_digest(f, "every monday 09:00", MONDAY - DAY);
	assert_non_null(read_at(f, MONDAY).post);
	expect(say(f, "U0BEN", "digest", MONDAY - 2 * DAY), "14 Nov to 21 Nov");
}

/* Four hours of work in New York end at 18:00 in London. */
static void overdue_goes_by_the_owners_clocks(void **state)
{
	struct fixture *f = *state;
	int64_t tool =
		add_tool(f, "summarizer", live_in(f, "U0SAM", "America/New_York"), "C0LEGAL");

	log_issue(f, tool, "it waits", MONDAY, 1);
	expect(say(f, "U0BEN", "digest", MONDAY + 8 * HOUR), "Still open: 1, none overdue.");
	expect(say(f, "U0BEN", "digest", MONDAY + 10 * HOUR), "Still open: 1, overdue: 1: LM-1");
}

static void opened_again_its_time_begins_anew(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t issue = log_issue(f, tool, "it", MONDAY - 9 * DAY, 1);

	issue_store_fix(f->db, issue, 0, "x", MONDAY - DAY);
	issue_store_reopen(f->db, issue, MONDAY);
	expect(say(f, "U0BEN", "digest", MONDAY + HOUR), "Still open: 1, none overdue.");
	expect(say(f, "U0BEN", "digest", MONDAY + 9 * HOUR), "Still open: 1, overdue: 1: LM-1");
}

/* --- of which tools --- */

static void a_channel_of_another_platform_is_another(void **state)
{
	struct fixture *f = *state;
	int64_t id = add_tool(f, "summarizer", 0, "C0LEGAL");
	struct tool tool = *tool_store_get(f->db, f->arena, id);

	tool.channel_platform = "teams";
	tool_store_save(f->db, &tool, 1);
	expect(say(f, "U0BEN", "digest", MONDAY), "You said, we fixed · All tools");
}

static void what_is_retired_is_left_out(void **state)
{
	struct fixture *f = *state;
	struct tool tool = *tool_store_get(f->db, f->arena, add_tool(f, "drafter", 0, "C0LEGAL"));

	add_tool(f, "summarizer", 0, "C0LEGAL");
	expect(say(f, "U0BEN", "digest", MONDAY), "You said, we fixed · drafter, summarizer\n");
	tool.stage = STAGE_RETIRED;
	tool_store_save(f->db, &tool, 1);
	expect(say(f, "U0BEN", "digest", MONDAY), "You said, we fixed · summarizer\n");
}

static int64_t fixed_issue(
	struct fixture *f, int64_t tool, const char *title, int people, int64_t at)
{
	int64_t issue = log_issue(f, tool, title, at - HOUR, people);

	issue_store_fix(f->db, issue, 0, "x", at);
	return issue;
}

/* Also weeks later, and also of the second fix, after the first was denied. */
static void what_most_had_is_asked_for(void **state)
{
	struct fixture *f = *state;
	int64_t first = add_tool(f, "drafter", 0, "C0LEGAL");
	int64_t second = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t many = fixed_issue(f, first, "many", 3, MONDAY - 20 * DAY);

	fixed_issue(f, second, "few", 2, MONDAY - DAY);
	expect(say(f, "U0BEN", "digest", MONDAY), "One ask: does LM-1 work now? 3 people had it");
	verdict_store_add(f->db, many, 1, add_person(f, "U0P0", "p"), "broken", MONDAY - 19 * DAY);
	expect(say(f, "U0BEN", "digest", MONDAY), "One ask: does LM-2 work now? 2 people had it");
	issue_store_reopen(f->db, many, MONDAY - 19 * DAY);
	issue_store_fix(f->db, many, 0, "x", MONDAY - 18 * DAY);
	expect(say(f, "U0BEN", "digest", MONDAY), "One ask: does LM-1 work now? 3 people had it");
}

static void report_again(struct fixture *f, int64_t issue, const char *account)
{
	struct report report = { .issue = issue,
		.reporter = add_person(f, account, account),
		.text = "and again",
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.created_at = MONDAY - DAY };

	report_store_add(f->db, &report);
}

static void who_said_it_twice_is_one_person(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t issue = fixed_issue(f, tool, "it", 1, MONDAY - HOUR);

	report_again(f, issue, "U0P0");
	expect(say(f, "U0BEN", "digest", MONDAY), "LM-1 it · 1 person · unverified");
}

static void who_helped_two_tools_is_thanked_once(void **state)
{
	struct fixture *f = *state;
	int64_t tools[] = { add_tool(f, "drafter", 0, "C0LEGAL"),
		add_tool(f, "summarizer", 0, "C0LEGAL") };

	preference_store_set(f->db, add_person(f, "U0ANA", "ana"), "thanks", "yes");
	for (size_t i = 0; i < array_length(tools); i++)
		report_again(f, fixed_issue(f, tools[i], "it", 0, MONDAY - HOUR), "U0ANA");
	expect(say(f, "U0BEN", "digest", MONDAY), "Thank you for saying so: U0ANA.\n");
}

/* --- what is said of it --- */

static void a_training_that_was_is_not_the_next(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	training_store_add(f->db, &(struct training){ .title = "Reading",
					  .starts_at = MONDAY - DAY,
					  .minutes = 60,
					  .timezone = "UTC",
					  .platform = "slack",
					  .channel = "C0LEGAL",
					  .created_at = 1 });
	expect_no(say(f, "U0BEN", "digest", MONDAY), "Next training");
	expect(say(f, "U0BEN", "digest", MONDAY - 2 * DAY), "Next training: Reading");
}

static void a_share_is_rounded_to_the_nearest(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");

	for (int i = 0; i < 3; i++) {
		int64_t issue = fixed_issue(f, tool, "it", 1, MONDAY - HOUR);
		if (i)
			verdict_store_add(
				f->db, issue, 1, add_person(f, "U0P0", "p"), "works", MONDAY - 1);
	}
	expect(say(f, "U0BEN", "digest", MONDAY), "Fixes verified: 2 of 3 (67 %).");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(it_keeps_the_clocks_of_whoever_set_it),
		on_fresh(moved_on_its_day_it_comes_the_week_after),
		on_fresh(a_clock_put_back_shows_the_usual_week),
		on_fresh(overdue_goes_by_the_owners_clocks),
		on_fresh(opened_again_its_time_begins_anew),
		on_fresh(a_channel_of_another_platform_is_another),
		on_fresh(what_is_retired_is_left_out),
		on_fresh(what_most_had_is_asked_for),
		on_fresh(who_said_it_twice_is_one_person),
		on_fresh(who_helped_two_tools_is_thanked_once),
		on_fresh(a_training_that_was_is_not_the_next),
		on_fresh(a_share_is_rounded_to_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
