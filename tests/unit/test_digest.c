/*
 * The digest: what it counts and when, over many weeks; that it stays short whatever people write;
 * that it names no reporter. How it reads is in tests/scenarios/digest.chat, when schedules act in
 * test_schedules.c.
 */
#include "digest_fixture.h"

#include "bot/platform/slack/encode.h"
#include "bot/util/json.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/digest_say.h"
#include "handlers/week/schedule.h"
#include "handlers/working_hours.h"
#include "storage/baseline_store.h"
#include "storage/preference_store.h"
#include "storage/pulse_store.h"
#include "storage/schedule_store.h"
#include "storage/training_store.h"
#include "tests/support/block_kit.h"

/* --- when --- */

static int64_t fixed_in(const char *words)
{
	const char *number = strstr(words, " reported · ");

	assert_non_null(number);
	return strtoll(number + strlen(" reported · "), NULL, 10);
}

/* Also what is fixed at the very moment of a digest, and while the rule is changed. */
static void each_fix_is_told_in_one_digest(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t told = 0, last = 0, now = MONDAY - 4 * DAY;

	set_digest(f, "every monday 09:00", now);
	for (int i = 0; i < 240; i++, now += 3 * HOUR) {
		issue_store_fix(
			f->db, log_issue(f, tool, "it is lost", now - HOUR, 1), 0, "found", now);
		if (i == 100)
			set_digest(f, "every thursday 17:00", now + 1);
		struct read read = read_at(f, now + 1);
		if (!read.post)
			continue;
		told += fixed_in(read.words);
		last = i;
	}
	assert_int_equal(digests(f), 5);
	/* Seen at six, it tells what was fixed before five. */
	assert_int_equal(told, last);
}

static void it_is_owed_once_for_each_day(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	set_digest(f, "every monday 09:00", MONDAY - DAY);
	expect(read_at(f, MONDAY).words, "Nothing was fixed this week.");
	/* As if nobody had noted that it was done: the key still holds. */
	schedule_store_acted(f->db, 1, SCHEDULE_NEVER_ACTED, 0);
	db_int(f->db, 0, "DELETE FROM inbox");
	schedule_arm_all(f->db, MONDAY + HOUR);
	assert_null(read_at(f, MONDAY + HOUR).post);
	assert_int_equal(digests(f), 1);
}

static void after_a_sleep_it_comes_late_and_says_so(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");

	set_digest(f, "every monday 09:00", MONDAY - DAY);
	expect_no(read_at(f, MONDAY + HOUR / 2).words, "late");
	issue_store_fix(f->db, log_issue(f, tool, "long ago", MONDAY, 1), 0, "x", MONDAY + HOUR);
	issue_store_fix(f->db, log_issue(f, tool, "lately", MONDAY, 1), 0, "x", MONDAY + 20 * DAY);
	const char *words = read_at(f, MONDAY + 5 * WEEK - DAY).words;
	expect(words, "7 Dec to 21 Dec · 0 reported · 1 fixed · all issues are in the thread · "
		      "late: it was due on 21 Dec");
	(void)words;
}

/* --- what --- */

