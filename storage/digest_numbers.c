/* See digest_numbers.h. */
#include "storage/digest_numbers.h"

#include "bot/util/arena.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define PEOPLE "(SELECT count(DISTINCT " REPORTER ") FROM reports AS r WHERE r.issue = i.id)"
#define IS_FIXED " AND i.status IN ('fixed', 'verified')"
#define FIXED_OF_ALL ISSUES_OF_ALL("i.fixed_at") IS_FIXED
#define FIXED_OF_TOOL ISSUES_OF_TOOL("i.fixed_at") IS_FIXED
#define MOST_PEOPLE " ORDER BY people DESC, i.id LIMIT $4"
#define UNANSWERED_OF(fixed)                                                                       \
	COLUMNS fixed " AND i.status = 'fixed' AND NOT EXISTS (SELECT 1 FROM verdicts AS v "       \
		      "WHERE v.issue = i.id AND v.round = i.round) "                               \
		      "ORDER BY people DESC, i.id LIMIT 1"
#define COLUMNS                                                                                    \
	"SELECT i.id, i.tool, i.title, i.status = 'verified' AS verified, "                        \
	"i.status = 'acknowledged' AS acknowledged, " PEOPLE " AS people, "                        \
	"coalesce(i.reopened_at, i.created_at) AS since "
#define THANKED_OF(issues)                                                                         \
	"SELECT r.reporter FROM reports AS r JOIN issues AS fixed ON fixed.id = r.issue "          \
	"JOIN preferences AS f ON f.person = r.reporter AND f.name = 'thanks' AND f.value = "      \
	"'yes' "                                                                                   \
	"JOIN people AS p ON p.id = r.reporter AND p.active = 1 WHERE r.issue IN (SELECT "         \
	"i.id " issues                                                                             \
	") AND r.reporter <> coalesce(fixed.settled_by, 0) AND NOT EXISTS (SELECT 1 FROM "         \
	"reports AS a WHERE a.issue = r.issue AND a.reporter = r.reporter AND a.anonymous = 1) "   \
	"GROUP BY r.reporter ORDER BY count(DISTINCT r.issue) DESC, r.reporter LIMIT $4"
#define WAITING_BEFORE(status)                                                                     \
	"FROM issues AS i WHERE i.tool = $1 AND i.status " status                                  \
	" AND coalesce(i.reopened_at, i.created_at) < $2"
#define FOR_ANSWER WAITING_BEFORE("IN ('open', 'reopened')")
#define FOR_FIX WAITING_BEFORE("= 'acknowledged'")
#define LONGEST " ORDER BY since, i.id LIMIT $3"
#define LIVE "status IN ('open', 'acknowledged', 'reopened')"

static const char FIXED_ALL[] = COLUMNS FIXED_OF_ALL MOST_PEOPLE;
static const char FIXED_TOOL[] = COLUMNS FIXED_OF_TOOL MOST_PEOPLE;
static const char FIXED_COUNT_ALL[] = "SELECT count(*) " FIXED_OF_ALL;
static const char FIXED_COUNT_TOOL[] = "SELECT count(*) " FIXED_OF_TOOL;
static const char THANKED_ALL[] = THANKED_OF(FIXED_OF_ALL);
static const char THANKED_TOOL[] = THANKED_OF(FIXED_OF_TOOL);
static const char UNANSWERED_ALL[] = UNANSWERED_OF(FIXED_OF_ALL);
static const char UNANSWERED_TOOL[] = UNANSWERED_OF(FIXED_OF_TOOL);
static const char ANSWER[] = COLUMNS FOR_ANSWER LONGEST;
static const char ANSWER_COUNT[] = "SELECT count(*) " FOR_ANSWER;
static const char FIX[] = COLUMNS FOR_FIX LONGEST;
static const char FIX_COUNT[] = "SELECT count(*) " FOR_FIX;
static const char OPEN_ALL[] = "SELECT count(*) FROM issues WHERE " LIVE;
static const char OPEN_TOOL[] = "SELECT count(*) FROM issues WHERE tool = $1 AND " LIVE;
static const char OPEN_ISSUES_ALL[] =
	"SELECT id FROM issues WHERE " LIVE " ORDER BY id DESC LIMIT $1";
