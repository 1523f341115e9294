/* Numbers over windows of time: which issues are behind them, rows of weeks, silence, who reports
 * again. All is small enough to be computed by hand; and what belongs to one tool each adds up to
 * the whole. */
#include "storage_fixture.h"

#include "bot/util/clock.h"
#include "storage/numbers.h"
#include "storage/numbers_issues.h"
#include "storage/numbers_reporters.h"
#include "storage/numbers_weekly.h"
#include "storage/pulse_store.h"
#include "storage/tool_numbers.h"

#define DAY MS_PER_DAY
#define WEEK (7 * DAY)
#define HOUR MS_PER_HOUR
/* Times in tests are small numbers of days after this one. */
#define START (INT64_C(20000) * DAY)

static int64_t day(int64_t days)
{
	return START + days * DAY;
}

static int64_t add_tool(struct fixture *f, const char *name)
{
	int64_t tool = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &tool), 0);
	return tool;
}

static void say_at(
	struct fixture *f, int64_t issue, int64_t person, int64_t at, int64_t minutes, bool me_too)
{
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = person,
		.text = me_too ? "" : "it happened",
		.minutes_lost = minutes,
		.source = me_too ? "me_too" : "command",
		.platform = "slack",
		.created_at = at };

	report_store_add(f->db, &report);
}

/* An issue with its first report. */
static int64_t log_at(struct fixture *f, int64_t tool, int64_t person, int64_t at)
{
	int64_t issue = issue_store_create(f->db, tool, "x", at);

	say_at(f, issue, person, at, -1, false);
	return issue;
}

static void tell(struct fixture *f, int64_t issue, int64_t person, int64_t at)
{
	_cleanup_free_ char *key = xasprintf("s:%lld:%lld", (long long)issue, (long long)person);
	struct outbox_order order = { .key = key,
		.platform = "slack",
		.person = person,
		.issue = issue,
		.kind = "settled",
		.content = "{}" };

	assert_true(outbox_store_post(f->db, &order, at));
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", at, 1);
	assert_int_equal(due.count, 1);
	outbox_store_claim(f->db, due.items[0].id, at);
	outbox_store_sent(f->db, due.items[0].id, "D", "1", at);
}

static void expect_issues(struct fixture *f, enum number number, int64_t tool, int64_t from,
	int64_t until, size_t count, const int64_t *expected)
{
	struct numbered_issues ids = numbers_issues(f->db, f->arena, number, tool, from, until, 10);

	assert_int_equal(ids.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(ids.items[i], expected[i]);
}
#define expect_refs(f, number, tool, from, until, ...)                                             \
	expect_issues((f), (number), (tool), (from), (until),                                      \
		array_length(((const int64_t[]){ __VA_ARGS__ })),                                  \
		(const int64_t[]){ __VA_ARGS__ })
#define expect_none(f, number, tool, from, until)                                                  \
	expect_issues((f), (number), (tool), (from), (until), 0, NULL)

static void every_number_leads_to_its_issues(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), other = add_tool(f, "translator");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t sam = add_person(f, "U3", NULL);
	int64_t open = log_at(f, tool, ana, day(1)), works = log_at(f, tool, ana, day(2));
	int64_t broken = log_at(f, tool, ben, day(3)), quiet = log_at(f, other, ben, day(4));
	int64_t nowhere = log_at(f, 0, ana, day(5)), merged = log_at(f, tool, ana, day(6));

	issue_store_acknowledge(f->db, open, sam, day(2));
	issue_store_fix(f->db, works, sam, NULL, day(7));
	issue_store_fix(f->db, broken, sam, NULL, day(8));
	issue_store_fix(f->db, quiet, sam, NULL, day(9));
	issue_store_decline(f->db, nowhere, sam, "no", "otherwise", day(10));
	issue_store_merge(f->db, merged, open);
	verdict_store_add(f->db, works, 1, ana, "works", day(8));
	issue_store_verify(f->db, works, day(8));
	verdict_store_add(f->db, broken, 1, ben, "broken", day(9));
	issue_store_reopen(f->db, broken, day(9));
	tell(f, works, ana, day(7) + HOUR);
	say_at(f, open, ben, day(7), 30, false);

	expect_refs(f, NUMBER_LOGGED, ALL_TOOLS, 0, INT64_MAX, nowhere, quiet, broken, works, open);
	expect_refs(f, NUMBER_LOGGED, tool, 0, INT64_MAX, broken, works, open);
	expect_refs(f, NUMBER_LOGGED, NO_TOOL, 0, INT64_MAX, nowhere);
	expect_refs(f, NUMBER_LOGGED, ALL_TOOLS, day(2), day(4), broken, works);
	expect_refs(f, NUMBER_REPORTED, ALL_TOOLS, day(6), INT64_MAX, open);
	expect_refs(f, NUMBER_REPORTED, tool, day(3), INT64_MAX, open, broken);
	expect_refs(f, NUMBER_ACKNOWLEDGED, tool, 0, INT64_MAX, broken, works, open);
	expect_refs(f, NUMBER_FIXED, ALL_TOOLS, 0, INT64_MAX, quiet, broken, works);
	expect_refs(f, NUMBER_VERIFIED, ALL_TOOLS, 0, INT64_MAX, works);
	expect_refs(f, NUMBER_FALSE, ALL_TOOLS, 0, INT64_MAX, broken);
	expect_refs(f, NUMBER_UNVERIFIED, ALL_TOOLS, 0, INT64_MAX, quiet);
	expect_none(f, NUMBER_UNVERIFIED, tool, 0, INT64_MAX);
	expect_refs(f, NUMBER_SETTLED, ALL_TOOLS, 0, INT64_MAX, nowhere, quiet, broken, works);
	expect_refs(f, NUMBER_NOT_TOLD, ALL_TOOLS, 0, INT64_MAX, nowhere, quiet, broken);
	expect_refs(f, NUMBER_LOST_TIME, tool, 0, INT64_MAX, open);
	expect_none(f, NUMBER_LOST_TIME, other, 0, INT64_MAX);
	assert_int_equal(
		numbers_issues(f->db, f->arena, NUMBER_LOGGED, 0, 0, INT64_MAX, 2).count, 2);
}

