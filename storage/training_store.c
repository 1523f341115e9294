/* See training_store.h. */
#include "storage/training_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

#define ONES                                                                                       \
	"SELECT id, title, role, tool, starts_at, minutes, place, timezone, platform, channel, "   \
	"series, created_by, created_at, attended_at FROM trainings "

static const char ADD[] =
	"INSERT INTO trainings (title, role, tool, starts_at, minutes, place, timezone, platform, "
	"channel, series, created_by, created_at) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";
static const char GET[] = ONES "WHERE id = $1 AND ended_at IS NULL";
static const char COMING[] =
	ONES "WHERE starts_at > $1 AND ended_at IS NULL ORDER BY starts_at, id LIMIT $2";
static const char OF_SERIES[] = ONES "WHERE series = $1 ORDER BY starts_at DESC LIMIT 1";
static const char CALL_OFF[] = "UPDATE trainings SET ended_at = $1 WHERE id = $2";
static const char ANSWER[] =
	"INSERT INTO training_people (training, person, coming) VALUES ($1, $2, $3) "
	"ON CONFLICT (training, person) DO UPDATE SET coming = excluded.coming";
static const char PEOPLE[] = "SELECT person, coming, attended FROM training_people "
			     "WHERE training = $1 AND (coming = 1 OR attended = 1) ORDER BY person";
static const char SAID[] = "UPDATE trainings SET attended_at = $1 WHERE id = $2";
static const char NOBODY[] = "UPDATE training_people SET attended = 0 WHERE training = $1";
static const char ATTENDED[] =
	"INSERT INTO training_people (training, person, attended) VALUES ($1, $2, 1) "
	"ON CONFLICT (training, person) DO UPDATE SET attended = 1";
static const char BY_ROLE[] =
	"SELECT t.role AS role, count(DISTINCT t.id) AS trainings, "
	"count(DISTINCT p.person) AS people FROM trainings AS t "
	"LEFT JOIN training_people AS p ON p.training = t.id AND p.attended = 1 "
	"WHERE t.attended_at IS NOT NULL AND t.ended_at IS NULL GROUP BY t.role ORDER BY t.role";

LIST_STATEMENTS(training_store_statements, ADD, GET, COMING, OF_SERIES, CALL_OFF, ANSWER, PEOPLE,
	SAID, NOBODY, ATTENDED, BY_ROLE);

static struct trainings read_all(struct query *query, struct arena *arena)
{
	struct trainings all = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &all) = (struct training){
			.id = query_int(query, "id"),
			.title = query_text(query, arena, "title"),
			.role = query_text(query, arena, "role"),
			.tool = query_int(query, "tool"),
			.starts_at = query_int(query, "starts_at"),
			.minutes = (int)query_int(query, "minutes"),
			.place = query_text(query, arena, "place"),
			.timezone = query_text(query, arena, "timezone"),
			.platform = query_text(query, arena, "platform"),
			.channel = query_text(query, arena, "channel"),
			.series = query_int(query, "series"),
			.created_by = query_int(query, "created_by"),
			.created_at = query_int(query, "created_at"),
			.attended_at = query_int(query, "attended_at"),
		};
	return all;
}

static const struct training *read_one(struct query *query, struct arena *arena)
{
	struct trainings all = read_all(query, arena);

	return all.count ? &all.items[0] : NULL;
}

int64_t training_store_add(struct db *db, const struct training *training)
{
	return stmt_int(db, 0, ADD, as_text(training->title), as_text(training->role),
		as_id(training->tool), as_int(training->starts_at), as_int(training->minutes),
		as_text(training->place), as_text(training->timezone), as_text(training->platform),
		as_text(training->channel), as_id(training->series), as_id(training->created_by),
		as_int(training->created_at));
}

const struct training *training_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));

	return read_one(&query, arena);
}

struct trainings training_store_coming(struct db *db, struct arena *arena, int64_t time, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, COMING, as_int(time), as_int(limit));

	return read_all(&query, arena);
}

const struct training *training_store_of_series(struct db *db, struct arena *arena, int64_t series)
{
	_cleanup_query_ struct query query = stmt_query(db, OF_SERIES, as_int(series));

	return read_one(&query, arena);
}

void training_store_call_off(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, CALL_OFF, as_int(now), as_int(id));
}

void training_store_answer(struct db *db, int64_t training, int64_t person, bool coming)
{
	stmt_run(db, ANSWER, as_int(training), as_int(person), as_int(coming));
}

struct attendees training_store_people(struct db *db, struct arena *arena, int64_t training)
{
	_cleanup_query_ struct query query = stmt_query(db, PEOPLE, as_int(training));
	struct attendees people = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &people) = (struct attendee){
			.person = query_int(&query, "person"),
			.coming = query_int(&query, "coming") != 0,
			.attended = query_int(&query, "attended") != 0,
		};
	return people;
}

void training_store_nobody_attended(struct db *db, int64_t training, int64_t now)
{
	stmt_run(db, NOBODY, as_int(training));
	stmt_run(db, SAID, as_int(now), as_int(training));
}

void training_store_attended(struct db *db, int64_t training, int64_t person)
{
	stmt_run(db, ATTENDED, as_int(training), as_int(person));
}

struct role_counts training_store_by_role(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, BY_ROLE, no_values());
	struct role_counts roles = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &roles) = (struct role_count){
			.role = query_text(&query, arena, "role"),
			.trainings = (int)query_int(&query, "trainings"),
			.people = (int)query_int(&query, "people"),
		};
	return roles;
}
