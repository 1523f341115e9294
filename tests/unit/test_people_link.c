/* One person with two accounts: found by each of them, linked, unlinked, forgotten. */
#include "people_everywhere.h"

static int64_t teams_person(struct fixture *f, const char *account, const char *name)
{
	return people_store_meet(f->db, f->arena, "teams", account, name, 1)->id;
}

static void test_directory_ids(void **state)
{
	struct fixture *f = *state;
	/* Chosen in a form before they ever wrote to us; then they do. */
	int64_t chosen = teams_person(f, "d0-guid", NULL);
	people_store_set_admin(f->db, chosen, true);
	const struct person *dana =
		people_store_meet(f->db, f->arena, "teams", "29:dana", "Dana", 5);

	assert_int_not_equal(dana->id, chosen);
	people_store_learn_directory(f->db, f->arena, dana, "teams", "29:dana", "d0-guid", 6);
	dana = people_store_get(f->db, f->arena, chosen);
	assert_string_equal(dana->account, "29:dana");
	assert_string_equal(dana->name, "Dana");
	assert_true(dana->admin);
	assert_int_equal(people_store_accounts(f->db, f->arena, dana->id).count, 1);
	assert_int_equal(
		people_store_by_account(f->db, f->arena, "teams", "D0-GUID")->id, dana->id);
	assert_int_equal(
		people_store_meet(f->db, f->arena, "teams", "d0-guid", NULL, 7)->id, dana->id);
	assert_null(people_store_by_account(f->db, f->arena, "slack", "d0-guid"));
}

static void test_link(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), other = teams_person(f, "29:ana", "Ana Silva");
	people_store_set_email(f->db, other, "ana@acme.example");
	people_store_learn_directory(f->db, f->arena, people_store_get(f->db, f->arena, other),
		"teams", "29:ana", "a0-guid", 2);

	people_store_link(f->db, f->arena, ana, other, 9);
	const struct person *person = people_store_get(f->db, f->arena, other);
	assert_int_equal(person->id, ana);
	assert_string_equal(person->account, "U0ANA");
	assert_string_equal(person->email, "ana@acme.example");
	assert_int_equal(people_store_by_account(f->db, f->arena, "teams", "29:ana")->id, ana);
	assert_int_equal(people_store_by_account(f->db, f->arena, "teams", "a0-guid")->id, ana);
	assert_int_equal(
		people_store_meet(f->db, f->arena, "teams", "29:ana", "Ana S.", 10)->id, ana);
	assert_int_equal(people_store_find(f->db, f->arena, "ana silva").items[0].id, ana);
	assert_int_equal(people_store_find(f->db, f->arena, "ANA@acme.example").count, 1);
	assert_string_equal(people_store_account_on(f->db, f->arena, ana, "teams"), "29:ana");
	assert_null(people_store_account_on(f->db, f->arena, ana, "shell"));
	/* Linked on to somebody else, every id still leads to them. */
	int64_t third = add_person(f, "U0THREE", "Three");
	assert_int_equal(people_store_unlink(f->db, ana, "slack", 11), 0);
	assert_int_equal(people_store_unlink(f->db, ana, "teams", 11), other);
	people_store_link(f->db, f->arena, third, other, 12);
	assert_int_equal(people_store_get(f->db, f->arena, other)->id, third);
	assert_int_equal(people_store_by_account(f->db, f->arena, "teams", "29:ana")->id, third);
	assert_null(people_store_account_on(f->db, f->arena, ana, "teams"));
}

static void test_an_account_goes(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), other = teams_person(f, "29:ana", "Ana Silva");

	struct card_order order = { .issue = add_issue(f, 0, "it"),
		.person = ana,
		.kind = "settled",
		.platform = "slack",
		.content = "{}" };

	assert_false(people_store_drop_account(f->db, "slack", "U0ANA"));
	people_store_link(f->db, f->arena, ana, other, 9);
	card_store_show(f->db, &order, 10);
	assert_true(people_store_drop_account(f->db, "slack", "U0ANA"));
	const struct person *person = people_store_get(f->db, f->arena, ana);
	assert_string_equal(person->platform, "teams");
	assert_string_equal(person->account, "29:ana");
	assert_true(person->active);
	assert_int_equal(people_store_accounts(f->db, f->arena, ana).count, 1);
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 100, 10).count, 0);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "teams", 100, 10);
	assert_int_equal(due.count, 1);
	assert_string_equal(due.items[0].account, "29:ana");
	assert_string_equal(
		card_store_of_issue(f->db, f->arena, order.issue).items[0].platform, "teams");
	assert_false(people_store_drop_account(f->db, "teams", "29:ana"));
}

