/* The strict helper: what it refuses ends the process, so each refusal is tried in a child. */
#include "storage_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "storage/stmt.h"

static const char ONE[] = "SELECT $1 AS one";
static const char PAIR[] = "SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4";
static const char TYPES[] = "SELECT $1 AS i, $2 AS r, $3 AS t, $4 AS n, $5 AS k";
static const char WRITE[] = "INSERT INTO properties (name, value) VALUES ($1, $2)";
static const char UNLISTED[] = "SELECT 1 AS one";

LIST_STATEMENTS(stmt_test_statements, ONE, PAIR, TYPES, WRITE);

/* This program has its own list of lists, in place of storage/statements.c. */
extern const char *const db_statements[], *const db_open_statements[];
extern const char *const *const all_statements[];
const char *const *const all_statements[] = { stmt_test_statements, db_statements,
	db_open_statements, NULL };

static void test_values_and_columns(void **state)
{
	struct fixture *f = *state;
	_cleanup_query_ struct query query = stmt_query(f->db, TYPES, as_int(INT64_MIN),
		as_known_real(0.5), as_text("ä"), as_id(0), as_known(-1));

	assert_true(query_next(&query));
	assert_true(query_int(&query, "i") == INT64_MIN);
	assert_true(query_known_real(&query, "r") > 0.4 && query_known_real(&query, "r") < 0.6);
	assert_string_equal(query_text(&query, f->arena, "t"), "ä");
	assert_null(query_peek(&query, "n"));
	assert_int_equal(query_int(&query, "n"), 0);
	assert_int_equal(query_known(&query, "k"), -1);
	assert_false(query_next(&query));
}

static void test_columns_in_any_order(void **state)
{
	struct fixture *f = *state;
	_cleanup_query_ struct query query = stmt_query(f->db, PAIR, no_values());

	for (int row = 0; row < 2; row++) {
		assert_true(query_next(&query));
		assert_int_equal(query_int(&query, "b"), row * 2 + 2);
		assert_int_equal(query_int(&query, "a"), row * 2 + 1);
	}
	assert_false(query_next(&query));
}

static void test_short_forms(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(stmt_int(f->db, 7, ONE, as_int(3)), 3);
	assert_int_equal(stmt_int(f->db, 7, ONE, as_id(0)), 7);
	assert_int_equal(stmt_run(f->db, WRITE, as_text("a"), as_text("b")), 1);
	assert_int_equal(stmt_run(f->db, WRITE, as_text("a"), as_text("c")), 0);
	assert_int_equal(db_failure(f->db, NULL), -EEXIST);
	assert_int_equal(stmt_int(f->db, 7, ONE, as_int(3)), 7);
}

static void test_growing(void **state)
{
	struct fixture *f = *state;
	struct {
		int *items;
		size_t count;
	} list = { 0 };

	for (int i = 0; i < 1000; i++)
		*stmt_grow(f->arena, &list) = i;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(list.items[i], i);
	assert_int_equal(list.count, 1000);
}

/* --- Refusals --- */

static void never_run(struct fixture *f)
{
	struct query query = stmt_query(f->db, PAIR, no_values());
	query_finish(&query);
}

static void column_unread(struct fixture *f)
{
	struct query query = stmt_query(f->db, PAIR, no_values());
	query_next(&query);
	(void)query_int(&query, "a");
	query_finish(&query);
}

static void outside(struct fixture *f)
{
	db_rollback(f->db);
	stmt_int(f->db, 0, ONE, as_int(1));
}

static void no_such_column(struct fixture *f)
{
	struct query query = stmt_query(f->db, PAIR, no_values());
	query_next(&query);
	(void)query_int(&query, "c");
}

static void too_few_values(struct fixture *f)
{
	stmt_run(f->db, WRITE, as_text("a"));
}

static void not_listed(struct fixture *f)
{
	stmt_int(f->db, 0, UNLISTED, no_values());
}

static void inside_itself(struct fixture *f)
{
	struct query query = stmt_query(f->db, PAIR, no_values());
	query_next(&query);
	stmt_query(f->db, PAIR, no_values());
}

static void write_while_reading(struct fixture *f)
{
	db_rollback(f->db);
	db_begin_read(f->db);
	stmt_run(f->db, WRITE, as_text("a"), as_text("b"));
}

static void nested_begin(struct fixture *f)
{
	db_begin(f->db);
}

/* What the child ended with: the number of the signal, 0 if it lived. */
static int ends_with(struct fixture *f, bool strict, void (*misuse)(struct fixture *))
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		db_set_strict(f->db, strict);
		misuse(f);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void test_refusals(void **state)
{
	static const struct {
		void (*misuse)(struct fixture *);
		bool only_strict;
	} all[] = { { never_run, true }, { column_unread, true }, { outside, true },
		{ no_such_column, false }, { too_few_values, false }, { not_listed, false },
		{ inside_itself, false }, { write_while_reading, false }, { nested_begin, false } };
	struct fixture *f = *state;

	for (size_t i = 0; i < array_length(all); i++) {
		assert_int_equal(ends_with(f, true, all[i].misuse), SIGABRT);
		assert_int_equal(
			ends_with(f, false, all[i].misuse), all[i].only_strict ? 0 : SIGABRT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_values_and_columns),
		on_fresh(test_columns_in_any_order), on_fresh(test_short_forms),
		on_fresh(test_growing), on_fresh(test_refusals) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