/* Week 1: two logged. Week 2: one logged, the first two fixed after 8 and 6 days, one of them
 * verified. Week 3: nothing. */
static void weeks_are_counted_apart(void **state)
{
	struct fixture *f = *state;
	const int64_t edges[] = { day(0), day(7), day(14), day(21) };
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", NULL);
	int64_t one = log_at(f, tool, ana, day(0)), two = log_at(f, tool, ana, day(6));
	struct week weeks[3];

	log_at(f, tool, ana, day(7));
	log_at(f, add_tool(f, "translator"), ana, day(7));
	issue_store_fix(f->db, one, 0, NULL, day(8));
	issue_store_fix(f->db, two, 0, NULL, day(12));
	verdict_store_add(f->db, two, 1, ana, "works", day(20));
	numbers_weekly(f->db, tool, edges, 3, weeks);
	assert_true(weeks[0].reported == 2 && weeks[1].reported == 1 && weeks[2].reported == 0);
	assert_true(weeks[0].fixed == 0 && weeks[1].fixed == 2 && weeks[2].fixed == 0);
	assert_true(weeks[1].verified == 1 && weeks[2].verified == 0);
	assert_int_equal(weeks[1].fix.median, 7 * DAY);
	assert_true(weeks[0].fix.median < 0);
	assert_int_equal(weeks[1].from, day(7));
	numbers_weekly(f->db, ALL_TOOLS, edges, 3, weeks);
	assert_int_equal(weeks[1].reported, 2);
}