static void test_requests(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), other = teams_person(f, "29:ana", "Ana Silva");
	int64_t id = link_request_store_add(f->db, ana, other, 100);

	assert_int_equal(link_request_store_add(f->db, ana, other, 200), id);
	assert_int_equal(link_request_store_take(f->db, id, ana, 0), 0);
	assert_int_equal(link_request_store_take(f->db, id, other, 201), 0);
	assert_int_equal(link_request_store_take(f->db, id, other, 200), ana);
	assert_int_equal(link_request_store_take(f->db, id, other, 200), 0);
}

/* Both accounts go, and nothing says afterwards that they were one. */
static void test_forget_both(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), other = teams_person(f, "29:ana", "Ana Silva");

	people_store_set_email(f->db, ana, "ana@acme.example");
	people_store_link(f->db, f->arena, ana, other, 9);
	people_store_forget(f->db, f->arena, ana, 50);
	assert_null(people_store_by_account(f->db, f->arena, "slack", "U0ANA"));
	assert_null(people_store_by_account(f->db, f->arena, "teams", "29:ana"));
	assert_null(people_store_get(f->db, f->arena, other)->account);
	assert_int_equal(people_store_find(f->db, f->arena, "ana@acme.example").count, 0);
	assert_int_equal(db_commit(f->db), 0);
	assert_false(on_disk(f, "29:ana"));
	assert_false(on_disk(f, "Ana Silva"));
	assert_false(on_disk(f, "ana@acme"));
	assert_int_equal(db_begin(f->db), 0);
}

/* Every column that refers to people leads to the first, but for history, which is never changed:
 * there the second leads on. */
static void test_linking_overlooks_nothing(void **state)
{
	struct fixture *f = *state;
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *raw = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < array_length(everywhere); i++)
		run(sqlite, everywhere[i]);
	assert_int_equal(db_begin(f->db), 0);
	int64_t first = add_person(f, "U0FIRST", "First");
	people_store_link(f->db, f->arena, first, 2, 50);
	struct changes changes = history_store_all(f->db, f->arena, 1);
	assert_int_equal(changes.items[0].actor, first);
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_prepare_v2(sqlite, references, -1, &raw, NULL), SQLITE_OK);
	while (sqlite3_step(raw) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(raw, 0);
		const char *column = (const char *)sqlite3_column_text(raw, 1);
		_cleanup_free_ char *name = xasprintf("%s.%s", table, column);
		bool stays_there = strcmp(name, "history.actor") == 0;
		if ((rows_of(sqlite, table, column, 2) > 0) != stays_there)
			fail_msg("%s still refers to the second", name);
		if (!rows_of(sqlite, table, column, (int)first) && !stays_there)
			fail_msg("%s is lost", name);
	}
	sqlite3_finalize(raw);
	sqlite3_close(sqlite);
}

/* What both had, and only one may have: the first's is kept. */
static void test_linking_keeps_the_first(void **state)
{
	struct fixture *f = *state;
	static const char *const both[] = {
		"INSERT INTO people (id, platform, account, created_at) VALUES (1, 'slack', "
		"'U0ANA', 1), (2, 'teams', '29:ana', 1)",
		"INSERT INTO issues (id, title, created_at) VALUES (1, 'it', 1)",
		"INSERT INTO followers (issue, person, first_issue, created_at) VALUES (1, 1, 1, "
		"1), "
		"(1, 2, 1, 2)",
		"INSERT INTO verdicts (issue, round, person, verdict, created_at) VALUES (1, 1, 1, "
		"'works', 1), (1, 1, 2, 'broken', 2)",
		"INSERT INTO cards (id, issue, person, kind, platform, created_at) VALUES (1, 1, "
		"1, "
		"'receipt', 'slack', 1), (2, 1, 2, 'receipt', 'teams', 1), (3, 1, 2, 'settled', "
		"'teams', 1)",
		"INSERT INTO preferences (person, name, value) VALUES (1, 'told', 'daily'), (2, "
		"'told', 'single')",
	};
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < array_length(both); i++)
		run(sqlite, both[i]);
	assert_int_equal(db_begin(f->db), 0);
	assert_int_equal(people_store_link(f->db, f->arena, 1, 2, 50).count, 1);
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(rows_of(sqlite, "followers", "person", 1), 1);
	assert_int_equal(rows_of(sqlite, "verdicts", "verdict = 'works' AND person", 1), 1);
	assert_int_equal(rows_of(sqlite, "verdicts", "1", 1), 1);
	assert_int_equal(rows_of(sqlite, "cards", "person", 1), 2);
	assert_int_equal(
		rows_of(sqlite, "cards", "kind = 'receipt' AND platform = 'slack' AND person", 1),
		1);
	assert_int_equal(rows_of(sqlite, "preferences", "value = 'daily' AND person", 1), 1);
	sqlite3_close(sqlite);
}

