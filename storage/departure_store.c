#include "storage/departure_store.h"

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "storage/db.h"
#include "storage/stmt.h"

#define LATELY_MS (INT64_C(3) * MS_PER_DAY)
#define SILENCE_MS (INT64_C(2) * MS_PER_DAY)

static const char PRUNE[] = "DELETE FROM departures WHERE (believed = 1 AND said_at <= $1) "
			    "OR (believed = 0 AND counted_at <= $2)";
static const char SAY[] =
	"INSERT INTO departures (person, platform, company, said_at, counted_at) "
	"VALUES ($1, $2, $3, $4, $4) ON CONFLICT (person, platform) DO UPDATE SET believed = 0, "
	"again = departures.again + CASE WHEN departures.counted_at <= $5 THEN 1 ELSE 0 END, "
	"counted_at = CASE WHEN departures.counted_at <= $5 THEN excluded.counted_at "
	"ELSE departures.counted_at END";
static const char BELIEVE[] =
	"UPDATE departures SET believed = 1 WHERE person = $1 AND platform = $2";
static const char END[] =
	"DELETE FROM departures WHERE person = $1 AND platform = $2 RETURNING company, believed";
static const char ASK_AGAIN[] =
	"UPDATE people SET profiled_at = 0 WHERE profiled_at > 0 AND id IN (SELECT $1 UNION "
	"SELECT d.person FROM departures AS d "
	"WHERE d.platform = $2 AND d.company = $3 AND d.believed = 1)";
static const char LATELY[] =
	"SELECT count(*) AS gone, min(said_at) AS since FROM ("
	"SELECT said_at FROM departures WHERE platform = $1 AND company = $2 AND believed = 0 "
	"UNION ALL SELECT said_at FROM (SELECT said_at FROM departures "
	"WHERE platform = $1 AND company = $2 AND believed = 1 "
	"ORDER BY said_at DESC LIMIT $3) AS latest) AS said";
/* Who is doubted was put back to be asked for, and is not among them. */
static const char THERE[] =
	"SELECT count(*) FROM people AS p WHERE p.platform = $1 AND p.account IS NOT NULL "
	"AND p.profiled_at >= $2 AND p.active = 1 "
	"AND substr(p.account, instr(p.account || '|', '|')) = $3";
static const char AGAIN[] = "SELECT again FROM departures WHERE person = $1 AND platform = $2";
static const char DOUBTS[] =
	"SELECT platform, company, count(*) AS people FROM departures "
	"WHERE believed = 0 AND counted_at > $1 GROUP BY platform, company ORDER BY 1, 2";
static const char DOUBTED[] = "SELECT count(*) FROM departures "
			      "WHERE platform = $1 AND company = $2 AND believed = 0";
static const char IS_DOUBTED[] =
	"SELECT count(*) FROM departures WHERE person = $1 AND platform = $2 AND believed = 0";
static const char DOUBTED_SINCE[] = "SELECT min(said_at) FROM departures "
				    "WHERE platform = $1 AND believed = 0 AND counted_at > $2";

LIST_STATEMENTS(departure_store_statements, PRUNE, SAY, BELIEVE, END, ASK_AGAIN, LATELY, THERE,
	AGAIN, DOUBTS, DOUBTED, IS_DOUBTED, DOUBTED_SINCE);

void departure_store_prune(struct db *db, int64_t now)
{
	stmt_run(db, PRUNE, as_int(now - LATELY_MS), as_int(now - SILENCE_MS));
}

void departure_store_say(struct db *db, const struct departure *departure, int64_t now)
{
	stmt_run(db, SAY, as_int(departure->person), as_text(departure->platform),
		as_text(departure->company), as_int(now), as_int(now - MS_PER_DAY));
}

void departure_store_believe(struct db *db, const struct departure *departure)
{
	stmt_run(db, BELIEVE, as_int(departure->person), as_text(departure->platform));
}

bool departure_store_end(struct db *db, struct arena *arena, int64_t person, const char *platform,
	struct departure *ret)
{
	_cleanup_query_ struct query query = stmt_query(db, END, as_int(person), as_text(platform));

	if (!query_next(&query))
		return false;
	*ret = (struct departure){
		.person = person,
		.platform = platform,
		.company = query_text(&query, arena, "company"),
		.believed = query_int(&query, "believed") != 0,
	};
	return true;
}

void departure_store_ask_again(struct db *db, const struct departure *departure)
{
	stmt_run(db, ASK_AGAIN, as_int(departure->person), as_text(departure->platform),
		as_text(departure->company));
}

struct departures departure_store_lately(
	struct db *db, const struct departure *departure, int believed)
{
	_cleanup_query_ struct query query = stmt_query(db, LATELY, as_text(departure->platform),
		as_text(departure->company), as_int(believed));
	struct departures lately = { 0 };

	if (!query_next(&query))
		return lately;
	lately.gone = query_int(&query, "gone");
	lately.there = stmt_int(db, 0, THERE, as_text(departure->platform),
		as_int(query_int(&query, "since")), as_text(departure->company));
	lately.again =
		stmt_int(db, 0, AGAIN, as_int(departure->person), as_text(departure->platform));
	return lately;
}

struct doubts departure_store_doubts(struct db *db, struct arena *arena, int64_t now)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(db, DOUBTS, as_int(now - SILENCE_MS));
	struct doubts doubts = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &doubts) = (struct doubt){
			.platform = query_text(&query, arena, "platform"),
			.company = query_text(&query, arena, "company"),
			.people = query_int(&query, "people"),
		};
	return doubts;
}

int64_t departure_store_doubted(struct db *db, const struct departure *departure)
{
	return stmt_int(db, 0, DOUBTED, as_text(departure->platform), as_text(departure->company));
}

bool departure_store_is_doubted(struct db *db, int64_t person, const char *platform)
{
	return stmt_int(db, 0, IS_DOUBTED, as_int(person), as_text(platform)) > 0;
}

int64_t departure_store_doubted_since(struct db *db, const char *platform, int64_t now)
{
	return stmt_int(db, 0, DOUBTED_SINCE, as_text(platform), as_int(now - SILENCE_MS));
}
