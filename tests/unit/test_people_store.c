/* Meeting, finding, profiling people; and forgetting them down to the bytes. */
#include "storage_fixture.h"

static void test_meet(void **state)
{
	struct fixture *f = *state;
	const struct person *ana = people_store_meet(f->db, f->arena, "slack", "U0ANA", NULL, 5);

	assert_true(ana->id > 0);
	assert_null(ana->name);
	assert_string_equal(person_label(ana), "U0ANA");
	assert_true(ana->active);
	assert_false(ana->admin);
	const struct person *again =
		people_store_meet(f->db, f->arena, "slack", "U0ANA", "Ana", 6);
	assert_int_equal(again->id, ana->id);
	assert_string_equal(again->name, "Ana");
	assert_string_equal(
		people_store_meet(f->db, f->arena, "slack", "U0ANA", NULL, 7)->name, "Ana");
	assert_string_equal(
		people_store_meet(f->db, f->arena, "slack", "U0ANA", "", 7)->name, "Ana");
	assert_int_not_equal(
		people_store_meet(f->db, f->arena, "shell", "U0ANA", NULL, 7)->id, ana->id);
	people_store_set_profile(f->db, ana->id, "Ana Silva", NULL, true, 8);
	assert_string_equal( // the name she chose is not taken back by the handle in each command
		people_store_meet(f->db, f->arena, "slack", "U0ANA", "ana", 9)->name, "Ana Silva");
	assert_null(people_store_by_account(f->db, f->arena, "slack", "U0BEN"));
	assert_null(people_store_get(f->db, f->arena, 99));
	assert_string_equal(person_label(NULL), "somebody");
}

static void test_find(void **state)
{
	struct fixture *f = *state;
	int64_t gone = add_person(f, "U1", "ana");
	int64_t ana = add_person(f, "U2", "Ana");

	people_store_set_profile(f->db, gone, NULL, NULL, false, 9);
	struct people found = people_store_find(f->db, f->arena, " @ANA ");
	assert_int_equal(found.count, 2);
	assert_int_equal(found.items[0].id, ana);
	assert_int_equal(people_store_find(f->db, f->arena, "u2").count, 1);
	assert_int_equal(people_store_find(f->db, f->arena, "@").count, 0);
	assert_int_equal(people_store_find(f->db, f->arena, "an").count, 0);
}

static void test_admins_and_zone(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana");

	assert_int_equal(people_store_admins(f->db, f->arena).count, 0);
	people_store_set_admin(f->db, ana, true);
	assert_int_equal(people_store_admins(f->db, f->arena).items[0].id, ana);
	people_store_set_admin(f->db, ana, false);
	assert_int_equal(people_store_admins(f->db, f->arena).count, 0);
	people_store_set_timezone(f->db, ana, "Europe/Berlin");
	assert_string_equal(people_store_get(f->db, f->arena, ana)->timezone, "Europe/Berlin");
	people_store_set_profile(f->db, ana, NULL, "Asia/Tokyo", true, 100);
	assert_string_equal(people_store_get(f->db, f->arena, ana)->timezone, "Europe/Berlin");
	people_store_set_timezone(f->db, ana, NULL);
	assert_string_equal(people_store_get(f->db, f->arena, ana)->timezone, "Asia/Tokyo");
}

static void test_profiles(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);

	assert_int_equal(people_store_unprofiled(f->db, f->arena, "slack", 100, 10).count, 2);
	assert_int_equal(people_store_unprofiled(f->db, f->arena, "slack", 100, 1).count, 1);
	assert_int_equal(people_store_unprofiled(f->db, f->arena, "teams", 100, 10).count, 0);
	people_store_set_profile(f->db, ana, "Ana", "Asia/Tokyo", true, 100);
	people_store_set_profile(f->db, ana, NULL, NULL, true, 100);
	assert_string_equal(people_store_get(f->db, f->arena, ana)->name, "Ana");
	assert_string_equal(people_store_get(f->db, f->arena, ana)->timezone, "Asia/Tokyo");
	struct people due = people_store_unprofiled(f->db, f->arena, "slack", 100, 10);
	assert_int_equal(due.count, 1);
	assert_int_equal(due.items[0].id, ben);
	assert_int_equal(people_store_unprofiled(f->db, f->arena, "slack", 101, 10).count, 2);
}

/* Does any file of the folder's database hold these bytes? */
static bool on_disk(const struct fixture *f, const char *needle)
{
	static const char *const endings[] = { "", "-wal" };
	bool found = false;

	for (size_t i = 0; i < array_length(endings); i++) {
		_cleanup_free_ char *path = xasprintf("%s%s", f->path, endings[i]);
		FILE *file = fopen(path, "rb");
		if (!file)
			continue;
		char *bytes = xcalloc(1, 1 << 24);
		size_t length = fread(bytes, 1, 1 << 24, file);
		fclose(file);
		found = found || memmem(bytes, length, needle, strlen(needle));
		free(bytes);
	}
	return found;
}

