#include "handlers/week/channel_schedule.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/schedule.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"

bool channel_schedule_has_place(const struct request *request)
{
	const struct event_place *place = &request->event->place;

	return place->channel && !place->direct;
}

const struct schedule *channel_schedule_here(struct request *request, const char *kind)
{
	struct schedules found = { 0 };

	if (channel_schedule_has_place(request))
		found = schedule_store_of_channel(request->db, request->arena,
			request->event->platform, request->event->place.channel, kind);
	return found.count ? &found.items[0] : NULL;
}

bool channel_schedule_may_set(struct request *request)
{
	struct digest_scope scope = digest_scope_channel(
		request, request->event->platform, request->event->place.channel);

	if (role_is_admin(request, request->actor))
		return true;
	for (size_t i = 0; !scope.all && i < scope.tools.count; i++)
		if (role_owns(request->actor, &scope.tools.items[i]))
			return true;
	return false;
}

struct schedule channel_schedule_set(struct request *request, const char *kind,
	const struct schedule *old, const struct recurrence *rule)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	const struct event_place *place = &request->event->place;

	recurrence_say(rule, &words);
	struct schedule schedule = {
		.kind = kind,
		.platform = request->event->platform,
		.channel = place->channel,
		.channel_name = place->channel_name,
		.rule = arena_strdup(request->arena, text_string(&words)),
		.timezone = timezone_of(request, request->actor),
		.last_day = old ? old->last_day : SCHEDULE_NEVER_ACTED,
		.created_by = request->actor->id,
		.created_at = request->now,
	};
	schedule.id = schedule_store_add(request->db, &schedule);
	if (old) {
		schedule_store_acted(request->db, schedule.id, old->last_day, old->last_at);
		channel_schedule_end(request, old);
	}
	schedule_arm(request->db, &schedule, request->now);
	return schedule;
}

void channel_schedule_end(struct request *request, const struct schedule *schedule)
{
	schedule_store_end(request->db, schedule->id, request->now);
	schedule_disarm(request->db, schedule->id);
}

void say_channel_schedule_next(
	struct request *request, struct message *message, const struct schedule *schedule)
{
	struct occurrence next;

	if (schedule_next(schedule, request->now, &next))
		message_time(message, next.at);
}

void channel_schedule_post(struct request *request, const struct schedule_due *due, const char *key,
	const char *under, const struct message *message)
{
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = key,
		.platform = due->schedule->platform,
		.channel = due->schedule->channel,
		.under = under,
		.kind = due->schedule->kind,
		.priority = PRIORITY_BATCH,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}