static void of_the_channels_tools_alone(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "sam");
	int64_t here = add_tool(f, "summarizer", sam, "C0LEGAL");
	int64_t elsewhere = add_tool(f, "drafter", sam, "C0SALES");

	issue_store_fix(f->db, log_issue(f, here, "mine", MONDAY - DAY, 3), 0, "x", MONDAY - HOUR);
	issue_store_fix(
		f->db, log_issue(f, elsewhere, "theirs", MONDAY - DAY, 1), 0, "x", MONDAY - HOUR);
	log_issue(f, here, "waits", MONDAY - 7 * DAY, 1);
	log_issue(f, elsewhere, "waits there", MONDAY - 7 * DAY, 1);
	set_digest(f, "every monday 09:00", MONDAY - 1);
	struct read read = read_at(f, MONDAY);
	expect(read.words, "You said, we fixed · summarizer\n");
	expect(read.words, "2 reported · 1 fixed · all issues are in the thread\n• LM-1 mine · 3 "
			   "people · unverified\n");
	expect(read.words, "Still open: 1, overdue: 1: LM-3 waits (sam).");
	expect_no(read.details, "theirs");
	expect_no(read.details, "waits there");
	/* A second tool makes this its home. */
	int64_t other = add_tool(f, "reader", 0, "C0LEGAL");
	issue_store_fix(f->db, log_issue(f, other, "its own", MONDAY, 4), 0, "x", MONDAY + DAY);
	issue_store_fix(f->db, log_issue(f, here, "mine again", MONDAY, 2), 0, "x", MONDAY + DAY);
	read = read_at(f, MONDAY + WEEK);
	expect(read.words, "You said, we fixed · reader, summarizer\n");
	expect(read.words, "• LM-5 reader: its own · 4 people");
	expect(read.words, "• LM-6 summarizer: mine again · 2 people");
	/* A channel that is no tool's home reads of all. */
	expect(say(f, "U0BEN", "digest", MONDAY + WEEK), "reader, summarizer");
	expect(say(f, "U0BEN", "digest drafter", MONDAY + WEEK), "You said, we fixed · drafter");
	tool_store_save(f->db, tool_store_get(f->db, f->arena, here), 2);
	db_int(f->db, 0, "UPDATE tools SET channel = NULL");
	expect(say(f, "U0BEN", "digest", MONDAY + 2), "You said, we fixed · All tools");
}

/* Each said by somebody of their own. */
static void add_steps(struct fixture *f, const char *step, int people, int64_t at)
{
	for (int i = 0; i < people; i++)
		db_int(f->db, 0,
			arena_printf(f->arena,
				"INSERT INTO feedback (tool, text, step, platform, created_at) "
				"VALUES (1, '', '%s', 'slack', %lld)",
				step, (long long)at));
}

static void few_answers_are_not_shown(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	add_steps(f, "removed", TOOL_PEOPLE_AT_LEAST - 1, MONDAY - DAY);
	expect_no(say(f, "U0BEN", "digest", MONDAY), "Step balance");
	add_steps(f, "removed", 1, MONDAY - DAY);
	expect(say(f, "U0BEN", "digest", MONDAY), "Step balance: +100 of 5 people.");
	add_steps(f, "removed", TOOL_PEOPLE_AT_LEAST - 1, MONDAY - 40 * DAY);
	expect(say(f, "U0BEN", "digest", MONDAY), "Step balance: +100 of 9 people.");
}

static void what_most_had_comes_first(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");

	for (int i = 1; i <= 20; i++)
		issue_store_fix(f->db, log_issue(f, tool, "it", MONDAY - DAY, i / 10 + 1), 0, "x",
			MONDAY - HOUR);
	const char *words = say(f, "U0BEN", "digest", MONDAY);
	expect(words, "20 reported · 20 fixed\n• LM-20 it · 3 people · unverified\n• LM-10");
	expect_no(words, "LM-2 it");
	expect(words, "Fixed: 20, of which 12\n• LM-20");
}

static void trust_moves(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");

	for (int i = 0; i < 10; i++) {
		bool before = i < 6;
		int64_t at = before ? MONDAY - 20 * DAY : MONDAY - DAY;
		int64_t issue = log_issue(f, tool, "it", at, 1);
		issue_store_fix(f->db, issue, 0, "x", at + HOUR);
		if (i % 2)
			verdict_store_add(f->db, issue, 1, add_person(f, "U0P0", "p"),
				i == 9 ? "broken" : "works", at + 2 * HOUR);
	}
	/* Too long ago to be told. */
	issue_store_fix(
		f->db, log_issue(f, tool, "old", MONDAY - 50 * DAY, 1), 0, "x", MONDAY - 36 * DAY);
	add_steps(f, "added", 2, MONDAY - 40 * DAY);
	add_steps(f, "removed", 4, MONDAY - 40 * DAY);
	add_steps(f, "added", 1, MONDAY - DAY);
	add_steps(f, "removed", 5, MONDAY - DAY);
	set_digest(f, "every monday 09:00", MONDAY - 1);
	struct read read = read_at(f, MONDAY);
	expect(read.words,
		"Fixes verified: 1 of 4 (25 %); 4 weeks before 3 of 6 (50 %). Step balance: "
		"+50 of 12 people; 4 weeks ago +33 of 6.");
	expect(read.details, "Announced fixed: 4 · LM-");
	expect(read.details, "Of these verified: 1 · LM-8\n");
	expect(read.details, "Announced fixed in the weeks before: 6 · LM-");
	expect(read.details, "Of these verified: 3 · LM-6, LM-4, LM-2\n");
	/* The week that has just begun is not shown; those before are. */
	expect(read.details, " · 16 Nov 4/4/1");
	expect(read.details, " · 2 Nov 6/6/3 · ");
	expect_no(read.details, "23 Nov 0");
}

