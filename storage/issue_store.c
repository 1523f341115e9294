#include "storage/issue_store.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/stmt.h"

/*
 * Somebody forgotten still counts, as a person of their own for each report. Somebody with a named
 * and an anonymous report counts twice: a smaller number than there are names would tell who the
 * anonymous one is.
 */
#define COLUMNS                                                                                    \
	"i.id, i.tool, i.title, i.status, i.note, i.workaround, i.merged_into, i.round, "          \
	"i.created_at, i.acknowledged_at, i.acknowledged_by, i.settled_at, i.settled_by, "         \
	"i.fixed_at, i.verified_at, i.reopened_at, i.assignee, i.worked_around_at, "               \
	"(SELECT count(DISTINCT coalesce(r.reporter, -r.id) * 2 + r.anonymous) FROM reports AS r " \
	"WHERE r.issue = i.id) AS reports, "                                                       \
	"(SELECT count(*) FROM followers AS f WHERE f.issue = i.id) AS followers"
#define LIVE "('open', 'acknowledged', 'reopened')"

static const char CREATE[] =
	"INSERT INTO issues (tool, title, created_at, reported_at) VALUES ($1, $2, $3, $4) "
	"RETURNING id";
static const char GET[] = "SELECT " COLUMNS " FROM issues AS i WHERE i.id = $1";
static const char SET_TOOL[] = "UPDATE issues SET tool = $1 WHERE id = $2";
static const char ACKNOWLEDGE[] =
	"UPDATE issues SET status = 'acknowledged', acknowledged_at = coalesce(acknowledged_at, "
	"$1), "
	"acknowledged_by = $2 WHERE id = $3 AND status IN " LIVE;
static const char FIX[] =
	"UPDATE issues SET status = 'fixed', note = $1, workaround = NULL, round = round + 1, "
	"settled_at = $2, settled_by = $3, fixed_at = $4, verified_at = NULL, "
	"acknowledged_at = coalesce(acknowledged_at, $5), "
	"acknowledged_by = coalesce(acknowledged_by, $6) WHERE id = $7 AND status NOT IN "
	"('merged', 'withdrawn')";
static const char CLEAR_VERDICTS[] =
	"UPDATE reports SET verdict = NULL, verdict_at = NULL WHERE issue = $1 "
	"AND verdict IS NOT NULL";
static const char SET_TITLE[] = "UPDATE issues SET title = $1 WHERE id = $2";
static const char WITHDRAW[] =
	"UPDATE issues SET status = 'withdrawn', title = $1 WHERE id = $2 AND status IN " LIVE
	" AND NOT EXISTS (SELECT 1 FROM reports AS r WHERE r.issue = $2)";
static const char SET_NOTE[] = "UPDATE issues SET note = $1 WHERE id = $2";
static const char DECLINE[] =
	"UPDATE issues SET status = 'declined', note = $1, workaround = $2, round = round + 1, "
	"settled_at = $3, settled_by = $4, verified_at = NULL, "
	"acknowledged_at = coalesce(acknowledged_at, $5), "
	"acknowledged_by = coalesce(acknowledged_by, $6) WHERE id = $7 AND status NOT IN "
	"('merged', 'withdrawn')";
static const char VERIFY[] = "UPDATE issues SET status = 'verified', verified_at = $1 WHERE id = "
			     "$2 AND status = 'fixed'";
static const char REOPEN[] =
	"UPDATE issues SET status = 'reopened', reopened_at = $1, verified_at = NULL "
	"WHERE id = $2 AND status IN ('fixed', 'verified', 'declined')";
/* People are counted for those that are shown, not for all there are to choose from. */
static const char MINE[] =
	"SELECT " COLUMNS ", mine.settled FROM (SELECT m.id, "
	"CASE WHEN m.status IN " LIVE " THEN 0 ELSE 1 END AS settled "
	"FROM issues AS m WHERE m.id IN (SELECT issue FROM reports WHERE reporter = $1 "
	"UNION SELECT issue FROM followers WHERE person = $2) "
	"AND (m.status IN " LIVE " OR (m.status <> 'merged' AND m.settled_at >= $3)) "
	"ORDER BY settled, m.id DESC LIMIT $4) AS mine JOIN issues AS i ON i.id = mine.id "
	"ORDER BY mine.settled, i.id DESC";
