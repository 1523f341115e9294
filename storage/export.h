#ifndef LASTMILE_EXPORT_H
#define LASTMILE_EXPORT_H
/*
 * Whole tables in the words of product.md ("From the shell"), row by row, so that a million of them
 * need no memory. Anonymous reporters are null here already.
 */
#include <stdint.h>

struct db;

enum export_type {
	EXPORT_NULL,
	EXPORT_TEXT,
	EXPORT_INTEGER,
	EXPORT_REAL,
	EXPORT_TIME,
	EXPORT_BOOLEAN,
};

struct export_value {
	enum export_type type;
	const char *text;
	int64_t integer; // also times (ms UTC) and booleans
	double real;
};

struct query;
/* A column of the row that the query is at; for export_person.c. */
struct export_value export_read(struct query *query, const char *column, enum export_type type);

enum export_table { EXPORT_ISSUES, EXPORT_REPORTS, EXPORT_FEEDBACK };

/* Column names in order, ended by NULL. */
const char *const *export_columns(enum export_table table);

/* Calls `row` for each row, oldest first; a non-zero return stops and is returned. Else 0 or
 * -errno. */
typedef int export_row(void *data, const struct export_value *values);
int export_rows(struct db *db, enum export_table table, export_row *row, void *data);

#endif
