/* Opening in all modes, every refusal in words; transactions, sticky failures, copies. */
#include "storage_fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bot/util/text.h"

/* --- Opening --- */

static int64_t raw_int(const char *path, const char *sql)
{
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *raw = NULL;
	int64_t number = -1;

	assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
	sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL);
	if (sqlite3_step(raw) == SQLITE_ROW)
		number = sqlite3_column_int64(raw, 0);
	sqlite3_finalize(raw);
	sqlite3_close(sqlite);
	return number;
}

static void write_file(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

static void test_settings(void **state)
{
	static const struct {
		const char *sql;
		int expected;
	} settings[] = {
		{ "PRAGMA synchronous", 2 },
		{ "PRAGMA foreign_keys", 1 },
		{ "PRAGMA busy_timeout", 5000 },
		{ "PRAGMA cell_size_check", 1 },
		{ "PRAGMA trusted_schema", 0 },
		{ "PRAGMA secure_delete", 1 },
		{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
		{ "PRAGMA user_version", 23 },
	};
	static const enum db_mode modes[] = { DB_DAEMON, DB_BESIDE, DB_READ };
	struct fixture *f = *state;

	for (size_t m = 0; m < array_length(modes); m++) {
		struct db *db = open_or_fail(f->path, modes[m]);
		for (size_t i = 0; i < array_length(settings); i++)
			if (db_int(db, -1, settings[i].sql) != settings[i].expected)
				fail_msg("mode %zu: %s", m, settings[i].sql);
		assert_int_equal(db_int(db, -1, "PRAGMA mmap_size"), 0);
		/* DEFENSIVE: the schema cannot be written by hand, nor "a name" be taken as
		 * text. */
		db_int(db, 0, "PRAGMA writable_schema = 1");
		db_int(db, 0, "DELETE FROM sqlite_schema");
		assert_true(db_int(db, 0, "SELECT count(*) FROM sqlite_schema") > 10);
		assert_int_equal(db_int(db, -7, "SELECT \"no such column\""), -7);
		db_close(db);
	}
}

static void test_boot_row_is_committed(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *wal = xasprintf("%s-wal", f->path);
	struct stat status;

	db_close(open_or_fail(f->path, DB_DAEMON));
	f->db = open_or_fail(f->path, DB_DAEMON);
	/* Seen from outside while the daemon runs: two rows, the second one in a WAL that began
	 * anew. */
	assert_int_equal(raw_int(f->path, "SELECT count(*) FROM boots WHERE version <> ''"), 2);
	assert_int_equal(stat(wal, &status), 0);
	assert_true(status.st_size > 0 && status.st_size < 20000);
	db_close(open_or_fail(f->path, DB_BESIDE));
	assert_int_equal(raw_int(f->path, "SELECT count(*) FROM boots"), 2);
}

/* Someone who dies leaves a long WAL, of which nobody knows how much is on disk: the ritual writes
 * it into the database and begins it anew. */
static void test_boot_writes_what_was_left(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *wal = xasprintf("%s-wal", f->path);
	struct stat left, begun;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct db *db = open_or_fail(f->path, DB_DAEMON);
		for (int i = 0; i < 50; i++)
			if (db_begin(db) || !issue_store_create(db, 0, "x", 1) || db_commit(db))
				_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(stat(wal, &left), 0);
	f->db = open_or_fail(f->path, DB_DAEMON);
	assert_int_equal(stat(wal, &begun), 0);
	assert_true(begun.st_size > 0 && begun.st_size < 20000 && left.st_size > 100000);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM issues"), 50);
}

static void test_files_are_private(void **state)
{
	static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
	struct fixture *f = *state;
	mode_t old = umask(0);

	f->db = open_or_fail(f->path, DB_DAEMON);
	umask(old);
	for (size_t i = 0; i < array_length(endings); i++) {
		_cleanup_free_ char *path = xasprintf("%s%s", f->path, endings[i]);
		struct stat status;
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
	}
}

static void test_one_daemon(void **state)
{
	struct fixture *f = *state;

	f->db = open_or_fail(f->path, DB_DAEMON);
	expect_refusal(f->path, DB_DAEMON, -EBUSY, "stop it first");
	struct db *beside = open_or_fail(f->path, DB_BESIDE);
	int64_t seen = db_data_version(f->db);
	assert_int_equal(db_begin(beside), 0);
	db_set_property(beside, "who", "say");
	assert_int_equal(db_commit(beside), 0);
	assert_int_not_equal(db_data_version(f->db), seen);
	seen = db_data_version(f->db);
	assert_int_equal(db_begin(f->db), 0);
	db_set_property(f->db, "who", "daemon");
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(db_data_version(f->db), seen);
	db_close(beside);
	db_close(steal_pointer(f->db));
	db_close(open_or_fail(f->path, DB_DAEMON));
}

static void test_reading_alone(void **state)
{
	struct fixture *f = *state;

	expect_refusal(f->path, DB_READ, -ENOENT, "lastmile run");
	write_file(f->path, "", 0);
	expect_refusal(f->path, DB_READ, -EPROTO, "older version");
	f->db = open_or_fail(f->path, DB_DAEMON);
	struct db *reader = open_or_fail(f->path, DB_READ);
	assert_int_equal(db_begin(reader), 0);
	assert_int_equal(issue_store_count_live(reader, 0), 0);
	assert_int_equal(db_begin(f->db), 0);
	issue_store_create(f->db, 0, "x", 1);
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(issue_store_count_live(reader, 0), 0);
	db_rollback(reader);
	assert_int_equal(db_begin_read(reader), 0);
	assert_int_equal(issue_store_count_live(reader, 0), 1);
	db_close(reader);
}

static void test_beside_makes_it(void **state)
{
	struct fixture *f = *state;

	db_close(open_or_fail(f->path, DB_BESIDE));
	assert_int_equal(raw_int(f->path, "SELECT count(*) FROM boots"), 0);
	f->db = open_or_fail(f->path, DB_DAEMON);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *lost = xasprintf("%s/no/such/lastmile.db", f->folder);
	_cleanup_free_ char *under = xasprintf("%s/sub/x.db", f->path);
	char noise[8192];

	expect_refusal(lost, DB_DAEMON, -ENOENT, "create it");
	expect_refusal(lost, DB_BESIDE, -ENOENT, "create it");
	expect_refusal(f->folder, DB_DAEMON, -EUCLEAN, "is not a file");
	memset(noise, 'n', sizeof(noise));
	write_file(f->path, noise, sizeof(noise));
	expect_refusal(under, DB_DAEMON, -ENOTDIR, "does not exist");
	expect_refusal(f->path, DB_DAEMON, -EUCLEAN, "not a database");
	expect_refusal(f->path, DB_BESIDE, -EUCLEAN, "not a database");
	expect_refusal(f->path, DB_READ, -EUCLEAN, "not a database");
	/* What was refused is left as it was. */
	struct stat status;
	assert_int_equal(stat(f->path, &status), 0);
	assert_int_equal(status.st_size, sizeof(noise));
}

static void test_another_programs_database(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(raw_int(f->path, "CREATE TABLE theirs (x)"), -1);
	expect_refusal(f->path, DB_DAEMON, -EUCLEAN, "another program");
	assert_int_equal(raw_int(f->path, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void test_newer_schema(void **state)
{
	struct fixture *f = *state;

	db_close(open_or_fail(f->path, DB_DAEMON));
	raw_int(f->path, "PRAGMA user_version = 99");
	expect_refusal(f->path, DB_DAEMON, -EPROTO, "newer lastmile (schema 99");
	expect_refusal(f->path, DB_BESIDE, -EPROTO, "restore");
	expect_refusal(f->path, DB_READ, -EPROTO, "Install that version");
}

/* Every page but the first is overwritten in turn: an error or a working database, never a
 * crash. */
static void test_damage(void **state)
{
	struct fixture *f = *state;
	struct stat status;
	char noise[512];
	int refused = 0;

	db_close(open_or_fail(f->path, DB_DAEMON));
	assert_int_equal(stat(f->path, &status), 0);
	char *whole = xcalloc(1, (size_t)status.st_size);
	FILE *file = fopen(f->path, "rb");
	assert_int_equal(fread(whole, 1, (size_t)status.st_size, file), status.st_size);
	fclose(file);
	memset(noise, 0xa5, sizeof(noise));
	for (long at = 4096; at < status.st_size; at += 4096) {
		char *why = NULL;
		struct db *db = NULL;
		write_file(f->path, whole, (size_t)status.st_size);
		file = fopen(f->path, "r+b");
		fseek(file, at, SEEK_SET);
		fwrite(noise, 1, sizeof(noise), file);
		fclose(file);
		int result = db_open(f->path, DB_DAEMON, &db, &why);
		refused += result == -EUCLEAN && strstr(why, "backup");
		assert_true(result == 0 || why);
		db_close(db);
		free(why);
	}
	free(whole);
	assert_true(refused > 30);
}

/* As root every file may be written, so these try it as somebody else. */
static int as_nobody(const struct fixture *f, void (*check)(const struct fixture *))
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (getuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(99);
		check(f);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void check_sentence(
	const char *path, enum db_mode mode, int expected, const char *words, int code)
{
	struct db *db = NULL;
	char *why = NULL;
	int result = db_open(path, mode, &db, &why);

	if (result != expected || !why || !strstr(why, words)) {
		fprintf(stderr, "%d %s\n", result, why ? why : "");
		_exit(code);
	}
}

static void check_folder(const struct fixture *f)
{
	check_sentence(f->path, DB_DAEMON, -EACCES, "user that lastmile runs as", 1);
	check_sentence(f->path, DB_BESIDE, -EACCES, "user that lastmile runs as", 2);
}

static void check_file(const struct fixture *f)
{
	check_sentence(f->path, DB_DAEMON, -EACCES, "may not be opened by this user", 1);
	check_sentence(f->path, DB_READ, -EACCES, "may not be opened by this user", 2);
}

static void test_no_permission(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(chmod(f->folder, 0555), 0);
	assert_int_equal(as_nobody(f, check_folder), 0);
	assert_int_equal(chmod(f->folder, 0755), 0);
	db_close(open_or_fail(f->path, DB_DAEMON));
	if (getuid() != 0)
		assert_int_equal(chmod(f->path, 0), 0);
	assert_int_equal(as_nobody(f, check_file), 0);
}

/* --- Transactions --- */

static void test_sticky_failure(void **state)
{
	struct fixture *f = *state;
	const char *why = NULL;

	int64_t issue = add_issue(f, 0, "kept?");
	assert_int_equal(db_failure(f->db, &why), 0);
	assert_null(why);
	follower_store_add(f->db, issue, 999, 1);
	assert_int_equal(db_failure(f->db, &why), -EEXIST);
	assert_non_null(strstr(why, "FOREIGN KEY"));
	/* Nothing more happens, nothing is found. */
	assert_int_equal(add_issue(f, 0, "more"), 0);
	assert_null(issue_store_get(f->db, f->arena, issue));
	assert_int_equal(outbox_store_numbers(f->db).pending, 0);
	assert_int_equal(db_commit(f->db), -EEXIST);
	assert_false(db_in_transaction(f->db));
	assert_int_equal(db_begin(f->db), 0);
	assert_int_equal(db_failure(f->db, NULL), 0);
	assert_null(issue_store_get(f->db, f->arena, issue));
}

static void test_savepoints(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(db_savepoint(f->db), 0);
	int64_t first = add_issue(f, 0, "first");
	assert_int_equal(db_keep(f->db), 0);
	assert_int_equal(db_savepoint(f->db), 0);
	add_issue(f, 0, "second");
	follower_store_add(f->db, first, 999, 1);
	assert_int_equal(db_keep(f->db), -EEXIST);
	assert_int_equal(db_undo(f->db), 0);
	assert_int_equal(db_failure(f->db, NULL), 0);
	assert_int_equal(db_savepoint(f->db), 0);
	int64_t third = add_issue(f, 0, "third");
	assert_int_equal(db_keep(f->db), 0);
	assert_int_equal(db_savepoint(f->db), 0);
	add_issue(f, 0, "undone without a failure");
	assert_int_equal(db_undo(f->db), 0);
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM issues"), 2);
	assert_int_equal(db_begin(f->db), 0);
	assert_string_equal(issue_store_get(f->db, f->arena, third)->title, "third");
	db_rollback(f->db);
	db_rollback(f->db);
}

static void test_failure_before_a_savepoint(void **state)
{
	struct fixture *f = *state;

	follower_store_add(f->db, 1, 999, 1);
	assert_int_equal(db_savepoint(f->db), -EEXIST);
	assert_int_equal(db_undo(f->db), -EEXIST);
	assert_int_equal(db_keep(f->db), -EEXIST);
	assert_int_equal(db_commit(f->db), -EEXIST);
}

static void list_property(void *data, const char *name, const char *value)
{
	text_printf(data, "%s=%s ", name, value);
}

static void test_properties_of_one_kind(void **state)
{
	struct fixture *f = *state;
	_cleanup_text_ struct text all = TEXT_INIT;

	db_each_property(f->db, "name|", list_property, &all);
	assert_string_equal(text_string(&all), "");
	db_set_property(f->db, "name|b", "2");
	db_set_property(f->db, "name|", "0");
	db_set_property(f->db, "name|a", "1");
	db_set_property(f->db, "name", "no");
	db_set_property(f->db, "name}", "no");
	db_set_property(f->db, "nam", "no");
	db_each_property(f->db, "name|", list_property, &all);
	assert_string_equal(text_string(&all), "name|=0 name|a=1 name|b=2 ");
}

static void test_properties(void **state)
{
	struct fixture *f = *state;

	assert_null(db_property(f->db, "x"));
	db_set_property(f->db, "x", "1");
	db_set_property(f->db, "x", "2");
	assert_int_equal(db_commit(f->db), 0);
	_cleanup_free_ char *value = db_property(f->db, "x");
	assert_string_equal(value, "2");
	assert_int_equal(db_int(f->db, -5, "SELECT value FROM properties WHERE name = 'x'"), 2);
	assert_int_equal(db_int(f->db, -5, "SELECT 1 WHERE 0"), -5);
	assert_int_equal(db_int(f->db, -5, "SELECT NULL"), -5);
	assert_int_equal(db_int(f->db, -5, "no SQL"), -5);
}

/* A file system without space left: the transaction is lost in words, and works again
 * afterwards. */
static void test_disk_full(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, tight;
	struct stat status;
	_cleanup_free_ char *wal = xasprintf("%s-wal", f->path);
	char text[2000];

	assert_int_equal(db_commit(f->db), 0);
	db_tidy(f->db);
	assert_int_equal(stat(wal, &status), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = before;
	tight.rlim_cur = 60000;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	assert_int_equal(db_begin(f->db), 0);
	assert_int_equal(db_savepoint(f->db), 0);
	for (int i = 0; i < 200; i++)
		issue_store_create(f->db, 0, text, 1);
	(void)db_keep(f->db);
	int result = db_commit(f->db);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(result == -ENOSPC || result == -EIO);
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM issues"), 0);
	if (result == -EIO) {
		assert_int_equal(db_begin(f->db), -EIO);
		return;
	}
	assert_int_equal(db_begin(f->db), 0);
	issue_store_create(f->db, 0, text, 1);
	assert_int_equal(db_commit(f->db), 0);
}

static void test_wal_is_tidied(void **state)
{
	enum { CHECKPOINTED_AFTER = 3000 }; // commits of at least three pages
	int most = 0;
	struct fixture *f = *state;
	_cleanup_free_ char *wal = xasprintf("%s-wal", f->path);
	struct stat status;

	add_issue(f, 0, "x");
	assert_int_equal(db_commit(f->db), 0);
	assert_true(db_wal_pages(f->db) > 0);
	db_tidy(f->db);
	assert_int_equal(db_wal_pages(f->db), 0);
	assert_int_equal(stat(wal, &status), 0);
	assert_int_equal(status.st_size, 0);
	/* Left alone, the WAL is checkpointed after 8,000 pages and begins anew. */
	for (int i = 0; i < CHECKPOINTED_AFTER; i++) {
		assert_int_equal(db_begin(f->db), 0);
		add_issue(f, 0, "x");
		assert_int_equal(db_commit(f->db), 0);
		most = db_wal_pages(f->db) > most ? db_wal_pages(f->db) : most;
	}
	assert_in_range(most, 8000, 8100);
	assert_in_range(db_wal_pages(f->db), 1, most - 1);
}

/* --- Copies --- */

static void test_backup_under_writes(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *copy = xasprintf("%s/copy.db", f->folder);
	_cleanup_free_ char *nowhere = xasprintf("%s/none/copy.db", f->folder);
	char *why = NULL;
	struct stat status;

	db_commit(f->db);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* Two rows in each transaction: a consistent copy has both or none. */
		struct db *writer = open_or_fail(f->path, DB_BESIDE);
		for (;;) {
			if (db_begin(writer))
				_exit(1);
			issue_store_create(writer, 0, "a", 1);
			issue_store_create(writer, 0, "b", 1);
			if (db_commit(writer))
				_exit(1);
		}
	}
	while (db_int(f->db, 0, "SELECT count(*) FROM issues") < 100)
		usleep(1000);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(db_backup(f->db, copy, &why), 0);
		assert_int_equal(stat(copy, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
		assert_int_equal(raw_int(copy, "SELECT count(*) FROM pragma_integrity_check WHERE "
					       "integrity_check = 'ok'"),
			1);
		assert_int_equal(raw_int(copy, "SELECT count(*) % 2 FROM issues"), 0);
		assert_true(raw_int(copy, "SELECT count(*) FROM issues") >= 100);
		assert_int_equal(unlink(copy), 0);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(db_backup(f->db, f->path, &why), -EEXIST);
	assert_non_null(strstr(why, "exists already"));
	free(why);
	assert_int_equal(db_backup(f->db, nowhere, &why), -ENOENT);
	free(why);
	assert_int_equal(db_backup(f->db, copy, &why), 0);
	db_close(open_or_fail(copy, DB_DAEMON));
}

int main(void)
{
	const struct CMUnitTest tests[] = { in_folder(test_settings),
		in_folder(test_boot_row_is_committed), in_folder(test_boot_writes_what_was_left),
		in_folder(test_files_are_private), in_folder(test_one_daemon),
		in_folder(test_reading_alone), in_folder(test_beside_makes_it),
		in_folder(test_refusals), in_folder(test_another_programs_database),
		in_folder(test_newer_schema), in_folder(test_damage), in_folder(test_no_permission),
		on_fresh(test_sticky_failure), on_fresh(test_savepoints),
		on_fresh(test_failure_before_a_savepoint), on_fresh(test_properties),
		on_fresh(test_properties_of_one_kind), on_fresh(test_disk_full),
		on_fresh(test_wal_is_tidied), on_fresh(test_backup_under_writes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
