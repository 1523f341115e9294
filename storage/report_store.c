#include "storage/report_store.h"

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/stmt.h"
#include "storage/words.h"

#define COLUMNS                                                                                    \
	"r.id, r.issue, r.first_issue, r.reporter, r.anonymous, r.text, r.kind, r.severity, "      \
	"r.minutes_lost, r.deadline, r.source, r.platform, r.channel, r.message, r.thread, "       \
	"r.permalink, "                                                                            \
	"r.created_at, r.verdict, r.verdict_at, r.got_out, r.gave_up, r.quote, r.recovered, "      \
	"r.asked_recovered_at"

static const char ADD[] =
	"INSERT INTO reports (issue, first_issue, reporter, anonymous, text, kind, severity, "
	"minutes_lost, deadline, source, platform, channel, message, permalink, created_at, "
	"got_out, gave_up, quote, thread) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
	"$19) "
	"RETURNING id";
static const char INDEX_WORDS[] = "INSERT INTO report_words (rowid, text) VALUES ($1, $2)";
static const char OF_ISSUE[] =
	"SELECT " COLUMNS " FROM reports AS r WHERE r.issue = $1 ORDER BY r.id";
static const char GET[] = "SELECT " COLUMNS " FROM reports AS r WHERE r.id = $1";
static const char BY[] = "SELECT " COLUMNS " FROM reports AS r WHERE r.reporter = $1 ORDER BY r.id";
static const char OF[] = "SELECT " COLUMNS " FROM reports AS r "
			 "WHERE r.issue = $1 AND r.reporter = $2 ORDER BY r.id LIMIT 1";
static const char RECENT_LIVE[] =
	"SELECT " COLUMNS " FROM reports AS r JOIN issues AS i ON i.id = r.issue "
	"WHERE r.reporter = $1 AND i.status IN ('open', 'acknowledged', 'reopened') "
	"AND coalesce(i.tool, 0) = $2 ORDER BY r.created_at DESC LIMIT 100";
static const char BY_MESSAGE[] =
	"SELECT " COLUMNS " FROM reports AS r WHERE r.platform = $1 AND r.channel = $2 "
	"AND r.message = $3 ORDER BY r.id LIMIT 1000";
static const char IS_UNNAMED[] = "SELECT 1 FROM reports WHERE reporter = $1 AND anonymous = 1 "
				 "AND (issue = $2 OR first_issue = $2) LIMIT 1";
static const char DESCRIBE[] =
	"UPDATE reports SET text = $1, kind = $2, minutes_lost = $3, deadline = $4, got_out = $5, "
	"gave_up = $6 WHERE id = $7";
/* The index holds no text of its own: to let go of words it must be told which they were. */
static const char UNINDEX_WORDS[] =
	"INSERT INTO report_words (report_words, rowid, text) "
	"SELECT 'delete', r.id, r.text FROM reports AS r WHERE r.id = $1 AND trim(r.text) <> ''";
static const char REMOVE[] = "DELETE FROM reports WHERE id = $1";
static const char END_FOLLOWING_SINCE[] =
	"DELETE FROM followers WHERE issue = $1 AND person = $2 AND created_at >= $3";
static const char MOVE[] = "UPDATE reports SET issue = $1 WHERE issue = $2 AND reporter = $3";
static const char MOVE_FOLLOWING[] =
	"UPDATE followers SET issue = $1 WHERE issue = $2 AND person = $3 AND NOT EXISTS "
	"(SELECT 1 FROM followers AS f WHERE f.issue = $4 AND f.person = $5)";
static const char END_FOLLOWING[] = "DELETE FROM followers WHERE issue = $1 AND person = $2";

LIST_STATEMENTS(report_store_statements, ADD, INDEX_WORDS, GET, OF_ISSUE, BY, OF, RECENT_LIVE,
	BY_MESSAGE, IS_UNNAMED, DESCRIBE, UNINDEX_WORDS, REMOVE, END_FOLLOWING_SINCE, MOVE,
	MOVE_FOLLOWING, END_FOLLOWING);

static void read_report(struct query *query, struct arena *arena, struct report *report)
{
	*report = (struct report){
		.id = query_int(query, "id"),
		.issue = query_int(query, "issue"),
		.first_issue = query_int(query, "first_issue"),
		.reporter = query_int(query, "reporter"),
		.anonymous = query_int(query, "anonymous") != 0,
		.text = query_text(query, arena, "text"),
		.kind = query_text(query, arena, "kind"),
		.severity = query_text(query, arena, "severity"),
		.minutes_lost = query_known(query, "minutes_lost"),
		.deadline = query_int(query, "deadline"),
		.source = query_text(query, arena, "source"),
		.platform = query_text(query, arena, "platform"),
		.channel = query_text(query, arena, "channel"),
		.message = query_text(query, arena, "message"),
		.thread = query_text(query, arena, "thread"),
		.permalink = query_text(query, arena, "permalink"),
		.created_at = query_int(query, "created_at"),
		.verdict = query_text(query, arena, "verdict"),
		.verdict_at = query_int(query, "verdict_at"),
		.got_out = query_int(query, "got_out") != 0,
		.gave_up = query_int(query, "gave_up") != 0,
		.quote = query_text(query, arena, "quote"),
		.recovered = query_text(query, arena, "recovered"),
		.asked_recovered_at = query_int(query, "asked_recovered_at"),
	};
}

