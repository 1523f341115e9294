#include "handlers/week/thanks.h"

#include <errno.h>
#include <inttypes.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "handlers/week/channel_schedule.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/champion_numbers.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"

enum { CHAMPIONS = 20, TOOL_NAMES = 3 };

static const char rule_words[] = "first weekday 09:00";

/* --- what they did --- */

struct champion {
	const struct person *person;
	const char *tools[TOOL_NAMES]; // NULL: no more, or too many to be named
	struct champion_deeds deeds;
};

struct month {
	struct request *request;
	int64_t from, until; // ms UTC
	int month; // 1 January
	struct champion champions[CHAMPIONS];
	size_t count;
};

static struct champion *champion_of(struct month *month, const struct person *person)
{
	for (size_t i = 0; i < month->count; i++)
		if (month->champions[i].person->id == person->id)
			return &month->champions[i];
	if (month->count == CHAMPIONS)
		return NULL;
	struct champion *champion = &month->champions[month->count++];
	/* Once for each of them: what they did for no tool in particular. */
	*champion = (struct champion){
		.person = person,
		.deeds = champion_numbers(
			month->request->db, NO_TOOL, person->id, month->from, month->until),
	};
	return champion;
}

static void add(struct month *month, const struct tool *tool, const struct person *person)
{
	struct champion *champion;

	if (!role_is_there(person) || !may_be_thanked(month->request, person->id))
		return;
	champion = champion_of(month, person);
	if (!champion)
		return;
	struct champion_deeds deeds = champion_numbers(
		month->request->db, tool->id, person->id, month->from, month->until);
	champion_deeds_add(&champion->deeds, &deeds);
	for (size_t i = 0; champion_deeds_any(&deeds) && i < TOOL_NAMES; i++)
		if (!champion->tools[i]) {
			champion->tools[i] = tool->name;
			break;
		}
}

static void gather(struct month *month, const struct digest_scope *scope)
{
	struct request *request = month->request;

	for (size_t i = 0; i < scope->tools.count; i++) {
		const struct tool *tool = &scope->tools.items[i];
		struct people people = tool_store_champions(request->db, request->arena, tool->id);
		for (size_t j = 0; j < people.count; j++)
			add(month, tool, &people.items[j]);
	}
}

/* The month that the local `day` is in, or the one before it. */
static void month_of(struct month *month, const char *timezone, int64_t day, bool before)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);
	struct date date = date_of_day(day);
	int64_t first = day_of_date(date.year, date.month, 1), next = first;

	if (before) {
		date = date_of_day(first - 1);
		first = day_of_date(date.year, date.month, 1);
	} else {
		next = day_of_date(date.year, date.month, 31) + 1;
	}
	month->month = date.month;
	month->from = zone_moment(zone, first, 0);
	month->until = zone_moment(zone, next, 0);
}

/* --- in words --- */

static void say_deed(struct message *message, bool *first, const char *verb, const char *what)
{
	message_text(message, "%s%s %s", *first ? " " : ", ", verb, what);
	*first = false;
}

static void say_answered(struct arena *arena, struct message *message, bool *first,
	const struct champion_deeds *deeds)
{
	if (!deeds->answered)
		return;
	say_deed(message, first, "answered", counted(arena, deeds->answered, "issue", "issues"));
	if (deeds->fixed)
		message_text(message, " (%" PRId64 " fixed by now%s", deeds->fixed,
			deeds->worked_around ? "" : ")");
	if (deeds->worked_around)
		message_text(message, "%s%" PRId64 " with a workaround)",
			deeds->fixed ? ", " : " (", deeds->worked_around);
}

static void say_champion(
	struct month *month, struct message *message, const struct champion *champion)
{
	struct arena *arena = month->request->arena;
	const struct champion_deeds *deeds = &champion->deeds;
	bool first = true;

	message_line(message, "• ");
	say_person(message, champion->person);
	/* What they did for no tool in particular stands alone. */
	for (size_t i = 0; i < TOOL_NAMES && champion->tools[i]; i++)
		message_text(message, "%s%s", i ? ", " : " · ", champion->tools[i]);
	message_text(message, ":");
	say_answered(arena, message, &first, deeds);
	if (deeds->helped)
		say_deed(message, &first, "helped",
			arena_printf(
				arena, "%s in office hours", people_counted(arena, deeds->helped)));
	if (deeds->kept)
		say_deed(message, &first, "kept",
			arena_printf(arena, "%s in the library",
				counted(arena, deeds->kept, "answer", "answers")));
	if (deeds->given)
		say_deed(message, &first, "gave",
			counted(arena, deeds->given, "training", "trainings"));
	message_text(message, ".");
}