static const char OPEN_ISSUES_TOOL[] =
	"SELECT id FROM issues WHERE tool = $1 AND " LIVE " ORDER BY id DESC LIMIT $2";

LIST_STATEMENTS(digest_numbers_statements, FIXED_ALL, FIXED_TOOL, FIXED_COUNT_ALL, FIXED_COUNT_TOOL,
	THANKED_ALL, THANKED_TOOL, UNANSWERED_ALL, UNANSWERED_TOOL, ANSWER, ANSWER_COUNT, FIX,
	FIX_COUNT, OPEN_ALL, OPEN_TOOL, OPEN_ISSUES_ALL, OPEN_ISSUES_TOOL);

static const struct scoped_sql fixed = { FIXED_ALL, FIXED_TOOL };
static const struct scoped_sql fixed_count = { FIXED_COUNT_ALL, FIXED_COUNT_TOOL };
static const struct scoped_sql thanked = { THANKED_ALL, THANKED_TOOL };
static const struct scoped_sql unanswered = { UNANSWERED_ALL, UNANSWERED_TOOL };

static struct digest_issues read_all(struct query *query, struct arena *arena)
{
	struct digest_issues issues = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &issues) = (struct digest_issue){
			.id = query_int(query, "id"),
			.tool = query_int(query, "tool"),
			.title = query_text(query, arena, "title"),
			.verified = query_int(query, "verified") != 0,
			.acknowledged = query_int(query, "acknowledged") != 0,
			.people = query_int(query, "people"),
			.since = query_int(query, "since"),
		};
	return issues;
}

struct digest_issues digest_fixed(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, sql_for(&fixed, tool, from),
		as_id(tool), as_int(from), as_int(until), as_int(limit));
	struct digest_issues issues = read_all(&query, arena);

	issues.all = stmt_int(
		db, 0, sql_for(&fixed_count, tool, from), as_id(tool), as_int(from), as_int(until));
	return issues;
}

struct digest_thanks digest_thanked(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, sql_for(&thanked, tool, from),
		as_id(tool), as_int(from), as_int(until), as_int(limit));
	struct digest_thanks thanks = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &thanks) = query_int(&query, "reporter");
	return thanks;
}

struct digest_issue digest_unanswered(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = stmt_query(
		db, sql_for(&unanswered, tool, from), as_id(tool), as_int(from), as_int(until));
	struct digest_issues issues = read_all(&query, arena);

	return issues.count ? issues.items[0] : (struct digest_issue){ 0 };
}

struct digest_issues digest_waiting(struct db *db, struct arena *arena, int64_t tool,
	bool acknowledged, int64_t before, int limit)
{
	_cleanup_query_ struct query query = stmt_query(
		db, acknowledged ? FIX : ANSWER, as_int(tool), as_int(before), as_int(limit));
	struct digest_issues issues = read_all(&query, arena);

	issues.all = stmt_int(
		db, 0, acknowledged ? FIX_COUNT : ANSWER_COUNT, as_int(tool), as_int(before));
	return issues;
}

int64_t digest_open(struct db *db, int64_t tool)
{
	return tool ? stmt_int(db, 0, OPEN_TOOL, as_int(tool))
		    : stmt_int(db, 0, OPEN_ALL, no_values());
}

struct numbered_issues digest_open_issues(
	struct db *db, struct arena *arena, int64_t tool, int limit)
{
	_cleanup_query_ struct query query =
		tool ? stmt_query(db, OPEN_ISSUES_TOOL, as_int(tool), as_int(limit))
		     : stmt_query(db, OPEN_ISSUES_ALL, as_int(limit));
	struct numbered_issues ids = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &ids) = query_int(&query, "id");
	return ids;
}
