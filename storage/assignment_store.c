#include "storage/assignment_store.h"

#include "storage/stmt.h"

static const char SET[] = "UPDATE issues SET assignee = $1 WHERE id = $2";
static const char COUNT[] = "SELECT count(*) FROM issues WHERE assignee = $1 "
			    "AND status IN ('open', 'acknowledged', 'reopened')";
static const char WORK_AROUND[] = "UPDATE issues SET workaround = $1, worked_around_at = $2 "
				  "WHERE id = $3 AND status IN ('open', 'acknowledged', "
				  "'reopened')";

LIST_STATEMENTS(assignment_store_statements, SET, COUNT, WORK_AROUND);

void assignment_store_set(struct db *db, int64_t issue, int64_t champion)
{
	stmt_run(db, SET, as_id(champion), as_int(issue));
}

int assignment_store_count(struct db *db, int64_t champion)
{
	return (int)stmt_int(db, 0, COUNT, as_int(champion));
}

void assignment_store_work_around(struct db *db, int64_t issue, const char *workaround, int64_t now)
{
	stmt_run(db, WORK_AROUND, as_text(workaround), as_int(now), as_int(issue));
}