/* e^(-λk) < 0.05 means λk > 2.9957. */
static void silence_is_alarming_by_the_formula(void **state)
{
	static const struct {
		int reports, quiet_weeks;
		bool alarming;
	} rows[] = {
		{ 0, 100, false },
		{ 2, 100, false }, // λ 0.25: no habit
		{ 3, 7, false }, // 0.375 × 7 = 2.625
		{ 3, 8, true }, // 3.0
		{ 8, 2, false }, // 2.0
		{ 8, 3, true }, // 3.0
		{ 23, 1, false }, // 2.875
		{ 24, 1, true }, // 3.0
		{ 1000, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct silence silence = { .last_report = 1,
			.reports = rows[i].reports,
			.quiet_weeks = rows[i].quiet_weeks };
		if (silence_is_alarming(&silence) != rows[i].alarming)
			fail_msg("%d reports, %d weeks", rows[i].reports, rows[i].quiet_weeks);
	}
}

/* Reports on days 0, 4, 10, 56 and 60; in the 8 weeks that end with the last (day 4 is just out)
 * there are three. */
static void the_usual_is_taken_before_the_silence(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", NULL);
	int64_t issue = log_at(f, tool, ana, day(0));

	assert_int_equal(numbers_silence(f->db, add_tool(f, "translator"), day(9)).last_report, 0);
	say_at(f, issue, ana, day(4), -1, false);
	say_at(f, issue, ana, day(10), -1, false);
	say_at(f, issue, ana, day(56), -1, true);
	log_at(f, tool, ana, day(60));
	log_at(f, 0, ana, day(70));
	struct silence silence = numbers_silence(f->db, tool, day(60) + 2 * WEEK);
	assert_int_equal(silence.last_report, day(60));
	assert_int_equal(silence.reports, 3);
	assert_int_equal(silence.quiet_weeks, 2);
	assert_int_equal(numbers_silence(f->db, tool, day(60) + 2 * WEEK - 1).quiet_weeks, 1);
	assert_true(silence_lambda(&silence) > 0.374 && silence_lambda(&silence) < 0.376);
}

/* Ana: two issues on two days, told of the first. Ben: two issues on one day. Chen: the same issue
 * on two days. Eve: two issues, 91 days apart. Sam: two issues 90 days apart, never told. */
static void who_reports_again(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t chen = add_person(f, "U3", NULL), eve = add_person(f, "U4", NULL);
	int64_t sam = add_person(f, "U5", NULL);
	int64_t first = log_at(f, 0, ana, day(0)), same = log_at(f, 0, chen, day(0));

	log_at(f, 0, ana, day(1));
	log_at(f, 0, ben, day(3)), log_at(f, 0, ben, day(3) + HOUR);
	say_at(f, same, chen, day(5), -1, false);
	log_at(f, 0, eve, day(0)), log_at(f, 0, eve, day(91));
	log_at(f, 0, sam, day(0)), log_at(f, 0, sam, day(90));
	log_at(f, 0, 0, day(1));
	issue_store_fix(f->db, first, 0, NULL, day(1));
	tell(f, first, ana, day(2));
	struct repeat_reporters all = numbers_repeat_reporters(f->db, ALL_TOOLS, day(0), day(100));
	assert_true(all.all.part == 2 && all.all.whole == 5);
	assert_true(all.closed.part == 1 && all.closed.whole == 1);
	assert_true(all.not_closed.part == 1 && all.not_closed.whole == 4);
	assert_false(repeat_reporters_may_split(&all));
	all.closed.whole = 5;
	assert_false(repeat_reporters_may_split(&all));
	all.not_closed.whole = 5;
	assert_true(repeat_reporters_may_split(&all));
	all = numbers_repeat_reporters(f->db, ALL_TOOLS, day(0), day(90));
	assert_true(all.all.part == 1 && all.all.whole == 5);
	all = numbers_repeat_reporters(f->db, add_tool(f, "x"), day(0), day(90));
	assert_int_equal(all.all.whole, 0);
}

/* Whose working hours count is the owner's, as they chose them. */
static void first_answers_are_found(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), tool = add_tool(f, "summarizer");
	int64_t issue = log_at(f, tool, ana, day(1)), other = log_at(f, 0, ana, day(2));
	struct tool owned = *tool_store_get(f->db, f->arena, tool);

	people_store_set_timezone(f->db, ana, "Asia/Kolkata");
	owned.owner = ana;
	tool_store_save(f->db, &owned, 1);
	issue_store_acknowledge(f->db, issue, ana, day(3));
	issue_store_acknowledge(f->db, other, ana, day(4));
	issue_store_acknowledge(f->db, issue, ana, day(5));
	struct acknowledgements all = numbers_acknowledgements(f->db, f->arena, tool, 0, INT64_MAX);
	assert_int_equal(all.count, 1);
	assert_int_equal(all.items[0].issue, issue);
	assert_true(all.items[0].first_report == day(1) && all.items[0].at == day(3));
	assert_string_equal(all.items[0].timezone, "Asia/Kolkata");
	all = numbers_acknowledgements(f->db, f->arena, ALL_TOOLS, day(4), day(5));
	assert_int_equal(all.count, 1);
	assert_null(all.items[0].timezone);
}

