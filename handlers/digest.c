/*
 * digest: what was said and what was fixed. Shown to the asker alone; or, once somebody who may
 * says when, posted in the channel each week.
 */
#include "handlers/digest.h"

#include <inttypes.h>
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/digest_facts.h"
#include "handlers/digest_say.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/schedule.h"
#include "handlers/tool_asked.h"
#include "handlers/tool_word.h"
#include "handlers/words.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"

static const char kind[] = "digest";

enum { USUAL_DAYS = 7, DAYS_AT_MOST = 14 };

/* --- when and for whom --- */

static const struct schedule *of_channel(struct request *request)
{
	const char *channel = request->event->place.channel;
	struct schedules found = { 0 };

	if (channel && !request->event->place.direct)
		found = schedule_store_of_channel(
			request->db, request->arena, request->event->platform, channel, kind);
	return found.count ? &found.items[0] : NULL;
}

/* Since the last one. */
static int64_t window_begins(const struct schedule *schedule, int64_t until)
{
	int64_t earliest = until - DAYS_AT_MOST * (int64_t)MS_PER_DAY;

	if (!schedule || !schedule->last_at || schedule->last_at >= until)
		return until - USUAL_DAYS * (int64_t)MS_PER_DAY;
	return schedule->last_at < earliest ? earliest : schedule->last_at;
}

/* --- in the channel --- */

static void post(struct request *request, const struct schedule_due *due, const char *key,
	const char *under, const struct message *message)
{
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = key,
		.platform = due->schedule->platform,
		.channel = due->schedule->channel,
		.under = under,
		.kind = kind,
		.priority = PRIORITY_BATCH,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

void digest_act(struct request *request, const struct schedule_due *due)
{
	const struct schedule *schedule = due->schedule;
	struct digest_scope scope =
		digest_scope_channel(request, schedule->platform, schedule->channel);
	struct digest_window window = {
		.from = window_begins(schedule, due->at),
		.until = due->at,
		.timezone = schedule->timezone,
		.late = due->late,
	};
	struct digest digest = digest_of(request, &scope, &window);
	struct message *details = message_create(request->arena);
	const char *key = arena_printf(
		request->arena, "%s:%" PRId64 ":%" PRId64, kind, schedule->id, due->day);

	say_digest_details(request, details, &digest);
	bool empty = message_empty(details);
	post(request, due, key, NULL, digest_post(request, &digest, !empty));
	if (!empty)
		post(request, due, arena_printf(request->arena, "%s:more", key), key, details);
}

/* --- to the asker --- */

static void say_next(struct message *message, const struct schedule *schedule, int64_t now)
{
	struct occurrence next;

	if (schedule_next(schedule, now, &next))
		message_time(message, next.at);
}

/* What is set in this channel. */
static void say_set(
	struct request *request, struct message *message, const struct schedule *schedule)
{
	message_note(message);
	if (schedule) {
		message_text(message, "You alone see this. This channel reads it %s (%s), next on ",
			schedule->rule, schedule->timezone);
		say_next(message, schedule, request->now);
		message_text(message, ". To end it: ");
		message_code(message, "%s", typed(request, "digest", "off"));
	} else {
		message_text(message,
			"You alone see this. No digest is set here. To have one posted "
			"each week, an admin or the owner of this channel’s tool types "
			"in the channel: ");
		message_code(message, "%s", typed(request, "digest", "every monday 09:00"));
	}
}

static const char *timezone_of_actor(const struct request *request)
{
	return request->actor->timezone ? request->actor->timezone : request->settings->timezone;
}

static struct outcome *preview(struct request *request, const struct digest_scope *scope)
{
	const struct schedule *schedule = of_channel(request);
	struct digest_window window = {
		.from = window_begins(schedule, request->now),
		.until = request->now,
		.timezone = timezone_of_actor(request),
	};

	if (!scope->tools.count)
		return reject(request,
			"There is nothing to tell yet: no tool is known. An admin names one with "
			"%s.",
			typed(request, "tool", "NAME owner=@person"));
	struct digest digest = digest_of(request, scope, &window);
	struct message *message = digest_post(request, &digest, false);
	/* Before the details: an answer that is too long is cut at its end. */
	say_set(request, message, schedule);
	message_divider(message);
	say_digest_details(request, message, &digest);
	return reply(request, message);
}

static struct outcome *preview_here(struct request *request)
{
	struct digest_scope scope = digest_scope_channel(
		request, request->event->platform, request->event->place.channel);

	return preview(request, &scope);
}

/* --- setting it --- */

static bool owns_a_tool_of(const struct request *request, const struct digest_scope *scope)
{
	if (scope->all)
		return false;
	for (size_t i = 0; i < scope->tools.count; i++)
		if (role_owns(request->actor, &scope->tools.items[i]))
			return true;
	return false;
}

/* NULL if the actor may say when this channel reads its digest. */
static struct outcome *not_allowed(struct request *request)
{
	const struct event_place *place = &request->event->place;

	if (!place->channel || place->direct)
		return reject(request, "A digest belongs to a channel. Please type that there.");
	struct digest_scope scope =
		digest_scope_channel(request, request->event->platform, place->channel);
	if (role_is_admin(request, request->actor) || owns_a_tool_of(request, &scope))
		return NULL;
	return reject(request,
		"When this channel reads its digest is set by an admin or by the owner of a tool "
		"whose home it is. Please ask one of them; %s shows it to you at any time.",
		typed(request, "digest", "%s", ""));
}

static struct outcome *not_understood(struct request *request)
{
	return reject(request, "A digest comes once a week, on one day at one time, like this: %s",
		typed(request, "digest", "every monday 09:00"));
}

static bool is_weekly(const struct recurrence *rule)
{
	return !rule->nth && (rule->weekdays & (rule->weekdays - 1)) == 0;
}

/* Another rule is another schedule, which keeps when the last digest was. */
static struct schedule replace(
	struct request *request, const struct schedule *old, const struct recurrence *rule)
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
		.timezone = timezone_of_actor(request),
		.last_day = old ? old->last_day : SCHEDULE_NEVER_ACTED,
		.created_by = request->actor->id,
		.created_at = request->now,
	};
	schedule.id = schedule_store_add(request->db, &schedule);
	if (old) {
		schedule_store_acted(request->db, schedule.id, old->last_day, old->last_at);
		schedule_store_end(request->db, old->id, request->now);
		schedule_disarm(request->db, old->id);
	}
	schedule_arm(request->db, &schedule, request->now);
	return schedule;
}