static const char MERGED_INTO[] =
	"SELECT " COLUMNS " FROM issues AS i WHERE i.merged_into = $1 ORDER BY i.id";
static const char LIVE_OF_TOOL[] =
	"SELECT " COLUMNS " FROM issues AS i "
	"WHERE i.tool = $1 AND i.status IN " LIVE " ORDER BY i.id LIMIT $2";
static const char LIVE_WITHOUT_TOOL[] =
	"SELECT " COLUMNS " FROM issues AS i "
	"WHERE i.tool IS NULL AND i.status IN " LIVE " ORDER BY i.id LIMIT $1";
static const char KNOWN[] =
	"SELECT " COLUMNS " FROM (SELECT n.id FROM issues AS n WHERE n.tool = $1 "
	"AND n.status IN " LIVE " ORDER BY n.id DESC LIMIT 200) AS newest "
	"JOIN issues AS i ON i.id = newest.id ORDER BY reports DESC, i.id DESC LIMIT $2";
static const char COUNT_LIVE_OF_TOOL[] =
	"SELECT count(*) FROM issues WHERE tool = $1 AND status IN " LIVE;
static const char COUNT_LIVE_WITHOUT_TOOL[] =
	"SELECT count(*) FROM issues WHERE tool IS NULL AND status IN " LIVE;

LIST_STATEMENTS(issue_store_statements, CREATE, GET, SET_TOOL, ACKNOWLEDGE, FIX, CLEAR_VERDICTS,
	SET_TITLE, WITHDRAW, SET_NOTE, DECLINE, VERIFY, REOPEN, MINE, MERGED_INTO, LIVE_OF_TOOL,
	LIVE_WITHOUT_TOOL, KNOWN, COUNT_LIVE_OF_TOOL, COUNT_LIVE_WITHOUT_TOOL);

static const struct {
	const char *name;
	bool settled, live;
} statuses[] = {
	[ISSUE_OPEN] = { "open", .live = true },
	[ISSUE_ACKNOWLEDGED] = { "acknowledged", .live = true },
	[ISSUE_FIXED] = { "fixed", .settled = true },
	[ISSUE_VERIFIED] = { "verified", .settled = true },
	[ISSUE_REOPENED] = { "reopened", .live = true },
	[ISSUE_DECLINED] = { "declined", .settled = true },
	[ISSUE_MERGED] = { "merged" },
	[ISSUE_WITHDRAWN] = { "withdrawn" },
};

const char *issue_status_name(enum issue_status status)
{
	return statuses[status].name;
}

bool issue_status_is_settled(enum issue_status status)
{
	return statuses[status].settled;
}

bool issue_status_is_live(enum issue_status status)
{
	return statuses[status].live;
}

enum issue_status issue_status_parse(const char *name)
{
	for (size_t i = 0; i < array_length(statuses); i++)
		if (text_equal(name, statuses[i].name))
			return (enum issue_status)i;
	return ISSUE_OPEN; /* the schema allows no other */
}

const char *issue_ref(struct arena *arena, int64_t id)
{
	return arena_printf(arena, "LM-%lld", (long long)id);
}

bool issue_ref_parse(const char *word, int64_t *ret_id)
{
	enum { MOST_DIGITS = 18 };
	int64_t id = 0;

	if (!word)
		return false;
	if ((word[0] == 'L' || word[0] == 'l') && (word[1] == 'M' || word[1] == 'm'))
		word += word[2] == '-' ? 3 : 2;
	size_t digits = strspn(word, "0123456789");
	if (!digits || digits > MOST_DIGITS || word[digits])
		return false;
	for (size_t i = 0; i < digits; i++)
		id = id * 10 + (word[i] - '0');
	if (id == 0)
		return false;
	*ret_id = id;
	return true;
}

