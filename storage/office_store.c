/* See office_store.h. */
#include "storage/office_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

#define ONES                                                                                       \
	"SELECT id, person, tool, text, platform, created_at, hours, calls, put_off, called_at, "  \
	"called_by FROM office_queue "

static const char JOIN[] = "INSERT INTO office_queue (person, tool, text, platform, created_at) "
			   "VALUES ($1, $2, $3, $4, $5) RETURNING id";
static const char SET_TEXT[] = "UPDATE office_queue SET text = $1 WHERE id = $2";
static const char GET[] = ONES "WHERE id = $1 AND ended_at IS NULL";
static const char OF_PERSON[] = ONES "WHERE person = $1 AND ended_at IS NULL";
static const char WAITING[] = ONES "WHERE ended_at IS NULL AND called_at IS NULL ORDER BY id";
static const char CALLED[] = ONES "WHERE ended_at IS NULL AND called_at IS NOT NULL ORDER BY id";
static const char CALL[] = "UPDATE office_queue SET called_by = $1, called_at = $2, "
			   "calls = calls + 1 WHERE id = $3";
static const char PUT_OFF[] =
	"UPDATE office_queue SET called_by = NULL, called_at = NULL, put_off = 1 WHERE id = $1";
static const char END[] = "UPDATE office_queue SET outcome = $1, ended_at = $2 "
			  "WHERE id = $3 AND ended_at IS NULL";
static const char BEGIN[] = "UPDATE office_queue SET hours = hours + 1, put_off = 0 "
			    "WHERE ended_at IS NULL AND called_at IS NULL";

LIST_STATEMENTS(office_store_statements, JOIN, SET_TEXT, GET, OF_PERSON, WAITING, CALLED, CALL,
	PUT_OFF, END, BEGIN);

static struct stuck_people read_all(struct query *query, struct arena *arena)
{
	struct stuck_people all = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &all) = (struct stuck){
			.id = query_int(query, "id"),
			.person = query_int(query, "person"),
			.tool = query_int(query, "tool"),
			.text = query_text(query, arena, "text"),
			.platform = query_text(query, arena, "platform"),
			.created_at = query_int(query, "created_at"),
			.hours = (int)query_int(query, "hours"),
			.calls = (int)query_int(query, "calls"),
			.put_off = query_int(query, "put_off") != 0,
			.called_at = query_int(query, "called_at"),
			.called_by = query_int(query, "called_by"),
		};
	return all;
}

static const struct stuck *read_one(struct query *query, struct arena *arena)
{
	struct stuck_people all = read_all(query, arena);

	return all.count ? &all.items[0] : NULL;
}

int64_t office_store_join(struct db *db, const struct stuck *stuck)
{
	return stmt_int(db, 0, JOIN, as_int(stuck->person), as_id(stuck->tool),
		as_text(stuck->text), as_text(stuck->platform), as_int(stuck->created_at));
}

void office_store_set_text(struct db *db, int64_t id, const char *text)
{
	stmt_run(db, SET_TEXT, as_text(text), as_int(id));
}

const struct stuck *office_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));

	return read_one(&query, arena);
}

const struct stuck *office_store_of_person(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, OF_PERSON, as_int(person));

	return read_one(&query, arena);
}

struct stuck_people office_store_waiting(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, WAITING, no_values());

	return read_all(&query, arena);
}

struct stuck_people office_store_called(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, CALLED, no_values());

	return read_all(&query, arena);
}

void office_store_call(struct db *db, int64_t id, int64_t host, int64_t now)
{
	stmt_run(db, CALL, as_int(host), as_int(now), as_int(id));
}

void office_store_put_off(struct db *db, int64_t id)
{
	stmt_run(db, PUT_OFF, as_int(id));
}

void office_store_end(struct db *db, int64_t id, const char *outcome, int64_t now)
{
	stmt_run(db, END, as_text(outcome), as_int(now), as_int(id));
}

void office_store_begin(struct db *db)
{
	stmt_run(db, BEGIN, no_values());
}