static struct outcome *set(struct request *request, const struct recurrence *rule)
{
	const struct event_place *place = &request->event->place;
	struct message *message = message_create(request->arena);
	struct outcome *refused = not_allowed(request);

	if (refused)
		return refused;
	const struct schedule *old = of_channel(request);
	struct schedule schedule = replace(request, old, rule);
	message_line(message, "From now on ");
	message_channel(message, request->event->platform, place->channel, place->channel_name);
	message_text(message, " reads its digest %s, %s time", schedule.rule, schedule.timezone);
	message_text(message, "%s",
		old ? arena_printf(
			      request->arena, " (until now: %s, %s). ", old->rule, old->timezone)
		    : ". ");
	message_text(message, "The first comes on ");
	say_next(message, &schedule, request->now);
	message_text(message, ".");
	message_note(message);
	message_code(message, "%s", typed(request, "digest", "%s", ""));
	message_text(message, " shows it to you before that, ");
	message_code(message, "%s", typed(request, "digest", "off"));
	message_text(message,
		" ends it. If it does not show up, the app is not in this channel yet: "
		"invite it with /invite.");
	return reply(request, message);
}

static struct outcome *off(struct request *request)
{
	struct outcome *refused = not_allowed(request);
	const struct schedule *schedule = of_channel(request);

	if (refused)
		return refused;
	if (!schedule)
		return reply_line(request, "No digest is set here. To have one: %s",
			typed(request, "digest", "every monday 09:00"));
	schedule_store_end(request->db, schedule->id, request->now);
	schedule_disarm(request->db, schedule->id);
	return reply_line(request,
		"No more digests here. %s brings them back; what is on its way still comes.",
		typed(request, "digest", "%s", schedule->rule));
}

static bool says_when(struct request *request, const char *words)
{
	const char *word = next_word(request, &words);

	return word && (text_equal_nocase(word, "every") || text_equal_nocase(word, "each"));
}

static struct outcome *run(struct request *request)
{
	const char *words = request->text;
	struct recurrence rule;

	if (text_is_blank(words))
		return preview_here(request);
	if (text_equal_nocase(words, "off"))
		return off(request);
	const struct tool *tool = tool_called(request, words);
	if (tool) {
		struct digest_scope scope = digest_scope_tool(request, tool);
		return preview(request, &scope);
	}
	if (recurrence_parse(words, &rule))
		return is_weekly(&rule) ? set(request, &rule) : not_understood(request);
	if (says_when(request, words) || strpbrk(words, " :"))
		return not_understood(request);
	return no_such_tool(request, words);
}

static const struct handler timers[] = { { "schedule", schedule_due }, { NULL, NULL } };

const struct command command_digest = {
	.name = "digest",
	.usage = "[tool, every DAY TIME, off]",
	.example = "every monday 09:00",
	.summary = "what was said and fixed; each week in a channel, once somebody says when",
	.who = "all; when: the tool's owner, admin",
	.run = run,
	.timers = timers,
};
