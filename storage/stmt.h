#ifndef LASTMILE_STMT_H
#define LASTMILE_STMT_H
/*
 * The one way to run SQL in a store. Each SQL text is a `static const char NAME[]` of its store
 * and stands in that store's list (statements.c holds the list of lists), so that every one is
 * prepared when the database opens: a typo never waits for its caller. Values are bound to $1, $2,
 * … which appear in that order; columns are read by name.
 *
 *     static const char BY_OWNER[] = "SELECT id, name FROM tools WHERE owner = $1";
 *
 *     _cleanup_query_ struct query query = stmt_query(db, BY_OWNER, as_int(person));
 *     while (query_next(&query))
 *             use(query_int(&query, "id"), query_text(&query, arena, "name"));
 *
 * After a failure (db.h: errors are sticky) nothing runs and nothing is found.
 *
 * Strict mode (LASTMILE_STRICT=1 in the environment, or db_set_strict()) ends the process on
 * habits that hide mistakes: a query outside a transaction, one that is never run, a column that
 * is selected and never read. Reading a column that is not there, a wrong number of values and a
 * text missing from the list end it always.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/memory.h"

struct arena;
struct db;
struct statement;

/* Ends a store: LIST_STATEMENTS(tool_store_statements, GET, FIND); and one line in statements.c. */
#define LIST_STATEMENTS(list, ...)                                                                 \
	extern const char *const list[];                                                           \
	const char *const list[] = { __VA_ARGS__, NULL }

struct value {
	enum { VALUE_NONE, VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT } type;
	int64_t integer;
	double real;
	const char *text;
};

static inline struct value as_int(int64_t number)
{
	return (struct value){ .type = VALUE_INT, .integer = number };
}

/* An id or a time: 0 is NULL. */
static inline struct value as_id(int64_t id)
{
	return (struct value){ .type = id ? VALUE_INT : VALUE_NULL, .integer = id };
}

/* A number that may be unknown: negative is NULL. */
static inline struct value as_known(int64_t number)
{
	return (struct value){ .type = number < 0 ? VALUE_NULL : VALUE_INT, .integer = number };
}

static inline struct value as_known_real(double number)
{
	return (struct value){ .type = number < 0 ? VALUE_NULL : VALUE_REAL, .real = number };
}

/* NULL is NULL. Borrowed until the statement has run. */
static inline struct value as_text(const char *text)
{
	return (struct value){ .type = text ? VALUE_TEXT : VALUE_NULL, .text = text };
}

/* For a statement without any $1. */
static inline struct value no_values(void)
{
	return (struct value){ .type = VALUE_NONE };
}

#define stmt_values_(...)                                                                          \
	(const struct value[]){ __VA_ARGS__ }, array_length(((const struct value[]){ __VA_ARGS__ }))

/* Runs to the end; how many rows it changed. */
#define stmt_run(db, sql, ...) stmt_run_values((db), (sql), stmt_values_(__VA_ARGS__))
int stmt_run_values(struct db *db, const char *sql, const struct value *values, size_t count);

/* The only column of the first row; `otherwise` if there is no row, or it is NULL. */
#define stmt_int(db, otherwise, sql, ...)                                                          \
	stmt_int_values((db), (otherwise), (sql), stmt_values_(__VA_ARGS__))
int64_t stmt_int_values(struct db *db, int64_t otherwise, const char *sql,
	const struct value *values, size_t count);

/* One run of a statement. A plain value; its memory is the connection's. */
struct query {
	struct db *db;
	struct statement *statement; // NULL: the transaction has failed
	bool started, found;
	int next_column;
	uint64_t read; // a bit for each column read so far
};

#define stmt_query(db, sql, ...) stmt_query_values((db), (sql), stmt_values_(__VA_ARGS__))
struct query stmt_query_values(
	struct db *db, const char *sql, const struct value *values, size_t count);
bool query_next(struct query *query);
void query_finish(struct query *query);
#define _cleanup_query_ __attribute__((cleanup(query_finish)))

int64_t query_int(struct query *query, const char *column); /* 0 if NULL */
int64_t query_known(struct query *query, const char *column); /* -1 if NULL */
double query_known_real(struct query *query, const char *column); /* -1 if NULL */
/* A copy in the arena; NULL if NULL. */
const char *query_text(struct query *query, struct arena *arena, const char *column);
/* Not copied: valid until query_next(). */
const char *query_peek(struct query *query, const char *column);

/* A growing array for results: the next free item, zeroed. */
#define stmt_grow(arena, list)                                                                     \
	((list)->items = stmt_grow_items((arena), (list)->items, sizeof(*(list)->items),           \
		 (list)->count),                                                                   \
		&(list)->items[(list)->count++])
void *stmt_grow_items(struct arena *arena, void *items, size_t size, size_t count);

#endif