/* How many are thanked; then the message has it. */
static size_t say_thanks(struct month *month, struct message *message)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December" };
	size_t thanked = 0;

	for (size_t i = 0; i < month->count; i++) {
		if (!champion_deeds_any(&month->champions[i].deeds))
			continue;
		if (!thanked++)
			message_heading(
				message, "Thank you, champions · %s", names[month->month - 1]);
		say_champion(month, message, &month->champions[i]);
	}
	if (!thanked)
		return 0;
	message_note(message);
	message_text(message, "Named are champions who agreed to it: ");
	message_code(message, "%s", typed(month->request, "settings", "thanks=yes"));
	return thanked;
}

void thanks_act(struct request *request, const struct schedule_due *due)
{
	const struct schedule *schedule = due->schedule;
	struct digest_scope scope =
		digest_scope_channel(request, schedule->platform, schedule->channel);
	struct message *message = message_create(request->arena);
	struct month month = { .request = request };

	month_of(&month, schedule->timezone, due->day, true);
	gather(&month, &scope);
	if (say_thanks(&month, message))
		channel_schedule_post(request, due,
			arena_printf(request->arena, "%s:%" PRId64 ":%" PRId64, THANKS,
				schedule->id, due->day),
			NULL, message);
}

/* --- asked --- */

static void say_set(
	struct request *request, struct message *message, const struct schedule *schedule)
{
	message_note(message);
	message_text(message, "You alone see this. ");
	if (schedule) {
		message_text(message, "This channel reads it %s (%s), next on ", schedule->rule,
			schedule->timezone);
		say_channel_schedule_next(request, message, schedule);
		message_text(message, ". To end it: ");
		message_code(message, "%s", typed(request, "champions", "thanks off"));
	} else {
		message_text(message,
			"To have it posted each month, an admin or the owner of this channel’s "
			"tool types in the channel: ");
		message_code(message, "%s", typed(request, "champions", "thanks on"));
	}
}

static struct outcome *preview(struct request *request)
{
	struct digest_scope scope = digest_scope_channel(
		request, request->event->platform, request->event->place.channel);
	struct message *message = message_create(request->arena);
	struct month month = { .request = request };
	const char *timezone = timezone_of(request, request->actor);
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);

	month_of(&month, timezone, zone_day(zone, request->now), false);
	gather(&month, &scope);
	if (!say_thanks(&month, message)) {
		message_line(message, "This month there is no champion to thank yet who did "
				      "something and agreed to "
				      "be named: ");
		message_code(message, "%s", typed(request, "settings", "thanks=yes"));
	}
	say_set(request, message, channel_schedule_here(request, THANKS));
	return reply(request, message);
}

static struct outcome *not_allowed(struct request *request)
{
	if (!channel_schedule_has_place(request))
		return reject(request, "The thanks belong to a channel. Please type that there.");
	if (channel_schedule_may_set(request))
		return NULL;
	return reject(request,
		"Whether this channel thanks its champions is set by an admin or by the owner of a "
		"tool whose home it is. Please ask one of them; %s shows it to you at any time.",
		typed(request, "champions", "thanks"));
}

static struct outcome *on(struct request *request)
{
	const struct schedule *schedule = channel_schedule_here(request, THANKS);
	struct outcome *refused = not_allowed(request);
	struct message *message = message_create(request->arena);
	struct recurrence rule;

	if (refused)
		return refused;
	if (schedule)
		return preview(request);
	if (!recurrence_parse(rule_words, &rule))
		return fail(request, -EINVAL);
	struct schedule made = channel_schedule_set(request, THANKS, NULL, &rule);
	message_line(message,
		"From now on this channel thanks its champions on %s, %s time. The "
		"first comes on ",
		made.rule, made.timezone);
	say_channel_schedule_next(request, message, &made);
	message_text(message, ", if there is something to thank for.");
	message_note(message);
	message_text(message, "Named is only who agreed to it: ");
	message_code(message, "%s", typed(request, "settings", "thanks=yes"));
	message_text(message, ". ");
	message_code(message, "%s", typed(request, "champions", "thanks off"));
	message_text(message, " ends it.");
	return reply(request, message);
}

static struct outcome *off(struct request *request)
{
	const struct schedule *schedule = channel_schedule_here(request, THANKS);
	struct outcome *refused = not_allowed(request);

	if (refused)
		return refused;
	if (!schedule)
		return reply_line(request, "No thanks are set here. To have them: %s",
			typed(request, "champions", "thanks on"));
	channel_schedule_end(request, schedule);
	return reply_line(request, "No more thanks to champions here. %s brings them back.",
		typed(request, "champions", "thanks on"));
}

struct outcome *thanks_asked(struct request *request)
{
	const char *words = request->text;
	const char *word = next_word(request, &words);

	if (!text_equal_nocase(word, THANKS))
		return NULL;
	word = next_word(request, &words);
	if (!word)
		return preview(request);
	if (text_equal_nocase(word, "on"))
		return on(request);
	if (text_equal_nocase(word, "off"))
		return off(request);
	return reject(request, "The thanks are either on or off, like this: %s",
		typed(request, "champions", "thanks on"));
}
