/* Tools, their other names, their channel, and the people who answer for them. */
#include "storage_fixture.h"

#include "storage/alarm_store.h"

static int64_t add_tool(struct fixture *f, const char *name)
{
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, name, 7, &id), 0);
	return id;
}

static void test_create_and_save(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), id = add_tool(f, "summarizer"), same = -1;

	assert_int_equal(tool_store_create(f->db, "SUMMARIZER", 8, &same), TOOL_E_TAKEN);
	assert_int_equal(same, -1);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	assert_string_equal(tool.title, "summarizer");
	assert_int_equal(tool.stage, STAGE_PILOT);
	assert_true(tool.target_hours < 0);
	assert_int_equal(tool.acknowledge_minutes, 240);
	tool.title = "Contract summarizer", tool.owner = ana, tool.stage = STAGE_LAUNCHED;
	tool.good = "short texts", tool.fails = "clause 9", tool.verify = "look",
	tool.happens = "x";
	tool.recovery = "use the template", tool.target_hours = 0;
	tool.channel_platform = "slack", tool.channel = "C1", tool.channel_name = "legal";
	tool_store_save(f->db, &tool, 9);
	struct tool saved = *tool_store_find(f->db, f->arena, "Summarizer");
	assert_string_equal(saved.title, "Contract summarizer");
	assert_string_equal(saved.recovery, "use the template");
	assert_string_equal(saved.channel_name, "legal");
	assert_int_equal(saved.owner, ana);
	assert_int_equal(saved.stage, STAGE_LAUNCHED);
	assert_true(saved.target_hours > -0.1 && saved.target_hours < 0.1);
	assert_int_equal(saved.created_at, 7);
	assert_int_equal(saved.updated_at, 9);
	assert_null(tool_store_find(f->db, f->arena, "summary"));
	assert_null(tool_store_get(f->db, f->arena, 99));
}

static void test_aliases(void **state)
{
	struct fixture *f = *state;
	int64_t one = add_tool(f, "summarizer"), two = add_tool(f, "translator"), id;

	assert_int_equal(tool_store_add_alias(f->db, one, "sum"), 0);
	assert_int_equal(tool_store_add_alias(f->db, one, "SUM"), 0);
	assert_int_equal(tool_store_add_alias(f->db, two, "Sum"), TOOL_E_TAKEN);
	assert_int_equal(tool_store_add_alias(f->db, two, "summarizer"), TOOL_E_TAKEN);
	assert_int_equal(tool_store_create(f->db, "sum", 1, &id), TOOL_E_TAKEN);
	assert_int_equal(tool_store_find(f->db, f->arena, "sUm")->id, one);
	struct words words = tool_store_aliases(f->db, f->arena, one);
	assert_int_equal(words.count, 1);
	assert_string_equal(words.items[0], "sum");
	tool_store_remove_alias(f->db, two, "sum");
	assert_non_null(tool_store_find(f->db, f->arena, "sum"));
	tool_store_remove_alias(f->db, one, "SUM");
	assert_null(tool_store_find(f->db, f->arena, "sum"));
	assert_int_equal(db_failure(f->db, NULL), 0);
}

static void set_home(struct fixture *f, int64_t id, const char *channel, enum tool_stage stage)
{
	struct tool tool = *tool_store_get(f->db, f->arena, id);

	tool.channel_platform = "slack", tool.channel = channel, tool.stage = stage;
	tool_store_save(f->db, &tool, 9);
}

static void test_by_channel(void **state)
{
	struct fixture *f = *state;
	int64_t one = add_tool(f, "b"), two = add_tool(f, "a");

	assert_null(tool_store_by_channel(f->db, f->arena, "slack", "C1"));
	set_home(f, one, "C1", STAGE_PILOT);
	assert_int_equal(tool_store_by_channel(f->db, f->arena, "slack", "C1")->id, one);
	assert_null(tool_store_by_channel(f->db, f->arena, "teams", "C1"));
	set_home(f, two, "C1", STAGE_PILOT);
	assert_null(tool_store_by_channel(f->db, f->arena, "slack", "C1"));
	set_home(f, two, "C1", STAGE_RETIRED);
	assert_int_equal(tool_store_by_channel(f->db, f->arena, "slack", "C1")->id, one);
	struct tools all = tool_store_all(f->db, f->arena);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.items[0].id, one);
}

static void test_people_of_tools(void **state)
{
	struct fixture *f = *state;
	int64_t id = add_tool(f, "a"), ana = add_person(f, "U1", "Ana"),
		ben = add_person(f, "U2", NULL);
	struct tool tool = *tool_store_get(f->db, f->arena, id);

	tool.owner = ana, tool.backup = ben;
	tool_store_save(f->db, &tool, 9);
	assert_int_equal(tool_store_owned_by(f->db, f->arena, ana).count, 1);
	assert_int_equal(tool_store_owned_by(f->db, f->arena, ben).count, 1);
	assert_int_equal(tool_store_owned_by(f->db, f->arena, 99).count, 0);
	tool_store_add_champion(f->db, id, ana);
	tool_store_add_champion(f->db, id, ana);
	tool_store_add_champion(f->db, id, ben);
	assert_int_equal(tool_store_champions(f->db, f->arena, id).count, 2);
	tool_store_remove_champion(f->db, id, ana);
	struct people champions = tool_store_champions(f->db, f->arena, id);
	assert_int_equal(champions.count, 1);
	assert_int_equal(champions.items[0].id, ben);
}

static void test_stages(void **state)
{
	enum tool_stage stage = STAGE_PILOT;

	(void)state;
	for (int i = STAGE_PILOT; i <= STAGE_RETIRED; i++) {
		assert_true(tool_stage_parse(tool_stage_name((enum tool_stage)i), &stage));
		assert_int_equal(stage, i);
	}
	assert_false(tool_stage_parse("live", &stage));
	assert_false(tool_stage_parse(NULL, &stage));
	assert_int_equal(stage, STAGE_RETIRED);
}

static void an_alarm_is_raised_once_until_it_is_over(void **state)
{
	struct fixture *f = *state;
	int64_t tool = 0, other = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	assert_int_equal(tool_store_create(f->db, "translator", 1, &other), 0);
	assert_false(alarm_store_is_raised(f->db, tool, ALARM_SILENT));
	assert_true(alarm_store_raise(f->db, tool, ALARM_SILENT, 10));
	assert_false(alarm_store_raise(f->db, tool, ALARM_SILENT, 11));
	assert_true(alarm_store_raise(f->db, tool, ALARM_ORPHAN, 11));
	assert_true(alarm_store_is_raised(f->db, tool, ALARM_SILENT));
	assert_false(alarm_store_is_raised(f->db, other, ALARM_SILENT));
	assert_true(alarm_store_end(f->db, tool, ALARM_SILENT, 12));
	assert_false(alarm_store_end(f->db, tool, ALARM_SILENT, 13));
	assert_false(alarm_store_is_raised(f->db, tool, ALARM_SILENT));
	assert_true(alarm_store_is_raised(f->db, tool, ALARM_ORPHAN));
	assert_true(alarm_store_raise(f->db, tool, ALARM_SILENT, 14));
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_create_and_save), on_fresh(test_aliases),
		on_fresh(test_by_channel), on_fresh(test_people_of_tools),
		cmocka_unit_test(test_stages), on_fresh(an_alarm_is_raised_once_until_it_is_over) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
