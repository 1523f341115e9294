/* What a reply in a thread belongs to. */
#include "storage_fixture.h"

#include "storage/conversation_store.h"

static void deliver(struct fixture *f, const char *key, const char *kind, int64_t issue,
	int64_t person, const char *message)
{
	struct outbox_order order = { .key = key,
		.platform = "slack",
		.person = person,
		.issue = issue,
		.kind = kind,
		.content = "{}" };

	assert_true(outbox_store_post(f->db, &order, 100));
	int64_t id = db_int(f->db, 0, "SELECT max(id) FROM outbox");
	outbox_store_sent(f->db, id, "D1", message, 200);
}

static void found_by_its_place(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana"), sam = add_person(f, "U0SAM", "sam");
	int64_t issue = add_issue(f, 0, "it drops clause 9");
	struct change answered = { .issue = issue,
		.at = 100,
		.platform = "slack",
		.event = "e 1",
		.change = "answered",
		.from_value = "7" };
	struct conversation found;

	history_store_add(f->db, &answered);
	deliver(f, "question:1:slack:e 0:1", "question", issue, ana, "m1");
	deliver(f, arena_printf(f->arena, "answer:%d:slack:e 1:%d", (int)issue, (int)sam), "answer",
		issue, sam, "m2");
	deliver(f, "other", "settled", issue, ana, "m3");

	assert_true(conversation_store_find(f->db, "D1", "m1", &found));
	assert_true(found.question);
	assert_int_equal(found.person, ana);
	assert_int_equal(found.report, 0);
	assert_true(conversation_store_find(f->db, "D1", "m2", &found));
	assert_false(found.question);
	assert_int_equal(found.issue, issue);
	assert_int_equal(found.report, 7);
	assert_false(conversation_store_find(f->db, "D1", "m3", &found));
	assert_false(conversation_store_find(f->db, "D2", "m1", &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(found_by_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
