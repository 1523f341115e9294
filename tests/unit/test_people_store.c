/* Meeting, finding, profiling people; and forgetting them down to the bytes. */
#include "people_everywhere.h"

#include "storage/export_person.h"

static void test_meet(void **state)
{
	struct fixture *f = *state;
	const struct person *ana = people_store_meet(f->db, f->arena, "slack", "U0ANA", NULL, 5);

	assert_true(ana->id > 0);
	assert_null(ana->name);
	assert_string_equal(person_label(ana), "U0ANA");
	assert_true(ana->active);
	assert_false(ana->admin);
	const struct person *again = people_store_meet(f->db, f->arena, "slack", "U0ANA", "Ana", 6);
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
	/* What nobody can read is shown to nobody. */
	assert_string_equal(person_label(&(struct person){ .account = "29:1abc" }), "somebody");
	assert_string_equal(person_label(&(struct person){
				    .account = "d0000000-aaaa-4bbb-8ccc-0000000000da|other" }),
		"somebody");
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

static int64_t next_unprofiled(struct fixture *f, const char *platform, struct profile_place *place)
{
	const struct person *person =
		people_store_next_unprofiled(f->db, f->arena, platform, place);

	return person ? person->id : 0;
}

static int64_t next_outdated(struct fixture *f, int64_t before, struct profile_place *place)
{
	const struct person *person =
		people_store_next_outdated(f->db, f->arena, "slack", before, place);

	return person ? person->id : 0;
}

static void test_profiles(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	struct profile_place place = { 0 }, teams = { 0 }, outdated = { 0 };

	assert_int_equal(next_unprofiled(f, "slack", &place), ana);
	assert_int_equal(next_unprofiled(f, "slack", &place), ben);
	assert_int_equal(next_unprofiled(f, "slack", &place), 0);
	assert_int_equal(next_unprofiled(f, "teams", &teams), 0);
	people_store_set_profile(f->db, ana, "Ana", "Asia/Tokyo", true, 100);
	people_store_set_profile(f->db, ana, NULL, NULL, true, 100);
	assert_string_equal(people_store_get(f->db, f->arena, ana)->name, "Ana");
	assert_string_equal(people_store_get(f->db, f->arena, ana)->timezone, "Asia/Tokyo");
	place = (struct profile_place){ 0 };
	assert_int_equal(next_unprofiled(f, "slack", &place), ben);
	assert_int_equal(next_outdated(f, 100, &outdated), 0);
	people_store_set_profile(f->db, ben, "Ben", NULL, true, 50);
	assert_int_equal(next_outdated(f, 101, &outdated), ben);
	assert_int_equal(next_outdated(f, 101, &outdated), ana);
	assert_int_equal(next_outdated(f, 101, &outdated), 0);
}

static void owe_things_to_and_about(struct fixture *f, int64_t zoe, int64_t ben, int64_t issue)
{
	struct card_order card = { .issue = issue,
		.person = zoe,
		.kind = "receipt",
		.platform = "slack",
		.content = "{\"to\":\"Zoeline Quux\"}" };
	card_store_show(f->db, &card, 10);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 10, 10);
	outbox_store_claim(f->db, due.items[0].id, 10);
	outbox_store_sent(f->db, due.items[0].id, "D0ZOEDM", "17.1", 11);
	card_store_show(f->db, &card, 12);
	struct card_order owner = { .issue = issue,
		.person = ben,
		.kind = "owner",
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
	struct feedback feedback = { .tool = id,
		.person = zoe,
		.text = "nice",
		.minutes_saved = -1,
		.platform = "slack",
		.created_at = 5 };
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
	assert_string_equal(
		due.items[0].content, "{\"person\":null,\"text\":\"somebody\",\"other\":\"Ben\"}");
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

/* --- whatever refers to people --- */

/* What stays on the emptied row, because numbers and history count who it was once. */
static const char *const stays[] = { "verdicts.person", "history.actor", "issues.acknowledged_by",
	"issues.settled_by", "pulses.person", "people.merged_into" };

static bool is_among(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

/* Every column that refers to people: all have person 2 before; after, those alone that stay. */
static int look(sqlite3 *sqlite, bool forgotten)
{
	sqlite3_stmt *raw = NULL;
	int columns = 0;

	assert_int_equal(sqlite3_prepare_v2(sqlite, references, -1, &raw, NULL), SQLITE_OK);
	for (; sqlite3_step(raw) == SQLITE_ROW; columns++) {
		const char *table = (const char *)sqlite3_column_text(raw, 0);
		const char *column = (const char *)sqlite3_column_text(raw, 1);
		_cleanup_free_ char *name = xasprintf("%s.%s", table, column);
		bool there = rows_of(sqlite, table, column, 2) > 0;
		if (!forgotten && !there)
			fail_msg("%s refers to people: have it in this test", name);
		if (forgotten && there != is_among(stays, array_length(stays), name))
			fail_msg("%s %s", name, there ? "still says who it was" : "was to stay");
	}
	sqlite3_finalize(raw);
	return columns;
}

static void test_nothing_is_overlooked(void **state)
{
	struct fixture *f = *state;
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < array_length(everywhere); i++)
		run(sqlite, everywhere[i]);
	assert_true(look(sqlite, false) > 15);
	assert_int_equal(db_begin(f->db), 0);
	people_store_forget(f->db, f->arena, 2, 50);
	assert_int_equal(db_commit(f->db), 0);
	look(sqlite, true);
	sqlite3_close(sqlite);
}

/* --- whatever is held about somebody is shown to them --- */

static int count_row(void *data, const struct export_value *values)
{
	(void)values;
	++*(int *)data;
	return 0;
}

static int rows_shown(struct fixture *f, const struct person_section *section)
{
	int rows = 0;

	assert_int_equal(export_person_rows(f->db, section, 2, count_row, &rows), 0);
	return rows;
}

/* A section says of itself which columns it shows; its SQL looks at each of them. */
static const struct person_section *section_of(const char *table, const char *column)
{
	_cleanup_free_ char *name = xasprintf(" %s.%s ", table, column);
	_cleanup_free_ char *compared = xasprintf("%s = $1", column);

	for (const struct person_section *section = person_sections; section->name; section++) {
		_cleanup_free_ char *columns = xasprintf(" %s ", section->columns);
		if (strstr(columns, name) && strstr(section->sql, table) &&
			strstr(section->sql, compared))
			return section;
	}
	fail_msg("no section of export_person.c shows %s.%s", table, column);
	return NULL;
}

static int expect_all_shown(struct fixture *f, sqlite3 *sqlite)
{
	sqlite3_stmt *raw = NULL;
	int columns = 0;

	assert_int_equal(sqlite3_prepare_v2(sqlite, references, -1, &raw, NULL), SQLITE_OK);
	for (; sqlite3_step(raw) == SQLITE_ROW; columns++) {
		const char *table = (const char *)sqlite3_column_text(raw, 0);
		const char *column = (const char *)sqlite3_column_text(raw, 1);
		if (!rows_shown(f, section_of(table, column)))
			fail_msg("what %s.%s holds is not shown", table, column);
	}
	sqlite3_finalize(raw);
	return columns;
}

static bool is_about_issues(const struct person_section *section)
{
	return strcmp(section->fields[0].name, "issue") == 0 ||
	       strcmp(section->fields[1].name ? section->fields[1].name : "", "issue") == 0;
}

static void test_everything_is_shown(void **state)
{
	struct fixture *f = *state;
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < array_length(everywhere); i++)
		run(sqlite, everywhere[i]);
	run(sqlite, "UPDATE outbox SET issue = 1 WHERE person = 2");
	assert_true(expect_all_shown(f, sqlite) > 25);
	/* Without their name it was them who reported it: nothing of that issue may tell so, nor of
	 * the one it was merged into. What they did to it as its owner they did by name. */
	run(sqlite, "INSERT INTO issues (id, title, created_at) VALUES (9, 'older', 1)");
	for (int merged = 0; merged < 2; merged++) {
		run(sqlite, merged ? "UPDATE reports SET issue = 9"
				   : "UPDATE reports SET anonymous = 1");
		for (const struct person_section *s = person_sections; s->name; s++)
			if (is_about_issues(s) && strcmp(s->name, "handled") != 0 &&
				rows_shown(f, s))
				fail_msg("%s tells whose anonymous report it is", s->name);
	}
	sqlite3_close(sqlite);
	assert_int_equal(db_begin(f->db), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_meet), on_fresh(test_find),
		on_fresh(test_admins_and_zone), on_fresh(test_profiles), on_fresh(test_forget),
		on_fresh(test_nothing_is_overlooked), on_fresh(test_everything_is_shown) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
