/*
 * digest: what was said and what was fixed. Shown to the asker alone; or, once somebody who may
 * says when, posted in the channel each week.
 */
#include "handlers/week/digest.h"

#include <inttypes.h>
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_word.h"
#include "handlers/week/channel_schedule.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/digest_say.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"

static const char kind[] = "digest";

enum { USUAL_DAYS = 7, DAYS_AT_MOST = 14 };

/* --- when and for whom --- */

/* Since the last one. */
static int64_t window_begins(const struct schedule *schedule, int64_t until)
{
	int64_t earliest = until - DAYS_AT_MOST * (int64_t)MS_PER_DAY;

	if (!schedule || !schedule->last_at || schedule->last_at >= until)
		return until - USUAL_DAYS * (int64_t)MS_PER_DAY;
	return schedule->last_at < earliest ? earliest : schedule->last_at;
}

/* --- in the channel --- */

/* What digest_read() found. */
struct posts {
	const struct message *post;
	const struct message *details; // NULL: there are none
};

const void *digest_read(struct request *request, const struct schedule_due *due)
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
	struct posts *posts = arena_new(request->arena, struct posts);

	say_digest_details(request, details, &digest);
	posts->details = message_empty(details) ? NULL : details;
	posts->post = digest_post(request, &digest, posts->details);
	return posts;
}

void digest_act(struct request *request, const struct schedule_due *due)
{
	const struct posts *posts = request->prepared;
	const char *key = arena_printf(
		request->arena, "%s:%" PRId64 ":%" PRId64, kind, due->schedule->id, due->day);

	channel_schedule_post(request, due, key, NULL, posts->post);
	if (posts->details)
		channel_schedule_post(request, due, arena_printf(request->arena, "%s:more", key),
			key, posts->details);
}

/* --- to the asker --- */

/* What is set in this channel. */
static void say_set(
	struct request *request, struct message *message, const struct schedule *schedule)
{
	message_note(message);
	if (schedule) {
		message_text(message, "You alone see this. This channel reads it %s (%s), next on ",
			schedule->rule, schedule->timezone);
		say_channel_schedule_next(request, message, schedule);
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

static struct outcome *preview(struct request *request, const struct digest_scope *scope)
{
	const struct schedule *schedule = channel_schedule_here(request, kind);
	struct digest_window window = {
		.from = window_begins(schedule, request->now),
		.until = request->now,
		.timezone = timezone_of(request, request->actor),
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

static struct outcome *preview_tool(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);

	if (!tool)
		return no_such_tool(request, request->text);
	struct digest_scope scope = digest_scope_tool(request, tool);
	return preview(request, &scope);
}

/* --- setting it --- */

/* NULL if the actor may say when this channel reads its digest. */
static struct outcome *not_allowed(struct request *request)
{
	if (!channel_schedule_has_place(request))
		return reject(request, "A digest belongs to a channel. Please type that there.");
	if (channel_schedule_may_set(request))
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

static struct outcome *set(struct request *request, const struct recurrence *rule)
{
	const struct event_place *place = &request->event->place;
	struct message *message = message_create(request->arena);
	struct outcome *refused = not_allowed(request);

	if (refused)
		return refused;
	const struct schedule *old = channel_schedule_here(request, kind);
	struct schedule schedule = channel_schedule_set(request, kind, old, rule);
	message_line(message, "From now on ");
	message_channel(message, request->event->platform, place->channel, place->channel_name);
	message_text(message, " reads its digest %s, %s time", schedule.rule, schedule.timezone);
	message_text(message, "%s",
		old ? arena_printf(
			      request->arena, " (until now: %s, %s). ", old->rule, old->timezone)
		    : ". ");
	message_text(message, "The first comes on ");
	say_channel_schedule_next(request, message, &schedule);
	message_text(message, ".");
	message_note(message);
	message_code(message, "%s", typed(request, "digest", "%s", ""));
	message_text(message, " shows it to you before that, ");
	message_code(message, "%s", typed(request, "digest", "off"));
	message_text(message,
		" ends it. If it does not show up, the app is not in this channel yet: "
		"add it there, on Slack with /invite.");
	return reply(request, message);
}

static struct outcome *off(struct request *request)
{
	struct outcome *refused = not_allowed(request);
	const struct schedule *schedule = channel_schedule_here(request, kind);

	if (refused)
		return refused;
	if (!schedule)
		return reply_line(request, "No digest is set here. To have one: %s",
			typed(request, "digest", "every monday 09:00"));
	channel_schedule_end(request, schedule);
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
		return answer_aside(request, preview_here);
	if (text_equal_nocase(words, "off"))
		return off(request);
	if (tool_called(request, words))
		return answer_aside(request, preview_tool);
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
