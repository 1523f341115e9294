/*
 * officehours: when they are and who waits; in a channel, an admin or a champion says when.
 */
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/office/office.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/office_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"

enum { SHOWN = 10 };

/* --- what is --- */

static void say_when(
	struct request *request, struct message *message, const struct schedule *schedule)
{
	struct occurrence next;

	message_channel(message, schedule->platform, schedule->channel, schedule->channel_name);
	message_text(message, ": %s (%s)", schedule->rule, schedule->timezone);
	if (schedule_next(schedule, request->now, &next)) {
		message_text(message, ", next on ");
		message_time(message, next.at);
	}
	message_text(message, ".");
}

static void say_schedules(struct request *request, struct message *message)
{
	struct schedules schedules = office_schedules(request);

	if (!schedules.count) {
		message_line(message, "No office hours are set yet. A champion or an admin sets "
				      "them, in a channel, with ");
		message_code(message, "%s", typed(request, "officehours", "every wednesday 14:00"));
		message_text(message, ".");
		return;
	}
	message_paragraph(message);
	message_strong(message, "Office hours");
	for (size_t i = 0; i < schedules.count && i < SHOWN; i++) {
		message_text(message, i ? " " : " in ");
		say_when(request, message, &schedules.items[i]);
	}
}

static struct outcome *show(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);
	bool host = office_is_host(request, request->actor);
	const struct stuck *own =
		office_store_of_person(request->db, request->arena, request->actor->id);

	say_schedules(request, message);
	if (own) {
		say_office_place(request, message);
	} else if (!host) {
		message_line(
			message, "In the queue %s.", office_waiting_words(request, waiting.count));
		message_button(message, BUTTON_PRIMARY, "I am stuck", "stuck_form", "");
	}
	if (host)
		say_office_queue(request, message);
	return reply(request, message);
}

/* --- saying when --- */

/* NULL if the actor may say when office hours are here. */
static struct outcome *not_allowed(struct request *request)
{
	const struct event_place *place = &request->event->place;

	if (!place->channel || place->direct)
		return reject(request,
			"Office hours belong to a channel. Please type that in the one where you "
			"meet.");
	if (role_is_admin(request, request->actor) || office_is_champion(request, request->actor))
		return NULL;
	return reject(request,
		"When office hours are is set by an admin or a champion. Please ask one of them; "
		"%s names the champions.",
		typed(request, "champions", "%s", ""));
}

static const struct schedule *of_channel(struct request *request)
{
	struct schedules found = schedule_store_of_channel(request->db, request->arena,
		request->event->platform, request->event->place.channel, OFFICE_HOURS);

	return found.count ? &found.items[0] : NULL;
}

static void end(struct request *request, const struct schedule *schedule)
{
	schedule_store_end(request->db, schedule->id, request->now);
	schedule_disarm(request->db, schedule->id);
	office_disarm(request->db, schedule->id);
}

static struct schedule begin(struct request *request, const struct recurrence *rule)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	const struct person *actor = request->actor;

	recurrence_say(rule, &words);
	struct schedule schedule = {
		.kind = OFFICE_HOURS,
		.platform = request->event->platform,
		.channel = request->event->place.channel,
		.channel_name = request->event->place.channel_name,
		.rule = arena_strdup(request->arena, text_string(&words)),
		.timezone = actor->timezone ? actor->timezone : request->settings->timezone,
		.last_day = SCHEDULE_NEVER_ACTED,
		.created_by = actor->id,
		.created_at = request->now,
	};
	schedule.id = schedule_store_add(request->db, &schedule);
	schedule_arm(request->db, &schedule, request->now);
	office_arm(request->db, &schedule, request->now);
	return schedule;
}

static struct outcome *set(struct request *request, const struct recurrence *rule)
{
	struct message *message = message_create(request->arena);
	struct outcome *refused = not_allowed(request);
	const struct schedule *old = refused ? NULL : of_channel(request);

	if (refused)
		return refused;
	if (old)
		end(request, old);
	struct schedule schedule = begin(request, rule);
	message_line(message, "From now on office hours are in ");
	say_when(request, message, &schedule);
	if (old)
		message_text(message, " Until now: %s (%s).", old->rule, old->timezone);
	message_note(message);
	message_text(message, "The channel is reminded when they begin, and who waits 15 minutes "
			      "before. ");
	message_code(message, "%s", typed(request, "officehours", "off"));
	message_text(message,
		" ends them. If the reminder does not show up, the app is not in this channel "
		"yet: add it there, on Slack with /invite.");
	return reply(request, message);
}

static struct outcome *off(struct request *request)
{
	struct outcome *refused = not_allowed(request);
	const struct schedule *schedule = refused ? NULL : of_channel(request);

	if (refused)
		return refused;
	if (!schedule)
		return reply_line(request, "No office hours are set here. To have them: %s",
			typed(request, "officehours", "every wednesday 14:00"));
	end(request, schedule);
	return reply_line(request,
		"No more office hours here. Who waits keeps their place. %s brings them back.",
		typed(request, "officehours", "%s", schedule->rule));
}

static struct outcome *run(struct request *request)
{
	struct recurrence rule;

	if (text_is_blank(request->text))
		return show(request);
	if (text_equal_nocase(request->text, "off"))
		return off(request);
	if (recurrence_parse(request->text, &rule))
		return set(request, &rule);
	return reject(request, "When? Say the day and the time, like this: %s",
		typed(request, "officehours", "every wednesday 14:00"));
}

static const struct handler buttons[] = {
	{ "queue_issue", queue_issue },
	{ "queue_later", queue_later },
	{ "queue_leave", queue_leave },
	{ "queue_library", queue_library, .opens_form = true },
	{ "queue_next", queue_next },
	{ "queue_solved", queue_solved },
	{ NULL, NULL },
};

static const struct handler timers[] = { { "office_soon", office_soon_due }, { NULL, NULL } };

const struct command command_officehours = {
	.name = "officehours",
	.usage = "[every DAY TIME, off]",
	.example = "every wednesday 14:00",
	.summary = "when office hours are, and the queue; in a channel, once somebody says when",
	.who = "all; when: champions, admin",
	.run = run,
	.buttons = buttons,
	.timers = timers,
};