/* --- what belongs to each tool adds up to the whole --- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void make_history(struct fixture *f, const int64_t *tools, uint32_t *random)
{
	int64_t people[6];

	for (size_t i = 0; i < array_length(people); i++) {
		_cleanup_free_ char *account = xasprintf("U%zu", i);
		people[i] = add_person(f, account, NULL);
	}
	for (int i = 0; i < 120; i++) {
		int64_t tool = tools[next_random(random) % 4], at = day(next_random(random) % 60);
		int64_t reporter = people[next_random(random) % 6];
		int64_t issue = log_at(f, tool, reporter, at);
		int64_t settled = at + (int64_t)(next_random(random) % 20) * DAY;
		for (uint32_t more = next_random(random) % 3; more; more--)
			say_at(f, issue, people[next_random(random) % 6], at + more * HOUR,
				next_random(random) % 2 ? (int64_t)(next_random(random) % 90) : -1,
				next_random(random) % 2);
		switch (next_random(random) % 5) {
		case 0:
			issue_store_merge(f->db, issue, 1);
			break;
		case 1:
			issue_store_decline(f->db, issue, people[0], "no", "w", settled);
			break;
		case 2:
		case 3:
			issue_store_fix(f->db, issue, people[0], NULL, settled);
			verdict_store_add(f->db, issue, 1, reporter,
				next_random(random) % 3 ? "works" : "broken", settled + HOUR);
			break;
		}
		if (tool)
			pulse_store_set(
				f->db, f->arena, tool, reporter, "2026-11-23", "removed", at);
	}
}

static void add_share(struct share *sum, struct share share)
{
	sum->part += share.part, sum->whole += share.whole;
}

static void expect_same(struct share whole, struct share sum)
{
	assert_int_equal(whole.part, sum.part);
	assert_int_equal(whole.whole, sum.whole);
}

static void tools_add_up(struct fixture *f, const int64_t *scopes, int64_t from, int64_t until)
{
	struct numbers whole = numbers_compute(f->db, ALL_TOOLS, from, until), sum = { 0 };
	struct minutes_lost lost = tool_numbers_lost(f->db, ALL_TOOLS, from, until);
	struct step_balance steps = tool_numbers_steps(f->db, ALL_TOOLS, from, until);

	for (int i = 0; i < 4; i++) {
		struct numbers one = numbers_compute(f->db, scopes[i], from, until);
		struct minutes_lost part = tool_numbers_lost(f->db, scopes[i], from, until);
		sum.issues += one.issues, sum.reports += one.reports;
		sum.fix.count += one.fix.count;
		add_share(&sum.loop_closure, one.loop_closure);
		add_share(&sum.verified_fix, one.verified_fix);
		add_share(&sum.false_fix, one.false_fix);
		lost.minutes -= part.minutes, lost.reports -= part.reports;
		lost.said -= part.said, lost.estimated -= part.estimated;
		steps.people -= tool_numbers_steps(f->db, scopes[i], from, until).people;
	}
	assert_int_equal(whole.issues, sum.issues);
	assert_int_equal(whole.reports, sum.reports);
	assert_int_equal(whole.fix.count, sum.fix.count);
	expect_same(whole.loop_closure, sum.loop_closure);
	expect_same(whole.verified_fix, sum.verified_fix);
	expect_same(whole.false_fix, sum.false_fix);
	assert_true(!lost.minutes && !lost.reports && !lost.said && !lost.estimated);
	assert_int_equal(steps.people, 0);
}

/* All there is is read in another order when it is asked for from the beginning: from 0 and not
 * from 1, when nothing had happened yet. */
static void from_the_beginning_is_the_same(struct fixture *f, int64_t until)
{
	struct numbers ever = numbers_compute(f->db, ALL_TOOLS, 0, until);
	struct numbers since = numbers_compute(f->db, ALL_TOOLS, 1, until);
	struct minutes_lost lost = tool_numbers_lost(f->db, ALL_TOOLS, 0, until);
	struct minutes_lost lost_since = tool_numbers_lost(f->db, ALL_TOOLS, 1, until);
	struct repeat_reporters again = numbers_repeat_reporters(f->db, ALL_TOOLS, 0, until);
	struct repeat_reporters again_since = numbers_repeat_reporters(f->db, ALL_TOOLS, 1, until);
	struct acknowledgements first =
		numbers_acknowledgements(f->db, f->arena, ALL_TOOLS, 0, until);

	assert_memory_equal(&ever, &since, sizeof(ever));
	assert_memory_equal(&lost, &lost_since, sizeof(lost));
	assert_memory_equal(&again, &again_since, sizeof(again));
	assert_int_equal(
		first.count, numbers_acknowledgements(f->db, f->arena, ALL_TOOLS, 1, until).count);
}

static void each_tool_is_a_part_of_the_whole(void **state)
{
	struct fixture *f = *state;
	int64_t tools[] = { add_tool(f, "a"), add_tool(f, "b"), add_tool(f, "c"), 0 };
	const int64_t scopes[] = { tools[0], tools[1], tools[2], NO_TOOL };
	uint32_t random = 20261123;

	make_history(f, tools, &random);
	assert_true(numbers_compute(f->db, ALL_TOOLS, 0, INT64_MAX).verified_fix.part > 5);
	assert_true(tool_numbers_lost(f->db, ALL_TOOLS, 0, INT64_MAX).estimated > 0);
	tools_add_up(f, scopes, 0, INT64_MAX);
	for (int i = 0; i < 80; i += 9) {
		tools_add_up(f, scopes, day(i), day(i + 9));
		from_the_beginning_is_the_same(f, day(i + 9));
	}
	from_the_beginning_is_the_same(f, INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(every_number_leads_to_its_issues),
		on_fresh(weeks_are_counted_apart),
		cmocka_unit_test(silence_is_alarming_by_the_formula),
		on_fresh(the_usual_is_taken_before_the_silence),
		on_fresh(who_reports_again),
		on_fresh(first_answers_are_found),
		on_fresh(each_tool_is_a_part_of_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
