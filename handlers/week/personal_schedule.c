#include "handlers/week/personal_schedule.h"

#include <inttypes.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"

static const char rule[] = "every Monday at 09:00";

static void end(struct request *request, const struct schedule *schedule)
{
	schedule_store_end(request->db, schedule->id, request->now);
	schedule_disarm(request->db, schedule->id);
}

static const struct schedule *of_person(
	struct request *request, const struct person *person, const char *kind)
{
	struct schedules all =
		schedule_store_of_person(request->db, request->arena, person->id, kind);

	return all.count ? &all.items[0] : NULL;
}

bool personal_schedule_keep(struct request *request, const struct person *person, const char *kind)
{
	const struct schedule *old = of_person(request, person, kind);
	struct schedule schedule = {
		.kind = kind,
		.platform = person->platform,
		.person = person->id,
		.rule = rule,
		.timezone = person->timezone ? person->timezone : request->settings->timezone,
		.last_day = old ? old->last_day : SCHEDULE_NEVER_ACTED,
		.created_by = person->id,
		.created_at = request->now,
	};

	if (old && text_equal(old->timezone, schedule.timezone))
		return false;
	schedule.id = schedule_store_add(request->db, &schedule);
	if (old) {
		schedule_store_acted(request->db, schedule.id, old->last_day, old->last_at);
		end(request, old);
	}
	schedule_arm(request->db, &schedule, request->now);
	return !old;
}

bool personal_schedule_end(struct request *request, const struct person *person, const char *kind)
{
	const struct schedule *schedule = of_person(request, person, kind);

	if (schedule)
		end(request, schedule);
	return schedule != NULL;
}

const struct person *personal_schedule_to(struct request *request, const struct schedule_due *due)
{
	const struct person *person =
		people_store_get(request->db, request->arena, due->schedule->person);

	if (person && role_is_there(person))
		return person;
	end(request, due->schedule);
	return NULL;
}

void personal_schedule_tell(struct request *request, const struct schedule_due *due,
	const struct person *person, const struct message *message)
{
	struct person to = *person;
	struct people people = { .items = &to, .count = 1 };
	struct telling telling = {
		.kind = due->schedule->kind,
		.which = arena_printf(
			request->arena, "%" PRId64 ":%" PRId64, due->schedule->id, due->day),
		.message = message,
	};

	tell_people(request, &people, &telling);
}
