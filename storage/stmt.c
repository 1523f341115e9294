#include "storage/stmt.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bot/util/arena.h"
#include "storage/db_internal.h"

/* --- The statements of a connection --- */

/* Statements are found by the address of their text: open addressing, never more than half full. */
static struct statement *place_of(struct db *db, const char *sql)
{
	size_t place = ((uintptr_t)sql >> 3) * 2654435761u % STATEMENT_PLACES;

	while (db->statements[place].sql && db->statements[place].sql != sql)
		place = (place + 1) % STATEMENT_PLACES;
	return &db->statements[place];
}

/* $1, $2, … in order of appearance: SQLite numbers them so, PostgreSQL goes by the number. */
static void check_order_of_values(struct statement *statement)
{
	char expected[16];

	for (int i = 1; i <= statement->value_count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->raw, i);

		snprintf(expected, sizeof(expected), "$%d", i);
		if (!name || strcmp(name, expected) != 0)
			db_bug("values must appear as $1, $2, … in this order", statement->sql);
	}
}

static int prepare(struct db *db, const char *sql)
{
	struct statement *statement = place_of(db, sql);
	const char *rest = NULL;

	if (statement->sql)
		db_bug("listed twice", sql);
	int code = sqlite3_prepare_v3(
		db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->raw, &rest);
	if (code != SQLITE_OK)
		return code;
	if (*rest)
		db_bug("more than one statement", sql);
	statement->sql = sql;
	statement->writes = !sqlite3_stmt_readonly(statement->raw);
	statement->value_count = sqlite3_bind_parameter_count(statement->raw);
	check_order_of_values(statement);
	statement->column_count = sqlite3_column_count(statement->raw);
	statement->columns = xcalloc((size_t)statement->column_count, sizeof(char *));
	for (int i = 0; i < statement->column_count; i++)
		statement->columns[i] = xstrdup(sqlite3_column_name(statement->raw, i));
	return SQLITE_OK;
}

int stmt_prepare_all(struct db *db, char **ret_why)
{
	size_t count = 0;

	for (const char *const *const *list = all_statements; *list; list++)
		for (const char *const *sql = *list; *sql; sql++) {
			if (++count > STATEMENT_PLACES / 2)
				db_bug("too many statements: raise STATEMENT_PLACES", *sql);
			int code = prepare(db, *sql);
			if (code == SQLITE_OK)
				continue;
			*ret_why =
				xasprintf("%s does not have the tables this version expects (%s): "
					  "restore a backup",
					db->path, sqlite3_errmsg(db->sqlite));
			return db_errno(code) == -EINVAL ? -EUCLEAN : db_errno(code);
		}
	return 0;
}

void stmt_finish_all(struct db *db)
{
	for (size_t i = 0; i < STATEMENT_PLACES; i++) {
		struct statement *statement = &db->statements[i];

		sqlite3_finalize(statement->raw);
		for (int c = 0; c < statement->column_count; c++)
			free(statement->columns[c]);
		free(statement->columns);
		*statement = (struct statement){ 0 };
	}
}

/* --- One run --- */

static bool may_run(struct db *db, struct statement *statement)
{
	if (db->failure)
		return false;
	if (!db->in_transaction) {
		db_misuse(db, "a query outside a transaction", statement->sql);
		return !statement->writes;
	}
	if (db->reading && statement->writes)
		db_bug("a change inside db_begin_read()", statement->sql);
	return true;
}

