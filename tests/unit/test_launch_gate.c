/* Gate coverage: how many of the launched tools have all that people rely on. */
#include "storage_fixture.h"

#include "bot/util/clock.h"
#include "handlers/tool/launch_gate.h"
#include "storage/baseline_store.h"

#define NOW (INT64_C(20000) * MS_PER_DAY)

static void say_before(struct fixture *f, int64_t tool, int64_t at)
{
	struct baseline baseline = { .tool = tool,
		.workflow = "reviews",
		.minutes_before = 45,
		.runs_a_week = -1,
		.source = "told",
		.grade = GRADE_C,
		.held_at = at,
		.created_at = at };

	baseline_store_add(f->db, &baseline);
}

static struct tool whole_tool(struct fixture *f, const char *name)
{
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &id), 0);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.stage = STAGE_LAUNCHED;
	tool.owner = add_person(f, "U1", "Sam");
	tool.backup = add_person(f, "U2", "Maya");
	tool.good = tool.fails = tool.verify = tool.happens = tool.recovery = "it is said";
	tool.launched_at = NOW;
	say_before(f, id, NOW);
	tool.channel_platform = "slack", tool.channel = "C1", tool.channel_name = "legal";
	tool.card_at = NOW - INT64_C(89) * MS_PER_DAY;
	return tool;
}

static void expect_coverage(struct fixture *f, const struct tool *tool, int part, int whole)
{
	tool_store_save(f->db, tool, 1);
	struct share share = gate_coverage(f->db, f->arena, NOW);
	assert_int_equal(share.part, part);
	assert_int_equal(share.whole, whole);
}

static void launched_tools_with_all_answers(void **state)
{
	struct fixture *f = *state;
	struct tool one = whole_tool(f, "summarizer"), two = whole_tool(f, "translator");

	assert_int_equal(gate_coverage(f->db, f->arena, NOW).whole, 0);
	expect_coverage(f, &one, 1, 1);
	expect_coverage(f, &two, 2, 2);
	two.card_at = NOW - INT64_C(90) * MS_PER_DAY;
	expect_coverage(f, &two, 1, 2);
	two.card_at = NOW, two.backup = 0;
	expect_coverage(f, &two, 1, 2);
	two.stage = STAGE_PILOT;
	expect_coverage(f, &two, 1, 1);
	one.happens = " ";
	expect_coverage(f, &one, 0, 1);
	one.happens = "it says so";
	expect_coverage(f, &one, 1, 1);
	one.launched_at = NOW - 1; /* before anybody said what the work took */
	expect_coverage(f, &one, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(launched_tools_with_all_answers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