/* What was done on a platform goes back with its account. */
static void test_unlink(void **state)
{
	struct fixture *f = *state;
	static const char *const rows[] = {
		"INSERT INTO people (id, platform, account, created_at) VALUES (1, 'slack', "
		"'U0ANA', 1), (2, 'teams', '29:ana', 1)",
		"INSERT INTO issues (id, title, created_at) VALUES (1, 'it', 1), (2, 'that', 1)",
		"INSERT INTO reports (issue, first_issue, reporter, text, source, platform, "
		"created_at) VALUES (1, 1, 1, 'it', 'command', 'slack', 1), (1, 1, 2, 'it', "
		"'command', 'teams', 1), (2, 2, 2, 'that', 'command', 'teams', 1)",
		"INSERT INTO followers (issue, person, first_issue, created_at) VALUES (1, 1, 1, "
		"1), "
		"(1, 2, 1, 2), (2, 2, 2, 2)",
		"INSERT INTO outbox (key, platform, operation, lane, person, kind, priority, turn, "
		"next_at, created_at) VALUES ('k', 'teams', 'post', 'person:2', 2, 'receipt', 0, "
		"1, "
		"1, 1)",
	};
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (size_t i = 0; i < array_length(rows); i++)
		run(sqlite, rows[i]);
	assert_int_equal(db_begin(f->db), 0);
	people_store_link(f->db, f->arena, 1, 2, 50);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "teams", 100, 10);
	assert_int_equal(due.count, 1);
	assert_int_equal(due.items[0].person, 1);
	assert_string_equal(due.items[0].lane, "person:1");
	assert_string_equal(due.items[0].account, "29:ana");
	assert_int_equal(people_store_unlink(f->db, 1, "teams", 60), 2);
	due = outbox_store_due(f->db, f->arena, "teams", 100, 10);
	assert_int_equal(due.items[0].person, 2);
	assert_string_equal(due.items[0].lane, "person:2");
	assert_string_equal(due.items[0].account, "29:ana");
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(rows_of(sqlite, "reports", "reporter", 1), 1);
	assert_int_equal(rows_of(sqlite, "reports", "reporter", 2), 2);
	assert_int_equal(rows_of(sqlite, "followers", "person", 1), 1);
	assert_int_equal(rows_of(sqlite, "followers", "person", 2), 2);
	sqlite3_close(sqlite);
}

/* Wherever they are at home now, what was posted is edited where it is. */
static void test_a_card_stays_where_it_is(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), other = teams_person(f, "29:ana", "Ana Silva");
	struct card_order order = { .issue = add_issue(f, 0, "it"),
		.person = ana,
		.kind = "receipt",
		.platform = "slack",
		.content = "{}" };

	card_store_show(f->db, &order, 10);
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 100, 10);
	outbox_store_claim(f->db, due.items[0].id, 100);
	outbox_store_sent(f->db, due.items[0].id, "D1", "1.1", 100);
	people_store_link(f->db, f->arena, ana, other, 110);
	order.platform = "teams";
	card_store_show(f->db, &order, 120);
	card_store_change(f->db, &order, 130);
	assert_int_equal(outbox_store_due(f->db, f->arena, "teams", 200, 10).count, 0);
	due = outbox_store_due(f->db, f->arena, "slack", 200, 10);
	assert_int_equal(due.count, 1);
	assert_true(due.items[0].update);
	assert_string_equal(due.items[0].card_channel, "D1");
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_directory_ids), on_fresh(test_link),
		on_fresh(test_an_account_goes), on_fresh(test_requests), on_fresh(test_forget_both),
		on_fresh(test_linking_overlooks_nothing), on_fresh(test_linking_keeps_the_first),
		on_fresh(test_unlink), on_fresh(test_a_card_stays_where_it_is) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