/* Whoever has waited just longer than was promised is overdue, and nobody else: the same as in
 * their owner's queue. */
static void overdue_is_what_the_promise_says(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", add_person(f, "U0SAM", "sam"), NULL);
	int64_t expected = 0;
	struct event event = { .type = EVENT_TIMER };
	struct request request = { .arena = f->arena,
		.db = f->db,
		.event = &event,
		.settings = &settings,
		.now = MONDAY + 3 * DAY + 90 * (int64_t)MS_PER_MINUTE };

	for (int i = 0; i < 500; i++) {
		int64_t since = request.now - i * (int64_t)MS_PER_HOUR / 4;
		log_issue(f, tool, "it waits", since, 1);
		expected += working_hours_after("Europe/London", since, 240) < request.now;
	}
	/* Of what was acknowledged, the fix that is promised within two working days. */
	struct tool promised = *tool_store_get(f->db, f->arena, tool);
	promised.fix_minutes = 960;
	tool_store_save(f->db, &promised, 1);
	for (int i = 300; i <= 500; i++) {
		int64_t since = request.now - (i - 1) * (int64_t)MS_PER_HOUR / 4;
		issue_store_acknowledge(f->db, i, 0, request.now - 1);
		expected -= working_hours_after("Europe/London", since, 240) < request.now;
		expected += working_hours_after("Europe/London", since, 960) < request.now;
	}
	/* Four hours of work ago it was Wednesday, 14:30. */
	assert_int_equal(log_issue(f, tool, "just so", MONDAY + 53 * HOUR + HOUR / 2 - 1, 1), 501);
	struct digest_scope scope = digest_scope_channel(&request, "slack", "C0LEGAL");
	struct digest_window window = {
		.from = MONDAY, .until = request.now, .timezone = "Europe/London"
	};
	struct digest digest = digest_of(&request, &scope, &window);
	assert_int_equal(digest.overdue.all, expected + 1);
	assert_in_range(expected, 100, 460);
	assert_int_equal(digest.overdue.count, DIGEST_DETAILS);
	assert_int_equal(digest.overdue.items[0].id, 500);
	assert_int_equal(digest.open, 501);
}

static void what_is_opened_again_was_not_fixed(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t issue = log_issue(f, tool, "it", MONDAY - DAY, 2);

	issue_store_fix(f->db, issue, 0, "x", MONDAY - HOUR);
	issue_store_reopen(f->db, issue, MONDAY - HOUR / 2);
	set_digest(f, "every monday 09:00", MONDAY - 1);
	struct read read = read_at(f, MONDAY);
	expect(read.words, "1 reported · 0 fixed · all issues are in the thread\nNothing was fixed "
			   "this week.\n"
			   "Still open: 1, none");
	expect(read.words, "Fixes verified: 0 of 1 (0 %).");
}

