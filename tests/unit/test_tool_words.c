/* How words about a tool are read: spans of time, and whether "fails at" says what is reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "handlers/fail_words.h"
#include "handlers/tool/tool_times.h"
#include "storage/tool_store.h"

static void times_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *typed;
		char unit;
		double minutes; // negative: no span of time
	} rows[] = {
		{ "45", 'm', 45 },
		{ "45 min", 'm', 45 },
		{ "1.5h", 'm', 90 },
		{ "1,5 hours", 'm', 90 },
		{ "10", 'h', 600 },
		{ "30m", 'h', 30 },
		{ "0", 'm', 0 },
		{ "", 'm', -1 },
		{ "soon", 'm', -1 },
		{ "-3", 'm', -1 },
		{ "1.2.3", 'm', -1 },
		{ "4 days", 'm', -1 },
		{ "99999999999999999999999999999999999", 'm', -1 },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		double minutes = minutes_read(rows[i].typed, rows[i].unit);
		if (minutes < rows[i].minutes || minutes > rows[i].minutes)
			fail_msg("%s is %f", rows[i].typed, minutes);
	}
}

static void times_are_said_in_whole_units(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(duration_words(arena, 240), "4 hours");
	assert_string_equal(duration_words(arena, 60), "1 hour");
	assert_string_equal(duration_words(arena, 90), "90 minutes");
	assert_string_equal(duration_typed(arena, 240), "4h");
	assert_string_equal(duration_typed(arena, 30), "30m");
}

static void what_the_card_says_is_recognised(void **state)
{
	static const struct {
		const char *fails, *title;
		bool said;
	} rows[] = {
		{ "tables", "tables come out wrong", true },
		{ "Tables, scans; long annexes", "the scan of page 3 is empty", true },
		{ "clauses in tables", "clause nine is dropped", false },
		{ "clauses in tables", "a clause inside a table is dropped", true },
		{ "tables", "dates are swapped", false },
		{ "tables\nclause nine is dropped", "Clause  nine is dropped", true },
		{ "the summarizer invents names", "summarizer is slow", false },
		{ NULL, "anything", false },
		{ "", "anything", false },
		{ "résumés", "resume is cut off", true },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct tool tool = { .name = "summarizer", .fails = rows[i].fails };
		if (fails_say(&tool, rows[i].title) != rows[i].said)
			fail_msg("“%s” and “%s”", rows[i].fails, rows[i].title);
	}
}

static void a_line_is_there_once(void **state)
{
	struct tool tool = { .name = "summarizer", .fails = "tables\nDates of scans" };

	(void)state;
	assert_true(fails_have_line(&tool, "dates of  scans"));
	assert_false(fails_have_line(&tool, "dates"));
	assert_true(fails_have_line(&tool, "tables"));
	tool.fails = NULL;
	assert_false(fails_have_line(&tool, "tables"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_read_as_people_type_them),
		cmocka_unit_test(times_are_said_in_whole_units),
		cmocka_unit_test(what_the_card_says_is_recognised),
		cmocka_unit_test(a_line_is_there_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