static struct reports read_all(struct query *query, struct arena *arena)
{
	struct reports reports = { 0 };

	while (query_next(query))
		read_report(query, arena, stmt_grow(arena, &reports));
	return reports;
}

int64_t report_store_add(struct db *db, const struct report *report)
{
	int64_t first = report->first_issue ? report->first_issue : report->issue;
	int64_t id = stmt_int(db, 0, ADD, as_int(report->issue), as_int(first),
		as_id(report->reporter), as_int(report->anonymous), as_text(report->text),
		as_text(report->kind), as_text(report->severity), as_known(report->minutes_lost),
		as_id(report->deadline), as_text(report->source), as_text(report->platform),
		as_text(report->channel), as_text(report->message), as_text(report->permalink),
		as_int(report->created_at), as_int(report->got_out), as_int(report->gave_up),
		as_text(report->quote), as_text(report->thread));

	if (id && !text_is_blank(report->text))
		stmt_run(db, INDEX_WORDS, as_int(id), as_text(report->text));
	return id;
}

struct reports report_store_of_issue(struct db *db, struct arena *arena, int64_t issue)
{
	_cleanup_query_ struct query query = stmt_query(db, OF_ISSUE, as_int(issue));
	return read_all(&query, arena);
}

const struct report *report_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	struct reports reports = read_all(&query, arena);

	return reports.count ? &reports.items[0] : NULL;
}

struct reports report_store_by(struct db *db, struct arena *arena, int64_t reporter)
{
	_cleanup_query_ struct query query = stmt_query(db, BY, as_int(reporter));
	return read_all(&query, arena);
}

const struct report *report_store_of(
	struct db *db, struct arena *arena, int64_t issue, int64_t reporter)
{
	_cleanup_query_ struct query query = stmt_query(db, OF, as_int(issue), as_int(reporter));
	struct reports reports = read_all(&query, arena);

	return reports.count ? &reports.items[0] : NULL;
}

const struct report *report_store_same(
	struct db *db, struct arena *arena, int64_t reporter, int64_t tool, const char *text)
{
	_cleanup_free_ char *wanted = words_fold(text);
	_cleanup_query_ struct query query =
		stmt_query(db, RECENT_LIVE, as_int(reporter), as_int(tool));
	struct report report;

	while (query_next(&query)) {
		read_report(&query, arena, &report);
		_cleanup_free_ char *folded = words_fold(report.text);
		if (!text_equal(folded, wanted))
			continue;
		struct report *found = arena_new(arena, struct report);
		*found = report;
		return found;
	}
	return NULL;
}

struct reports report_store_by_message(struct db *db, struct arena *arena, const char *platform,
	const char *channel, const char *message)
{
	_cleanup_query_ struct query query =
		stmt_query(db, BY_MESSAGE, as_text(platform), as_text(channel), as_text(message));
	return read_all(&query, arena);
}

bool report_store_is_unnamed(struct db *db, int64_t issue, int64_t reporter)
{
	return stmt_int(db, 0, IS_UNNAMED, as_int(reporter), as_int(issue)) == 1;
}

void report_store_describe(struct db *db, const struct report *report)
{
	stmt_run(db, UNINDEX_WORDS, as_int(report->id));
	stmt_run(db, DESCRIBE, as_text(report->text), as_text(report->kind),
		as_known(report->minutes_lost), as_id(report->deadline), as_int(report->got_out),
		as_int(report->gave_up), as_int(report->id));
	if (!text_is_blank(report->text))
		stmt_run(db, INDEX_WORDS, as_int(report->id), as_text(report->text));
}

void report_store_remove(struct db *db, const struct report *report)
{
	stmt_run(db, UNINDEX_WORDS, as_int(report->id));
	stmt_run(db, REMOVE, as_int(report->id));
	stmt_run(db, END_FOLLOWING_SINCE, as_int(report->issue), as_int(report->reporter),
		as_int(report->created_at));
}

void report_store_move(struct db *db, int64_t reporter, int64_t from, int64_t into)
{
	if (from == into)
		return;
	stmt_run(db, MOVE, as_int(into), as_int(from), as_int(reporter));
	stmt_run(db, MOVE_FOLLOWING, as_int(into), as_int(from), as_int(reporter), as_int(into),
		as_int(reporter));
	stmt_run(db, END_FOLLOWING, as_int(from), as_int(reporter));
}