static void read_issue(struct query *query, struct arena *arena, struct issue *issue)
{
	*issue = (struct issue){
		.id = query_int(query, "id"),
		.tool = query_int(query, "tool"),
		.title = query_text(query, arena, "title"),
		.status = issue_status_parse(query_peek(query, "status")),
		.note = query_text(query, arena, "note"),
		.workaround = query_text(query, arena, "workaround"),
		.merged_into = query_int(query, "merged_into"),
		.round = (int)query_int(query, "round"),
		.created_at = query_int(query, "created_at"),
		.acknowledged_at = query_int(query, "acknowledged_at"),
		.acknowledged_by = query_int(query, "acknowledged_by"),
		.settled_at = query_int(query, "settled_at"),
		.settled_by = query_int(query, "settled_by"),
		.fixed_at = query_int(query, "fixed_at"),
		.verified_at = query_int(query, "verified_at"),
		.reopened_at = query_int(query, "reopened_at"),
		.assignee = query_int(query, "assignee"),
		.worked_around_at = query_int(query, "worked_around_at"),
		.reports = (int)query_int(query, "reports"),
		.followers = (int)query_int(query, "followers"),
	};
}

static struct issues read_all(struct query *query, struct arena *arena)
{
	struct issues issues = { 0 };

	while (query_next(query))
		read_issue(query, arena, stmt_grow(arena, &issues));
	return issues;
}

int64_t issue_store_create(struct db *db, int64_t tool, const char *title, int64_t now)
{
	return stmt_int(db, 0, CREATE, as_id(tool), as_text(title), as_int(now), as_int(now));
}

const struct issue *issue_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	struct issues issues = read_all(&query, arena);

	return issues.count ? &issues.items[0] : NULL;
}

void issue_store_set_tool(struct db *db, int64_t id, int64_t tool)
{
	stmt_run(db, SET_TOOL, as_id(tool), as_int(id));
}

void issue_store_acknowledge(struct db *db, int64_t id, int64_t person, int64_t now)
{
	stmt_run(db, ACKNOWLEDGE, as_int(now), as_id(person), as_int(id));
}

void issue_store_fix(struct db *db, int64_t id, int64_t person, const char *note, int64_t now)
{
	if (stmt_run(db, FIX, as_text(note), as_int(now), as_id(person), as_int(now), as_int(now),
		    as_id(person), as_int(id)))
		stmt_run(db, CLEAR_VERDICTS, as_int(id));
}

void issue_store_set_title(struct db *db, int64_t id, const char *title)
{
	stmt_run(db, SET_TITLE, as_text(title), as_int(id));
}

void issue_store_withdraw(struct db *db, int64_t id, const char *title)
{
	stmt_run(db, WITHDRAW, as_text(title), as_int(id));
}

void issue_store_set_note(struct db *db, int64_t id, const char *note)
{
	stmt_run(db, SET_NOTE, as_text(note), as_int(id));
}

void issue_store_decline(struct db *db, int64_t id, int64_t person, const char *reason,
	const char *workaround, int64_t now)
{
	stmt_run(db, DECLINE, as_text(reason), as_text(workaround), as_int(now), as_id(person),
		as_int(now), as_id(person), as_int(id));
}

void issue_store_verify(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, VERIFY, as_int(now), as_int(id));
}

void issue_store_reopen(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, REOPEN, as_int(now), as_int(id));
}

struct issues issue_store_mine(
	struct db *db, struct arena *arena, int64_t person, int64_t now, int limit)
{
	const int64_t month = INT64_C(30) * MS_PER_DAY;
	_cleanup_query_ struct query query = stmt_query(
		db, MINE, as_int(person), as_int(person), as_int(now - month), as_int(limit));
	struct issues issues = { 0 };

	while (query_next(&query)) {
		read_issue(&query, arena, stmt_grow(arena, &issues));
		(void)query_int(&query, "settled"); /* there for the order */
	}
	return issues;
}

struct issues issue_store_merged_into(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, MERGED_INTO, as_int(id));

	return read_all(&query, arena);
}

struct issues issue_store_live(struct db *db, struct arena *arena, int64_t tool, int limit)
{
	_cleanup_query_ struct query query =
		tool ? stmt_query(db, LIVE_OF_TOOL, as_int(tool), as_int(limit))
		     : stmt_query(db, LIVE_WITHOUT_TOOL, as_int(limit));
	return read_all(&query, arena);
}

struct issues issue_store_known(struct db *db, struct arena *arena, int64_t tool, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, KNOWN, as_int(tool), as_int(limit));

	return read_all(&query, arena);
}

int issue_store_count_live(struct db *db, int64_t tool)
{
	if (tool)
		return (int)stmt_int(db, 0, COUNT_LIVE_OF_TOOL, as_int(tool));
	return (int)stmt_int(db, 0, COUNT_LIVE_WITHOUT_TOOL, no_values());
}