static void owe_things_to_and_about(struct fixture *f, int64_t zoe, int64_t ben, int64_t issue)
{
	struct card_order card = { .issue = issue, .person = zoe, .kind = "receipt",
		.platform = "slack", .content = "{\"to\":\"Zoeline Quux\"}" };
	card_store_show(f->db, &card, 10);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 10, 10);
	outbox_store_claim(f->db, due.items[0].id, 10);
	outbox_store_sent(f->db, due.items[0].id, "D0ZOEDM", "17.1", 11);
	card_store_show(f->db, &card, 12);
	struct card_order owner = { .issue = issue, .person = ben, .kind = "owner",
		.platform = "slack",
		.content = "{\"person\":\"U0ZOE9\",\"text\":\"Zoeline Quux\",\"other\":\"Ben\"}" };
	card_store_show(f->db, &owner, 12);
}

static void test_forget(void **state)
{
	struct fixture *f = *state;
	int64_t zoe = add_person(f, "U0ZOE9", "Zoeline Quux"), ben = add_person(f, "U0BEN", "Ben");
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &id), 0);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.owner = ben, tool.backup = zoe;
	tool_store_save(f->db, &tool, 2);
	tool_store_add_champion(f->db, id, zoe);
	int64_t issue = add_issue(f, id, "it is wrong"), other = add_issue(f, 0, "else");
	int64_t report = add_report(f, issue, zoe, "it is wrong");
	add_report(f, other, ben, "else");
	people_store_set_profile(f->db, zoe, NULL, "Pacific/Chatham", true, 3);
	issue_store_fix(f->db, issue, ben, "done", 20);
	assert_true(verdict_store_add(f->db, issue, 1, zoe, "works", 21));
	struct feedback feedback = { .tool = id, .person = zoe, .text = "nice",
		.minutes_saved = -1, .platform = "slack", .created_at = 5 };
	feedback_store_add(f->db, &feedback);
	owe_things_to_and_about(f, zoe, ben, issue);
	assert_int_equal(db_commit(f->db), 0);
	assert_true(on_disk(f, "Zoeline Quux") && on_disk(f, "U0ZOE9") && on_disk(f, "D0ZOEDM"));

	assert_int_equal(db_begin(f->db), 0);
	struct issue_ids issues = people_store_forget(f->db, f->arena, zoe, 50);
	assert_int_equal(issues.count, 1);
	assert_int_equal(issues.items[0], issue);
	const struct person *nobody = people_store_get(f->db, f->arena, zoe);
	assert_null(nobody->account);
	assert_null(nobody->name);
	assert_null(nobody->timezone);
	struct reports reports = report_store_of_issue(f->db, f->arena, issue);
	assert_int_equal(reports.items[0].id, report);
	assert_int_equal(reports.items[0].reporter, 0);
	assert_string_equal(reports.items[0].text, "it is wrong");
	assert_string_equal(reports.items[0].verdict, "works");
	assert_int_equal(follower_store_all(f->db, f->arena, issue).count, 0);
	assert_int_equal(tool_store_get(f->db, f->arena, id)->backup, 0);
	assert_int_equal(tool_store_get(f->db, f->arena, id)->owner, ben);
	assert_int_equal(tool_store_champions(f->db, f->arena, id).count, 0);
	assert_int_equal(issue_store_get(f->db, f->arena, issue)->reports, 1);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 99, 10);
	assert_int_equal(due.count, 1);
	assert_string_equal(due.items[0].content,
		"{\"person\":null,\"text\":\"somebody\",\"other\":\"Ben\"}");
	assert_int_equal(card_store_of_issue(f->db, f->arena, issue).count, 1);
	assert_int_equal(people_store_forget(f->db, f->arena, 999, 50).count, 0);
	assert_int_equal(db_commit(f->db), 0);
	db_tidy(f->db);
	assert_false(on_disk(f, "Zoeline Quux"));
	assert_false(on_disk(f, "U0ZOE9"));
	assert_false(on_disk(f, "D0ZOEDM"));
	assert_false(on_disk(f, "Pacific/Chatham"));
	assert_true(on_disk(f, "U0BEN"));
	/* The account may come again, as somebody new. */
	assert_int_equal(db_begin(f->db), 0);
	assert_int_not_equal(add_person(f, "U0ZOE9", "Zoe"), zoe);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_meet), on_fresh(test_find),
		on_fresh(test_admins_and_zone), on_fresh(test_profiles), on_fresh(test_forget) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