static int bind(sqlite3_stmt *raw, int place, const struct value *value)
{
	switch (value->type) {
	case VALUE_NONE:
	case VALUE_NULL:
		return sqlite3_bind_null(raw, place);
	case VALUE_INT:
		return sqlite3_bind_int64(raw, place, value->integer);
	case VALUE_REAL:
		return sqlite3_bind_double(raw, place, value->real);
	case VALUE_TEXT:
		return sqlite3_bind_text(raw, place, value->text, -1, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

struct query stmt_query_values(
	struct db *db, const char *sql, const struct value *values, size_t count)
{
	struct statement *statement = place_of(db, sql);
	size_t expected = count == 1 && values[0].type == VALUE_NONE ? 0 : count;

	if (!statement->sql)
		db_bug("not in its store's list of statements", sql);
	if (statement->busy)
		db_bug("used inside itself", sql);
	if (expected != (size_t)statement->value_count)
		db_bug("a wrong number of values", sql);
	if (!may_run(db, statement))
		return (struct query){ .db = db };
	for (size_t i = 0; i < expected; i++) {
		int code = bind(statement->raw, (int)i + 1, &values[i]);
		if (code != SQLITE_OK) {
			db_note_failure(db, code, sql);
			return (struct query){ .db = db };
		}
	}
	statement->busy = true;
	return (struct query){ .db = db, .statement = statement };
}

bool query_next(struct query *query)
{
	query->found = false;
	query->next_column = 0;
	if (!query->statement || query->db->failure)
		return false;
	query->started = true;
	int code = sqlite3_step(query->statement->raw);
	query->found = code == SQLITE_ROW;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		db_note_failure(query->db, code, query->statement->sql);
	return query->found;
}

void query_finish(struct query *query)
{
	struct statement *statement = steal_pointer(query->statement);

	if (!statement)
		return;
	uint64_t all = statement->column_count ? UINT64_MAX >> (64 - statement->column_count) : 0;
	if (!query->started)
		db_misuse(query->db, "a statement that is never run", statement->sql);
	if (query->read && query->read != all)
		db_misuse(query->db, "a column that is never read", statement->sql);
	/* A change left at its first row may still fail at its end, on a foreign key. */
	int code = sqlite3_reset(statement->raw);
	if (code != SQLITE_OK && query->found)
		db_note_failure(query->db, code, statement->sql);
	sqlite3_clear_bindings(statement->raw);
	statement->busy = false;
}

/* --- Columns: mostly read in their order, so the search begins after the last one --- */

static int column_of(struct query *query, const char *name)
{
	struct statement *statement = query->statement;

	if (!statement || !query->found)
		db_bug("a column read without a row", name);
	for (int i = 0; i < statement->column_count; i++) {
		int column = (query->next_column + i) % statement->column_count;

		if (strcmp(statement->columns[column], name) != 0)
			continue;
		query->next_column = column + 1;
		query->read |= UINT64_C(1) << column;
		return column;
	}
	db_bug(name, statement->sql);
}

int64_t query_int(struct query *query, const char *column)
{
	int place = column_of(query, column);
	return sqlite3_column_int64(query->statement->raw, place);
}

static bool is_null(struct query *query, int place)
{
	return sqlite3_column_type(query->statement->raw, place) == SQLITE_NULL;
}

int64_t query_known(struct query *query, const char *column)
{
	int place = column_of(query, column);
	return is_null(query, place) ? -1 : sqlite3_column_int64(query->statement->raw, place);
}

double query_known_real(struct query *query, const char *column)
{
	int place = column_of(query, column);
	return is_null(query, place) ? -1 : sqlite3_column_double(query->statement->raw, place);
}

const char *query_peek(struct query *query, const char *column)
{
	int place = column_of(query, column);

	if (is_null(query, place))
		return NULL;
	const void *text = sqlite3_column_text(query->statement->raw, place);
	if (!text)
		db_note_failure(query->db, SQLITE_NOMEM, query->statement->sql);
	return text;
}

const char *query_text(struct query *query, struct arena *arena, const char *column)
{
	return arena_strdup(arena, query_peek(query, column));
}

/* --- Short forms --- */

int stmt_run_values(struct db *db, const char *sql, const struct value *values, size_t count)
{
	_cleanup_query_ struct query query = stmt_query_values(db, sql, values, count);

	if (!query.statement)
		return 0;
	while (query_next(&query))
		;
	return db->failure ? 0 : sqlite3_changes(db->sqlite);
}

int64_t stmt_int_values(struct db *db, int64_t otherwise, const char *sql,
	const struct value *values, size_t count)
{
	_cleanup_query_ struct query query = stmt_query_values(db, sql, values, count);

	if (!query_next(&query))
		return otherwise;
	if (query.statement->column_count != 1)
		db_bug("more than one column", sql);
	query.read = 1;
	int64_t number =
		is_null(&query, 0) ? otherwise : sqlite3_column_int64(query.statement->raw, 0);
	while (query.statement->writes && query_next(&query))
		;
	return db->failure ? otherwise : number;
}

void *stmt_grow_items(struct arena *arena, void *items, size_t size, size_t count)
{
	/* Room is made at 0, 4, 8, 16, …: the numbers where the old room is full. */
	if (count && (count < 4 || (count & (count - 1))))
		return items;
	void *more = arena_alloc(arena, (count ? count * 2 : 4) * size);
	if (count)
		memcpy(more, items, count * size);
	return more;
}
