/* From nothing, from an older schema with a way back, and not from a newer one. */
#include "storage_fixture.h"

#include <sqlite3.h>

#include "storage/migrate.h"

static const struct migration one[] = { { "0001_a.sql", "CREATE TABLE a (x);" }, { 0 } };
static const struct migration two[] = { { "0001_a.sql", "CREATE TABLE a (x);" },
	{ "0002_b.sql", "CREATE TABLE b (y); INSERT INTO b SELECT x FROM a;" }, { 0 } };
static const struct migration wrong[] = { { "0001_a.sql", "CREATE TABLE a (x);" },
	{ "0002_b.sql", "CREATE TABLE b (y);" },
	{ "0003_c.sql", "CREATE TABLE c (z); INSERT INTO nowhere VALUES (1);" }, { 0 } };

static int64_t number(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *raw = NULL;
	int64_t result = -1;

	sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL);
	if (raw && sqlite3_step(raw) == SQLITE_ROW)
		result = sqlite3_column_int64(raw, 0);
	sqlite3_finalize(raw);
	return result;
}

static void test_steps(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *way_back = xasprintf("%s.v1", f->path);
	char *why = NULL;
	sqlite3 *sqlite = NULL;

	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	assert_int_equal(migrate_check(sqlite, f->path, one, &why), MIGRATE_E_OLDER);
	assert_int_equal(migrate_run(sqlite, f->path, one, &why), 0);
	assert_int_equal(migrate_run(sqlite, f->path, one, &why), 0);
	assert_int_equal(migrate_check(sqlite, f->path, one, &why), 0);
	assert_int_equal(access(way_back, F_OK), -1);
	sqlite3_exec(sqlite, "INSERT INTO a VALUES (42)", NULL, NULL, NULL);

	/* What fails leaves nothing of itself, and the copy made before stays the way back. */
	int result = migrate_run(sqlite, f->path, wrong, &why);
	assert_true(result < 0);
	assert_non_null(strstr(why, "0003_c.sql"));
	free(steal_pointer(why));
	assert_int_equal(number(sqlite, "PRAGMA user_version"), 1);
	assert_int_equal(number(sqlite, "SELECT count(*) FROM sqlite_schema"), 1);
	assert_int_equal(access(way_back, F_OK), 0);

	assert_int_equal(migrate_run(sqlite, f->path, two, &why), 0);
	assert_int_equal(number(sqlite, "PRAGMA user_version"), 2);
	assert_int_equal(number(sqlite, "SELECT y FROM b"), 42);
	assert_int_equal(migrate_run(sqlite, f->path, one, &why), -EPROTO);
	assert_non_null(strstr(why, "lastmile.db.v1"));
	free(steal_pointer(why));
	sqlite3_close(sqlite);

	assert_int_equal(sqlite3_open(way_back, &sqlite), SQLITE_OK);
	assert_int_equal(migrate_check(sqlite, way_back, one, &why), 0);
	assert_int_equal(number(sqlite, "SELECT x FROM a"), 42);
	sqlite3_close(sqlite);
}

static void test_ours(void **state)
{
	struct fixture *f = *state;

	f->db = open_or_fail(f->path, DB_DAEMON);
	assert_int_equal(db_int(f->db, 0, "PRAGMA user_version"), migrate_version(all_migrations));
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	/* Every table says what it is for (comments are kept), and holds its types. */
	assert_int_equal(db_int(f->db, -1,
				 "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND "
				 "strict = 0 "
				 "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'report_words%' "
				 "AND name NOT LIKE 'library_words%'"),
		0);
}

/* A database of the first release, with rows that refer to each other, and a number given whose row
 * is gone: all of it is there afterwards. */
static void test_from_the_first_release(void **state)
{
	static const struct {
		const char *sql;
		int expected;
	} kept[] = {
		{ "SELECT count(*) FROM issues AS i JOIN reports AS r ON r.issue = i.id", 1 },
		{ "SELECT merged_into FROM issues WHERE id = 4", 3 },
		{ "SELECT card_at FROM tools", 7 },
		{ "SELECT count(*) FROM pragma_foreign_key_check", 0 },
		{ "PRAGMA foreign_keys", 1 },
		{ "INSERT INTO issues (title, created_at) VALUES ('new', 2) RETURNING id", 10 },
		{ "UPDATE issues SET status = 'withdrawn' WHERE id = 3 RETURNING 1", 1 },
	};
	const struct migration first[] = { all_migrations[0], { 0 } };
	struct fixture *f = *state;
	char *why = NULL;
	sqlite3 *sqlite = NULL;

	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	sqlite3_exec(sqlite, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	assert_int_equal(migrate_run(sqlite, f->path, first, &why), 0);
	assert_int_equal(
		sqlite3_exec(sqlite,
			"INSERT INTO people (id, platform, account, created_at) VALUES (1, "
			"'slack', "
			"'U0ANA', 1);"
			"INSERT INTO tools (id, name, owner, good, created_at, updated_at) "
			"VALUES (1, 'summarizer', 1, 'short texts', 1, 7);"
			"INSERT INTO issues (id, tool, title, status, created_at) VALUES (3, 1, "
			"'clause "
			"9', 'open', 1);"
			"INSERT INTO issues (id, tool, title, status, merged_into, created_at) "
			"VALUES (4, 1, 'the same', 'merged', 3, 1);"
			"INSERT INTO issues (id, title, created_at) VALUES (9, 'gone', 1);"
			"DELETE FROM issues WHERE id = 9;"
			"INSERT INTO reports (issue, first_issue, reporter, text, source, "
			"platform, "
			"created_at) "
			"VALUES (3, 3, 1, 'it lost clause 9', 'command', 'slack', 1);"
			"INSERT INTO history (issue, at, platform, event, change) "
			"VALUES (3, 1, 'slack', 'e1', 'reported');",
			NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(migrate_run(sqlite, f->path, all_migrations, &why), 0);
	for (size_t i = 0; i < array_length(kept); i++)
		if (number(sqlite, kept[i].sql) != kept[i].expected)
			fail_msg("%s", kept[i].sql);
	assert_int_equal(sqlite3_exec(sqlite,
				 "INSERT INTO reports (issue, first_issue, text, source, platform, "
				 "created_at) VALUES (99, 99, '', '', '', 1)",
				 NULL, NULL, NULL),
		SQLITE_CONSTRAINT);
	sqlite3_close(sqlite);
}

/* A migration that would leave a row referring to nothing is not committed. */
static void test_dangling(void **state)
{
	static const struct migration careless[] = {
		{ "0001_a.sql", "CREATE TABLE a (x INTEGER PRIMARY KEY);"
				"CREATE TABLE b (y REFERENCES a); INSERT INTO b VALUES (1);" },
		{ 0 },
	};
	struct fixture *f = *state;
	char *why = NULL;
	sqlite3 *sqlite = NULL;

	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	assert_int_equal(migrate_run(sqlite, f->path, careless, &why), -EUCLEAN);
	assert_non_null(strstr(why, "nothing was changed"));
	free(steal_pointer(why));
	assert_int_equal(number(sqlite, "PRAGMA user_version"), 0);
	assert_int_equal(number(sqlite, "SELECT count(*) FROM sqlite_schema"), 0);
	sqlite3_close(sqlite);
}

int main(void)
{
	const struct CMUnitTest tests[] = { in_folder(test_steps), in_folder(test_ours),
		in_folder(test_from_the_first_release), in_folder(test_dangling) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
