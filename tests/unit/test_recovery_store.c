/* Recovery steps: by tool and kind, replaced, removed. */
#include "storage_fixture.h"

#include "storage/recovery_store.h"

static int64_t add_tool(struct fixture *f, const char *name)
{
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &id), 0);
	return id;
}

static void finds_by_tool_and_kind(void **state)
{
	struct fixture *f = *state;
	int64_t one = add_tool(f, "summarizer"), other = add_tool(f, "translator");

	recovery_store_set(f->db, one, "refused", "ask for a summary of each part");
	assert_string_equal(recovery_store_get(f->db, f->arena, one, "refused"),
		"ask for a summary of each part");
	assert_null(recovery_store_get(f->db, f->arena, one, "made_up"));
	assert_null(recovery_store_get(f->db, f->arena, other, "refused"));
	assert_null(recovery_store_get(f->db, f->arena, one, NULL));
}

static void replaces_and_removes(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");

	recovery_store_set(f->db, tool, "too_slow", "wait");
	recovery_store_set(f->db, tool, "too_slow", "use the short form");
	recovery_store_set(f->db, tool, "made_up", "open the source");
	struct recoveries all = recovery_store_all(f->db, f->arena, tool);
	assert_int_equal(all.count, 2);
	assert_string_equal(all.items[0].kind, "made_up");
	assert_string_equal(all.items[1].steps, "use the short form");
	recovery_store_set(f->db, tool, "too_slow", NULL);
	assert_null(recovery_store_get(f->db, f->arena, tool, "too_slow"));
	assert_int_equal(recovery_store_all(f->db, f->arena, tool).count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(finds_by_tool_and_kind),
		on_fresh(replaces_and_removes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
