/*
 * Merging and its exact inverse. The issues merged into one, and into those, form a tree below it.
 * A report or a follower keeps in `first_issue` where it began, so that unmerging an issue brings
 * back what began in its tree.
 *
 * Somebody who follows both issues has a row at each. The row at the merged one then stays where it
 * is: nobody is told by it, and it is there when the issue comes back.
 */
#include "storage/issue_store.h"
#include "storage/stmt.h"

/* The issue itself and all that are merged into it, however far down. */
#define TREE(root)                                                                                 \
	"WITH RECURSIVE tree (id) AS (SELECT id FROM issues WHERE id = " root " UNION "            \
	"SELECT i.id FROM issues AS i JOIN tree ON i.merged_into = tree.id) "
/* The issue itself and what it is merged into, up to the one that people see. */
#define PATH(start)                                                                                \
	"path (id, merged_into) AS (SELECT id, merged_into FROM issues WHERE id = " start          \
	" UNION SELECT i.id, i.merged_into FROM issues AS i JOIN path ON i.id = path.merged_into) "

static const char TOP[] =
	"WITH RECURSIVE " PATH("$1") "SELECT id FROM path WHERE merged_into IS NULL";
static const char MARK_MERGED[] =
	"UPDATE issues SET status_before_merge = status, status = 'merged', merged_into = $1 "
	"WHERE id = $2 AND status NOT IN ('merged', 'withdrawn')";
static const char MOVE_REPORTS[] = "UPDATE reports SET issue = $1 WHERE issue = $2";
static const char MOVE_FOLLOWERS[] =
	"UPDATE followers SET issue = $1 WHERE issue = $2 AND NOT EXISTS "
	"(SELECT 1 FROM followers AS f WHERE f.issue = $3 AND f.person = followers.person)";

static const char BRING_BACK_REPORTS[] =
	TREE("$1") "UPDATE reports SET issue = $2 WHERE issue = $3 "
		   "AND first_issue IN (SELECT id FROM tree)";
static const char BRING_BACK_FOLLOWERS[] = TREE("$1") ", " PATH(
	"$2") "UPDATE followers SET issue = $3 "
	      "WHERE first_issue IN (SELECT id FROM tree) "
	      "AND issue IN (SELECT id FROM path WHERE id <> $4) AND NOT EXISTS "
	      "(SELECT 1 FROM followers AS f WHERE f.issue = $5 "
	      "AND f.person = followers.person)";
static const char MARK_BACK[] =
	"UPDATE issues SET status = status_before_merge, status_before_merge = NULL, "
	"merged_into = NULL WHERE id = $1 AND status = 'merged'";

LIST_STATEMENTS(issue_merge_statements, TOP, MARK_MERGED, MOVE_REPORTS, MOVE_FOLLOWERS,
	BRING_BACK_REPORTS, BRING_BACK_FOLLOWERS, MARK_BACK);

void issue_store_merge(struct db *db, int64_t from, int64_t into)
{
	int64_t top = stmt_int(db, 0, TOP, as_int(into));

	if (!top || top == from || !stmt_run(db, MARK_MERGED, as_int(top), as_int(from)))
		return;
	stmt_run(db, MOVE_REPORTS, as_int(top), as_int(from));
	stmt_run(db, MOVE_FOLLOWERS, as_int(top), as_int(from), as_int(top));
}

void issue_store_unmerge(struct db *db, int64_t id)
{
	int64_t top = stmt_int(db, 0, TOP, as_int(id));

	if (!top || top == id)
		return;
	stmt_run(db, BRING_BACK_REPORTS, as_int(id), as_int(id), as_int(top));
	stmt_run(db, BRING_BACK_FOLLOWERS, as_int(id), as_int(id), as_int(id), as_int(id),
		as_int(id));
	stmt_run(db, MARK_BACK, as_int(id));
}
