#include "storage/champion_numbers.h"

#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define IS_FIXED "i.status IN ('fixed', 'verified')"

static const char ANSWERED[] =
	"SELECT count(*) AS answered, coalesce(sum(CASE WHEN " IS_FIXED " THEN 1 ELSE 0 END), 0) "
	"AS fixed, coalesce(sum(CASE WHEN NOT " IS_FIXED " AND i.worked_around_at IS NOT NULL "
	"THEN 1 ELSE 0 END), 0) AS worked_around " ISSUES_OF_TOOL(
		"i.acknowledged_at") " AND i.acknowledged_by = $4";
static const char HELPED[] =
	"SELECT count(*) FROM office_queue AS q "
	"WHERE " OF_TOOL("q.tool") " AND " IN_WINDOW(
		"q.ended_at") " AND q.called_by = $4 AND q.outcome IN ('solved', 'issue')";
static const char KEPT[] = "SELECT count(*) FROM library_entries AS e "
			   "WHERE " OF_TOOL("e.tool") " AND " IN_WINDOW(
				   "e.created_at") " AND e.author = $4 AND e.removed_at IS NULL";
static const char GIVEN[] = "SELECT count(*) FROM trainings AS t "
			    "WHERE " OF_TOOL("t.tool") " AND " IN_WINDOW(
				    "t.starts_at") " AND t.created_by = $4 AND t.ended_at IS NULL";

LIST_STATEMENTS(champion_numbers_statements, ANSWERED, HELPED, KEPT, GIVEN);

static int64_t count(
	struct db *db, const char *sql, int64_t tool, int64_t person, int64_t from, int64_t until)
{
	return stmt_int(db, 0, sql, as_id(tool), as_int(from), as_int(until), as_int(person));
}

struct champion_deeds champion_numbers(
	struct db *db, int64_t tool, int64_t person, int64_t from, int64_t until)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query =
		stmt_query(db, ANSWERED, as_id(tool), as_int(from), as_int(until), as_int(person));
	struct champion_deeds deeds = { 0 };

	if (!query_next(&query))
		return deeds;
	deeds.answered = query_int(&query, "answered");
	deeds.fixed = query_int(&query, "fixed");
	deeds.worked_around = query_int(&query, "worked_around");
	deeds.helped = count(db, HELPED, tool, person, from, until);
	deeds.kept = count(db, KEPT, tool, person, from, until);
	deeds.given = count(db, GIVEN, tool, person, from, until);
	return deeds;
}

void champion_deeds_add(struct champion_deeds *sum, const struct champion_deeds *deeds)
{
	sum->answered += deeds->answered;
	sum->fixed += deeds->fixed;
	sum->worked_around += deeds->worked_around;
	sum->helped += deeds->helped;
	sum->kept += deeds->kept;
	sum->given += deeds->given;
}

bool champion_deeds_any(const struct champion_deeds *deeds)
{
	return deeds->answered || deeds->helped || deeds->kept || deeds->given;
}
