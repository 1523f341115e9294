#ifndef LASTMILE_EXPORT_PERSON_H
#define LASTMILE_EXPORT_PERSON_H
/*
 * What is held about one person, section by section: every column that refers to people is in one
 * of them (a test insists). What would tell that somebody is the reporter of an anonymous report is
 * left out, because whoever runs the export is not them.
 */
#include <stddef.h>
#include <stdint.h>

#include "storage/export.h"

struct db;

enum { EXPORT_PERSON_FIELDS = 12 };

struct person_section {
	const char *name; // "reports"
	const char *columns; // which refer to people: "tools.owner tools.backup"
	const char *sql; // $1: the person
	struct {
		const char *name; // NULL: no more
		enum export_type type;
	} fields[EXPORT_PERSON_FIELDS + 1];
};

/* Ended by a NULL name. */
extern const struct person_section person_sections[];

/* Calls `row` for each row, as export_rows() does. */
int export_person_rows(struct db *db, const struct person_section *section, int64_t person,
	export_row *row, void *data);

#endif