static void one_ask(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t answered = log_issue(f, tool, "answered", MONDAY - DAY, 9);
	int64_t few = log_issue(f, tool, "few", MONDAY - DAY, 2);
	int64_t many = log_issue(f, tool, "many", MONDAY - DAY, 5);

	expect(say(f, "U0BEN", "digest", MONDAY), "does it remove a step for you, or add one? "
						  "/lastmile pulse summarizer");
	issue_store_fix(f->db, answered, 0, "x", MONDAY - HOUR);
	verdict_store_add(f->db, answered, 1, add_person(f, "U0P0", "p"), "partly", MONDAY - 1);
	issue_store_fix(f->db, few, 0, "x", MONDAY - HOUR);
	issue_store_fix(f->db, many, 0, "x", MONDAY - HOUR);
	expect(say(f, "U0BEN", "digest", MONDAY), "One ask: does LM-3 work now? 5 people had it");
	db_int(f->db, 0, "UPDATE tools SET channel = NULL");
	db_int(f->db, 0, "UPDATE issues SET status = 'verified'");
	expect(say(f, "U0BEN", "digest", MONDAY),
		"One ask: when a tool fails you, say so in one line: /report what went wrong");
}

/* So many people say how far they trust it. */
static void state_trust(struct fixture *f, int64_t tool, int people, int trust, int64_t at)
{
	for (int i = 0; i < people; i++) {
		const char *account = arena_printf(f->arena, "U0Q%d", i);
		int64_t person = add_person(f, account, account);
		pulse_store_set(f->db, f->arena, tool, person, "2026-10-19", "same", at);
		assert_true(pulse_store_set_trust(f->db, tool, person, "2026-10-19", trust, at));
	}
}

/* --- as long, and as hostile, as can be --- */

static void expect_plain_data(const struct message *message, int dates)
{
	_cleanup_json_ struct cJSON *encoded = slack_encode(message, SLACK_USE_POST);
	const char *problem = block_kit_problem(encoded);
	struct block_kit_live live = block_kit_count(encoded);

	if (problem)
		fail_msg("%s", problem);
	assert_int_equal(live.dates, dates);
	assert_int_equal(live.persons + live.channels + live.links + live.others, 0);
}

static size_t blocks(const struct message *message)
{
	size_t count = 0;

	for (const struct block *block = message->blocks; block; block = block->next)
		count++;
	return count;
}

/* Hours returned of every grade, which make the longest sentence. */
static void measure(struct fixture *f, int64_t id)
{
	static const char *const workflows[GRADES] = { "review", "translate", "summarize" };
	struct tool tool = *tool_store_get(f->db, f->arena, id);

	tool.stage = STAGE_LAUNCHED;
	tool.launched_at = MONDAY - 60 * DAY;
	tool.target_hours = 40;
	tool_store_save(f->db, &tool, MONDAY - 60 * DAY);
	for (enum grade grade = GRADE_A; grade <= GRADE_C; grade++) {
		baseline_store_add(f->db, &(struct baseline){ .tool = id,
						  .workflow = workflows[grade],
						  .minutes_before = 45,
						  .runs_a_week = 1000,
						  .source = "timed",
						  .grade = grade,
						  .day = (MONDAY - 90 * DAY) / DAY,
						  .held_at = MONDAY - 90 * DAY,
						  .created_at = MONDAY - 90 * DAY });
		const struct baseline *baseline =
			baseline_store_get(f->db, f->arena, id, workflows[grade]);
		baseline_store_measure(f->db, &(struct measurement){ .baseline = baseline->id,
						      .minutes_now = 12,
						      .runs = 20,
						      .succeeded = 14,
						      .grade = grade,
						      .day = (MONDAY - 40 * DAY) / DAY,
						      .held_at = MONDAY - 40 * DAY,
						      .created_at = MONDAY - 40 * DAY });
	}
}

/* Three looks of 20 runs, 14 right each: 70 %. Nine people trust it 85, and so did before. */
static void the_trust_gap_moves(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");

	measure(f, tool);
	const char *words = say(f, "U0BEN", "digest", MONDAY);
	expect(words, "Hours returned in 1 week, net: 550 hours measured (grade A)");
	expect_no(words, "Trust gap");
	state_trust(f, tool, 9, 85, MONDAY - DAY);
	expect(say(f, "U0BEN", "digest", MONDAY),
		"Trust gap: +15 of 9 people (over-trust 15, under-trust 0).");
	/* Four are too few to be told of by themselves. */
	state_trust(f, tool, 4, 50, MONDAY - 30 * DAY);
	expect(say(f, "U0BEN", "digest", MONDAY),
		"Trust gap: -1 of 9 people (over-trust 8, under-trust 9).");
	state_trust(f, tool, 9, 50, MONDAY - 30 * DAY);
	expect(say(f, "U0BEN", "digest", MONDAY),
		"Trust gap: -20 of 9 people (over-trust 0, under-trust 20); 4 weeks ago -20.");
}

