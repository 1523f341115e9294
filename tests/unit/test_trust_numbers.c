/* The trust gap, on cases small enough to be computed by hand. */
#include "storage_fixture.h"

#include "storage/baseline_store.h"
#include "storage/pulse_store.h"
#include "storage/trust_numbers.h"

enum { UNTIL = 1000000 };

static int64_t add_tool(struct fixture *f, const char *name)
{
	int64_t tool = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &tool), 0);
	return tool;
}

/* So many of the runs were right; negative: nobody said. */
static void look_at(struct fixture *f, int64_t tool, const char *workflow, int64_t right,
	int64_t runs, int64_t at)
{
	if (!baseline_store_get(f->db, f->arena, tool, workflow))
		baseline_store_add(f->db, &(struct baseline){ .tool = tool,
						  .workflow = workflow,
						  .minutes_before = 10,
						  .runs_a_week = -1,
						  .source = "a clock",
						  .held_at = 1,
						  .created_at = 1 });
	baseline_store_measure(
		f->db, &(struct measurement){
			       .baseline = baseline_store_get(f->db, f->arena, tool, workflow)->id,
			       .minutes_now = 5,
			       .runs = runs,
			       .succeeded = right,
			       .held_at = at,
			       .created_at = at,
		       });
}

static void trust(struct fixture *f, int64_t tool, const char *who, int points, int64_t at)
{
	const char *week = arena_printf(f->arena, "week of %d", (int)at);
	int64_t person = people_store_meet(f->db, f->arena, "slack", who, NULL, 1)->id;

	pulse_store_set(f->db, f->arena, tool, person, week, "same", at);
	if (points >= 0)
		assert_true(pulse_store_set_trust(f->db, tool, person, week, points, at));
}

static struct trust_gap gap_of(struct fixture *f, int64_t tool)
{
	return trust_numbers_gap(f->db, tool, 0, UNTIL);
}

#define expect_number(actual, expected)                                                            \
	assert_true((actual) > (expected)-1e-6 && (actual) < (expected) + 1e-6)

static void nothing_said_is_no_gap(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");

	trust(f, tool, "U1", TRUST_NOT_SAID, 10);
	look_at(f, tool, "reviews", 17, 20, 5);
	struct trust_gap gap = gap_of(f, tool);
	assert_int_equal(gap.said, 0);
	assert_int_equal(gap.people, 0);
	assert_true(gap.stated < 0);
	assert_int_equal(trust_gap_points(&gap), 0);
	assert_false(trust_gap_is_known(&gap));
}

/* 14 of 20 are right: 70. Who says 100, 90, 70, 60, 30 is over by 30 and 20, under by 10 and 40. */
static void over_and_under_stand_apart(void **state)
{
	static const int points[] = { 100, 90, 70, 60, 30 };
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");

	look_at(f, tool, "reviews", 14, 20, 5);
	for (int i = 0; i < 5; i++) {
		struct trust_gap few = gap_of(f, tool);
		assert_false(trust_gap_is_known(&few));
		trust(f, tool, arena_printf(f->arena, "U%d", i), points[i], 10);
	}
	struct trust_gap gap = gap_of(f, tool);
	assert_true(trust_gap_is_known(&gap));
	assert_int_equal(gap.people, 5);
	assert_int_equal(gap.right.part, 14);
	assert_int_equal(gap.right.whole, 20);
	expect_number(gap.stated, 70);
	expect_number(gap.over, 10);
	expect_number(gap.under, 10);
	assert_int_equal(gap.over_people, 2);
	assert_int_equal(gap.under_people, 2);
	assert_int_equal(trust_gap_points(&gap), 0);
}

/* Of a person the last answer, of a piece of work the last look; of runs at least five. */
static void the_last_word_counts(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");

	trust(f, tool, "U1", 20, 10);
	trust(f, tool, "U1", 80, 20);
	trust(f, tool, "U1", TRUST_NOT_SAID, 30); // says nothing of it in another week
	look_at(f, tool, "reviews", 4, 4, 5);
	assert_int_equal(gap_of(f, tool).people, 0); // four runs say nothing
	expect_number(gap_of(f, tool).stated, 80);
	look_at(f, tool, "Reviews", 1, 5, 6);
	expect_number(gap_of(f, tool).over, 60); // 80 - 20
	look_at(f, tool, "reviews", -1, 9, 7); // timed, not judged
	expect_number(gap_of(f, tool).over, 60);
	look_at(f, tool, "letters", 5, 5, 6); // 6 of 10 by now
	expect_number(gap_of(f, tool).over, 20);
	struct trust_gap early = trust_numbers_gap(f->db, tool, 0, 20);
	assert_int_equal(early.said, 1);
	expect_number(early.under, 40); // 20 - 60
	assert_int_equal(trust_numbers_gap(f->db, tool, 21, UNTIL).said, 0);
	assert_int_equal(trust_numbers_gap(f->db, tool, 7, UNTIL).people, 0); // looked at before
}

/* 50 of one tool that is right in 100, 100 of another that is right in 0; a third nobody looked at.
 */
static void each_answer_is_held_against_its_own_tool(void **state)
{
	struct fixture *f = *state;
	int64_t one = add_tool(f, "one"), two = add_tool(f, "two"), three = add_tool(f, "three");

	look_at(f, one, "a", 10, 10, 5);
	look_at(f, two, "a", 0, 30, 5);
	trust(f, one, "U1", 50, 10);
	trust(f, two, "U1", 100, 10);
	trust(f, three, "U1", 100, 10);
	struct trust_gap gap = gap_of(f, ALL_TOOLS);
	assert_int_equal(gap.said, 3);
	assert_int_equal(gap.people, 2);
	expect_number(gap.over, 50);
	expect_number(gap.under, 25);
	assert_int_equal(trust_gap_points(&gap), 25);
	struct trust_gap sum = gap_of(f, one), other = gap_of(f, two), third = gap_of(f, three);
	trust_gap_add(&sum, &other);
	trust_gap_add(&sum, &third);
	assert_int_equal(sum.said, 3);
	assert_int_equal(sum.people, 2);
	expect_number(sum.over, 50);
	expect_number(sum.under, 25);
}

static void trust_needs_a_pulse_and_stays_with_it(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", "ana");

	assert_false(pulse_store_set_trust(f->db, tool, ana, "2026-11-23", 70, 5));
	pulse_store_set(f->db, f->arena, tool, ana, "2026-11-23", "same", 5);
	assert_int_equal(
		pulse_store_get(f->db, f->arena, tool, ana, "2026-11-23").trust, TRUST_NOT_SAID);
	assert_true(pulse_store_set_trust(f->db, tool, ana, "2026-11-23", 70, 5));
	pulse_store_set(f->db, f->arena, tool, ana, "2026-11-23", "added", 6);
	struct pulse pulse = pulse_store_get(f->db, f->arena, tool, ana, "2026-11-23");
	assert_string_equal(pulse.step, "added");
	assert_int_equal(pulse.trust, 70);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(nothing_said_is_no_gap),
		on_fresh(over_and_under_stand_apart),
		on_fresh(the_last_word_counts),
		on_fresh(each_answer_is_held_against_its_own_tool),
		on_fresh(trust_needs_a_pulse_and_stays_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
