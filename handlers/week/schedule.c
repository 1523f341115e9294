/* The engine of schedules; see schedule.h. */
#include "handlers/week/schedule.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "storage/db.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"

#define TIMER "schedule"
#define LATE_MS MS_PER_HOUR

static void set_timer(struct db *db, int64_t schedule, int64_t at)
{
	_cleanup_free_ char *value = xasprintf("%" PRId64, schedule);

	timer_store_set(db, TIMER, value, at);
}

void schedule_disarm(struct db *db, int64_t schedule)
{
	_cleanup_free_ char *value = xasprintf("%" PRId64, schedule);

	timer_store_clear(db, TIMER, value);
}

/* A clock that was put back comes to days once more: they are passed over. */
bool schedule_next(const struct schedule *schedule, int64_t now, struct occurrence *ret_occurrence)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(schedule->timezone);
	struct occurrence next = { .at = now };
	struct recurrence rule;

	if (!recurrence_parse(schedule->rule, &rule))
		return false; // we wrote it ourselves
	do {
		if (!recurrence_next(&rule, zone, next.at, &next))
			return false;
	} while (next.day <= schedule->last_day);
	*ret_occurrence = next;
	return true;
}

void schedule_arm(struct db *db, const struct schedule *schedule, int64_t now)
{
	struct occurrence next;

	if (schedule_next(schedule, now, &next))
		set_timer(db, schedule->id, next.at);
}

static bool latest(const struct schedule *schedule, int64_t now, struct schedule_due *ret_due)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(schedule->timezone);
	struct occurrence occurrence;
	struct recurrence rule;

	if (!recurrence_parse(schedule->rule, &rule) ||
		!recurrence_latest(&rule, zone, now, &occurrence))
		return false;
	*ret_due = (struct schedule_due){
		.schedule = schedule,
		.at = occurrence.at,
		.day = occurrence.day,
		.late = now - occurrence.at > LATE_MS,
	};
	/* What was before it was made is none of its own. */
	return occurrence.day > schedule->last_day && occurrence.at >= schedule->created_at;
}

void schedule_arm_all(struct db *db, int64_t now)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct schedules all = schedule_store_all(db, arena);

	for (size_t i = 0; i < all.count; i++) {
		struct schedule_due due;
		if (latest(&all.items[i], now, &due))
			set_timer(db, all.items[i].id, due.at);
		else
			schedule_arm(db, &all.items[i], now);
	}
}

int schedule_start(struct db *db, int64_t now)
{
	int error = db_begin(db);

	if (error)
		return error;
	schedule_arm_all(db, now);
	return db_commit(db);
}

static const struct schedule_kind *kind_of(const struct schedule *schedule)
{
	const struct schedule_kind *kind = schedule_kinds;

	while (kind->kind && !text_equal(kind->kind, schedule->kind))
		kind++;
	return kind;
}

static const struct schedule *schedule_of(struct request *request)
{
	int64_t id = strtoll(request->text, NULL, 10);

	return schedule_store_get(request->db, request->arena, id);
}

static void arm_again(struct request *request)
{
	const struct schedule *schedule = schedule_of(request);

	if (schedule)
		schedule_arm(request->db, schedule, request->now);
}

static struct outcome *act(struct request *request, const struct schedule_due *due)
{
	const struct schedule_kind *kind = kind_of(due->schedule);

	if (kind->act)
		kind->act(request, due);
	schedule_store_acted(request->db, due->schedule->id, due->day, due->at);
	arm_again(request);
	return silent(request);
}

struct prepared {
	int64_t day; // for which it was read
	const void *what;
};

static struct outcome *read_due(struct request *request)
{
	const struct schedule *schedule = schedule_of(request);
	struct prepared *prepared = arena_new(request->arena, struct prepared);
	struct schedule_due due;

	if (schedule && latest(schedule, request->now, &due)) {
		prepared->day = due.day;
		prepared->what = kind_of(schedule)->read(request, &due);
		request->prepared = prepared;
	}
	return silent(request);
}

/* It may have been ended or acted on meanwhile. */
static struct outcome *act_prepared(struct request *request)
{
	const struct schedule *schedule = schedule_of(request);
	const struct prepared *prepared = request->prepared;
	struct schedule_due due;

	if (!schedule || !latest(schedule, request->now, &due) || !prepared ||
		prepared->day != due.day) {
		arm_again(request);
		return silent(request);
	}
	request->prepared = prepared->what;
	return act(request, &due);
}

struct outcome *schedule_due(struct request *request)
{
	const struct schedule *schedule = schedule_of(request);
	struct schedule_due due;

	if (!schedule || !latest(schedule, request->now, &due)) {
		arm_again(request);
		return silent(request);
	}
	if (kind_of(schedule)->read)
		return prepare_aside(request, read_due, act_prepared);
	return act(request, &due);
}