/* Whoever it is, under their own name or not. */
static void report_as(
	struct fixture *f, int64_t issue, const char *name, bool anonymous, const char *thanks)
{
	int64_t person = add_person(f, arena_printf(f->arena, "U0%s", name), name);
	struct report report = { .issue = issue,
		.reporter = person,
		.anonymous = anonymous,
		.text = "it",
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.created_at = MONDAY - DAY };

	report_store_add(f->db, &report);
	preference_store_set(f->db, person, "thanks", thanks);
}

static void fill(struct fixture *f, const char *title, int tools)
{
	const char *account = "U0SAM";

	people_store_meet(f->db, f->arena, "slack", account, title, 1);
	schedule_store_add(f->db, &(struct schedule){ .kind = "office_hours",
					  .platform = "slack",
					  .channel = "C0LEGAL",
					  .rule = "every Wednesday at 14:00",
					  .timezone = "UTC",
					  .created_at = 1 });
	training_store_add(f->db, &(struct training){ .title = *title ? title : "Reading",
					  .starts_at = MONDAY + 9 * DAY,
					  .minutes = 60,
					  .timezone = "UTC",
					  .platform = "slack",
					  .channel = "C0LEGAL",
					  .created_at = 1 });
	for (int t = 0; t < tools; t++) {
		int64_t tool = add_tool(f, arena_printf(f->arena, "tool-%034d", t),
			add_person(f, account, title), "C0LEGAL");
		measure(f, tool);
		for (int i = 0; i < 20; i++) {
			int64_t issue = log_issue(f, tool, title, MONDAY - 6 * DAY, i % 3 + 1);
			if (i % 2)
				issue_store_fix(f->db, issue, 0, title, MONDAY - HOUR);
			report_as(
				f, issue, arena_printf(f->arena, "%d %s", i, title), false, "yes");
		}
		for (int i = 0; i < 9; i++)
			db_int(f->db, 0,
				arena_printf(f->arena,
					"INSERT INTO feedback (tool, text, step, platform, "
					"created_at) VALUES (%lld, '', 'added', 'slack', %lld)",
					(long long)tool, (long long)(MONDAY - 40 * DAY)));
		for (int i = 0; i < 20; i++)
			issue_store_fix(f->db, log_issue(f, tool, title, MONDAY - 30 * DAY, 1), 0,
				"x", MONDAY - 20 * DAY);
		state_trust(f, tool, 9, 100, MONDAY - 30 * DAY);
	}
}

static void it_stays_short(void **state)
{
	static const char *const titles[] = {
		"a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o "
		"p",
		"<@U0ANA> <!here> @channel *x* _y_ `z` <https://evil.example|click> & </a>\n> q",
		"請求書の条項が要約から消えました請求書の条項が要約から消えました請求書の条項が要約"
		"から消えました請求書の条項が要約から消えました請求書の条項が要約から",
		"&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
		"&",
		"👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍"
		"👧"
		"‍"
		"👦"
		"👩"
		"‍"
		"👩"
		"‍"
		"👧"
		"‍"
		"👦"
		"👩"
		"‍"
		"👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍"
		"👧"
		"‍"
		"👦"
		" "
		"e\u0301\u0301\u0301",
		"",
	};

	(void)state;
	for (size_t i = 0; i < array_length(titles); i++)
		for (int tools = 1; tools <= 3; tools++) {
			void *fresh = NULL;
			begin_fresh(&fresh);
			struct fixture *f = fresh;
			fill(f, titles[i], tools);
			set_digest(f, "every monday 09:00", MONDAY - 1);
			struct read read = read_at(f, MONDAY + 2 * HOUR);
			if (words_in(read.words) > DIGEST_WORDS ||
				blocks(read.post) > DIGEST_BLOCKS)
				fail_msg("%zu words, %zu blocks: %s", words_in(read.words),
					blocks(read.post), read.words);
			expect_plain_data(read.post, 2);
			expect_plain_data(read.thread, 0);
			expect(read.words, "late: it was due on 23 Nov");
			expect(read.words, "(grade C)");
			expect(read.words, "Next training: ");
			expect(read.words, "One ask: ");
			if (tools == 3)
				expect(read.details, " more\n");
			expect_plain_data(answer(f, "U0BEN", "digest", MONDAY), 3);
			remove_folder(&fresh);
		}
}

