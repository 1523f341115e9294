#include "storage/export.h"

#include <errno.h>

#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/stmt.h"

static const char ISSUES[] =
	"SELECT 'LM-' || i.id AS issue, t.name AS tool, i.status, i.title, o.account AS owner, "
	"(SELECT count(DISTINCT coalesce(r.reporter, -r.id) * 2 + r.anonymous) FROM reports AS r "
	"WHERE r.issue = i.id) AS reports, "
	"(SELECT count(*) FROM followers AS f WHERE f.issue = i.id) AS followers, "
	"i.created_at, i.acknowledged_at, i.fixed_at, i.verified_at, i.note, "
	"'LM-' || i.merged_into AS merged_into, o.name AS owner_name, i.settled_at, i.reopened_at, "
	"i.workaround "
	"FROM issues AS i LEFT JOIN tools AS t ON t.id = i.tool "
	"LEFT JOIN people AS o ON o.id = t.owner ORDER BY i.id";
static const char REPORTS[] =
	"SELECT r.id AS report, 'LM-' || r.issue AS issue, t.name AS tool, "
	"CASE r.anonymous WHEN 0 THEN p.account END AS reporter, r.anonymous, r.text, r.kind, "
	"r.severity, r.minutes_lost, r.deadline, r.source, r.permalink, r.created_at, r.verdict, "
	"CASE r.anonymous WHEN 0 THEN p.name END AS reporter_name, r.got_out, r.gave_up, "
	"r.recovered, r.quote "
	"FROM reports AS r JOIN issues AS i ON i.id = r.issue LEFT JOIN tools AS t ON t.id = "
	"i.tool "
	"LEFT JOIN people AS p ON p.id = r.reporter ORDER BY r.id";
static const char FEEDBACK[] =
	"SELECT f.id AS feedback, t.name AS tool, p.account AS person, f.text, f.rating, f.step, "
	"f.minutes_saved, f.created_at, p.name AS person_name "
	"FROM feedback AS f LEFT JOIN tools AS t ON t.id = f.tool "
	"LEFT JOIN people AS p ON p.id = f.person ORDER BY f.id";

LIST_STATEMENTS(export_statements, ISSUES, REPORTS, FEEDBACK);

enum { MOST_COLUMNS = 20 };

/* The columns of the page in product.md, in its order; what is ours comes after them. */
static const struct {
	const char *sql;
	const char *columns[MOST_COLUMNS + 1]; // names, for callers
	enum export_type types[MOST_COLUMNS];
} tables[] = {
	[EXPORT_ISSUES] = { ISSUES,
		{ "issue", "tool", "status", "title", "owner", "reports", "followers", "created_at",
			"acknowledged_at", "fixed_at", "verified_at", "note", "merged_into",
			"owner_name", "settled_at", "reopened_at", "workaround" },
		{ EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_INTEGER,
			EXPORT_INTEGER, EXPORT_TIME, EXPORT_TIME, EXPORT_TIME, EXPORT_TIME,
			EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_TIME, EXPORT_TIME,
			EXPORT_TEXT } },
	[EXPORT_REPORTS] = { REPORTS,
		{ "report", "issue", "tool", "reporter", "anonymous", "text", "kind", "severity",
			"minutes_lost", "deadline", "source", "permalink", "created_at", "verdict",
			"reporter_name", "got_out", "gave_up", "recovered", "quote" },
		{ EXPORT_INTEGER, EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_BOOLEAN,
			EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_INTEGER, EXPORT_TIME,
			EXPORT_TEXT, EXPORT_TEXT, EXPORT_TIME, EXPORT_TEXT, EXPORT_TEXT,
			EXPORT_BOOLEAN, EXPORT_BOOLEAN, EXPORT_TEXT, EXPORT_TEXT } },
	[EXPORT_FEEDBACK] = { FEEDBACK,
		{ "feedback", "tool", "person", "text", "rating", "step", "minutes_saved",
			"created_at", "person_name" },
		{ EXPORT_INTEGER, EXPORT_TEXT, EXPORT_TEXT, EXPORT_TEXT, EXPORT_INTEGER,
			EXPORT_TEXT, EXPORT_INTEGER, EXPORT_TIME, EXPORT_TEXT } },
};

const char *const *export_columns(enum export_table table)
{
	return tables[table].columns;
}

struct export_value export_read(struct query *query, const char *column, enum export_type type)
{
	struct export_value value = { .type = type };
	const char *text = query_peek(query, column);

	if (!text)
		return (struct export_value){ .type = EXPORT_NULL };
	if (type == EXPORT_TEXT)
		value.text = text;
	else if (type == EXPORT_REAL)
		value.real = query_known_real(query, column);
	else
		value.integer = query_int(query, column);
	return value;
}

static int each_row(struct query *query, enum export_table table, export_row *row, void *data)
{
	struct export_value values[MOST_COLUMNS];

	while (query_next(query)) {
		for (int i = 0; tables[table].columns[i]; i++)
			values[i] = export_read(
				query, tables[table].columns[i], tables[table].types[i]);
		int result = row(data, values);
		if (result)
			return result;
	}
	return 0;
}

int export_rows(struct db *db, enum export_table table, export_row *row, void *data)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(db, tables[table].sql, no_values());
	int result = each_row(&query, table, row, data);

	return result ? result : db_failure(db, NULL);
}
