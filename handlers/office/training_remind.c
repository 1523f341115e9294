/*
 * What time does to a training: it is posted, who comes is reminded a day before and 15 minutes
 * before, whoever gave it is asked who was there, and what comes again makes the next one.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/moment.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/office/training_parts.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"
#include "storage/training_store.h"

#define SOON_MS (15 * (int64_t)MS_PER_MINUTE)

/* --- what is sent --- */

/* Quiet hours are kept, unless it would have begun by then. */
static int64_t not_before(
	struct request *request, const struct training *training, const struct person *person)
{
	int64_t at = when_to_tell(request, person);
	bool too_late = training->starts_at > request->now && at > training->starts_at - SOON_MS;

	return too_late ? request->now : at;
}

void training_tell(struct request *request, const struct training *training, int64_t person_id,
	const char *which, const struct message *message)
{
	const struct person *person = people_store_get(request->db, request->arena, person_id);

	if (!person || !role_is_there(person) || person->id == request->actor->id)
		return;
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%" PRId64 ":%s:%" PRId64, TRAINING,
			training->id, which, person->id),
		.platform = person->platform,
		.person = person->id,
		.kind = TRAINING,
		.priority = PRIORITY_BATCH,
		.not_before = not_before(request, training, person),
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

static void post(struct request *request, const struct training *training)
{
	struct message *message = message_create(request->arena);
	const char *value = training_value(request, training);

	message_line(message, "A training is coming:");
	say_training(request, message, training);
	message_button(message, BUTTON_PRIMARY, "I am coming", "training_yes", value);
	message_button(message, BUTTON_PLAIN, "Not this time", "training_no", value);
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%" PRId64, TRAINING, training->id),
		.platform = training->platform,
		.channel = training->channel,
		.kind = TRAINING,
		.priority = PRIORITY_BATCH,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

/* --- its timers --- */

static void set_timer(
	struct request *request, const struct training *training, const char *which, int64_t at)
{
	if (at > request->now)
		timer_store_set(request->db, TRAINING,
			arena_printf(request->arena, "%" PRId64 " %s", training->id, which), at);
}

void training_announce(struct request *request, const struct training *training)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(training->timezone);
	int64_t starts = training->starts_at;

	post(request, training);
	set_timer(request, training, "day", moment_day_before(zone, starts));
	set_timer(request, training, "soon", starts - SOON_MS);
	set_timer(request, training, "after", starts + training->minutes * (int64_t)MS_PER_MINUTE);
}

static void remind(struct request *request, const struct training *training, const char *which)
{
	struct message *message = message_create(request->arena);
	struct attendees people = training_store_people(request->db, request->arena, training->id);

	if (text_equal(which, "soon"))
		message_line(message, "A training you are coming to begins in %s:",
			minutes_until(request->arena, training->starts_at - request->now));
	else
		message_line(message, "You said that you come to this training:");
	say_training(request, message, training);
	message_button(message, BUTTON_PLAIN, "Not this time", "training_no",
		training_value(request, training));
	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].coming)
			training_tell(request, training, people.items[i].person, which, message);
}

static void ask_who(struct request *request, const struct training *training)
{
	struct message *message = message_create(request->arena);

	if (training->attended_at)
		return;
	message_line(message, "Who was there? It is counted for the role it was for.");
	say_training(request, message, training);
	message_button(message, BUTTON_PRIMARY, "Who was there", "training_who",
		training_value(request, training));
	training_tell(request, training, training->created_by, "after", message);
}

struct outcome *training_due(struct request *request)
{
	const char *cursor = request->text;
	const char *id = next_word(request, &cursor);
	const struct training *training =
		id ? training_store_get(request->db, request->arena, strtoll(id, NULL, 10)) : NULL;

	if (!training)
		return silent(request);
	int64_t left = training->starts_at - request->now;
	if (text_equal(cursor, "after"))
		ask_who(request, training);
	else if (left > 0 && (left > SOON_MS || text_equal(cursor, "soon"))) // else it is too late
		remind(request, training, cursor);
	return silent(request);
}

/* --- what comes again --- */

void training_act(struct request *request, const struct schedule_due *due)
{
	const struct training *last =
		training_store_of_series(request->db, request->arena, due->schedule->id);
	struct occurrence next;

	if (!last || !schedule_next(due->schedule, request->now, &next) ||
		next.at <= last->starts_at)
		return;
	struct training training = *last;
	training.starts_at = next.at;
	training.created_at = request->now;
	training.attended_at = 0;
	training.id = training_store_add(request->db, &training);
	if (training.id)
		training_announce(request, &training);
}