/* Ana has two of these, so she comes first. Whoever said nothing, wanted no name, has left, or
 * fixed it themselves is not named, nor who reported what is not fixed. */
static void thanks_name_who_agreed(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t one = log_issue(f, tool, "one", MONDAY - DAY, 1);
	int64_t two = log_issue(f, tool, "two", MONDAY - DAY, 1);
	int64_t open = log_issue(f, tool, "open", MONDAY - DAY, 1);

	report_as(f, one, "Ben", false, "yes");
	report_as(f, one, "Ana", false, "yes");
	report_as(f, two, "Ana", false, "yes");
	report_as(f, one, "Silent", false, NULL);
	report_as(f, one, "Never", false, "no");
	report_as(f, one, "Hidden", true, "yes");
	report_as(f, two, "Both", false, "yes");
	report_as(f, two, "Both", true, "yes");
	report_as(f, two, "Gone", false, "yes");
	report_as(f, two, "Sam", false, "yes");
	report_as(f, open, "Waits", false, "yes");
	int64_t sam = add_person(f, "U0Sam", "Sam"), gone = add_person(f, "U0Gone", "Gone");
	people_store_set_profile(f->db, gone, NULL, NULL, false, 1);
	issue_store_fix(f->db, one, sam, "x", MONDAY - HOUR);
	issue_store_fix(f->db, two, sam, "x", MONDAY - HOUR);
	const char *words = say(f, "U0BEN", "digest", MONDAY);
	expect(words, "unverified\nThank you for saying so: Ana, Ben.\n");
	expect_no(words, "Never");
	expect_no(words, "Sam");
	expect_no(words, "Hidden");
	expect_no(words, "Both");
	for (int i = 0; i < 9; i++)
		report_as(f, one, arena_printf(f->arena, "Zoe%d", i), false, "yes");
	expect(say(f, "U0BEN", "digest", MONDAY),
		"Thank you for saying so: Ana, Ben, Zoe0, Zoe1, Zoe2 and others.\n");
}

static void nobody_who_reported_is_named(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", add_person(f, "U0SAM", "sam"), "C0LEGAL");

	for (int i = 0; i < 6; i++) {
		int64_t issue = log_issue(f, tool, "it", MONDAY - DAY, 3);
		if (i % 2)
			issue_store_fix(f->db, issue, 0, "x", MONDAY - HOUR);
	}
	set_digest(f, "every monday 09:00", MONDAY - 1);
	struct read read = read_at(f, MONDAY);
	expect_no(read.words, "U0P");
	expect_no(read.details, "U0P");
	expect(read.words, "3 people");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(each_fix_is_told_in_one_digest),
		on_fresh(it_is_owed_once_for_each_day),
		on_fresh(after_a_sleep_it_comes_late_and_says_so),
		on_fresh(of_the_channels_tools_alone),
		on_fresh(few_answers_are_not_shown),
		on_fresh(what_most_had_comes_first),
		on_fresh(trust_moves),
		on_fresh(the_trust_gap_moves),
		on_fresh(overdue_is_what_the_promise_says),
		on_fresh(what_is_opened_again_was_not_fixed),
		on_fresh(one_ask),
		on_fresh(thanks_name_who_agreed),
		on_fresh(nobody_who_reported_is_named),
		cmocka_unit_test(it_stays_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
