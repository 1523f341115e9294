/* See office.h. */
#include "handlers/office/office.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/office_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 10, WORDS_SHOWN = 200, LONG_HOURS = 2 };

/* --- who --- */

bool office_is_champion(const struct request *request, const struct person *person)
{
	struct tools tools = tool_store_all(request->db, request->arena);

	for (size_t i = 0; i < tools.count; i++)
		if (role_is_champion(request, person, &tools.items[i]))
			return true;
	return false;
}

bool office_is_host(const struct request *request, const struct person *person)
{
	if (!person->id)
		return false;
	return role_is_admin(request, person) ||
	       tool_store_owned_by(request->db, request->arena, person->id).count ||
	       office_is_champion(request, person);
}

/* --- when --- */

struct schedules office_schedules(struct request *request)
{
	struct schedules all = schedule_store_all(request->db, request->arena);
	struct schedules office = {
		.items = arena_array(request->arena, all.count + 1, struct schedule),
	};

	for (size_t i = 0; i < all.count; i++)
		if (text_equal(all.items[i].kind, OFFICE_HOURS))
			office.items[office.count++] = all.items[i];
	return office;
}

static bool is_on(const struct schedule *schedule, int64_t now, int64_t *ret_at)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(schedule->timezone);
	struct occurrence latest;
	struct recurrence rule;

	if (!recurrence_parse(schedule->rule, &rule) ||
		!recurrence_latest(&rule, zone, now, &latest) || latest.at < schedule->created_at ||
		now - latest.at >= MS_PER_HOUR)
		return false;
	*ret_at = latest.at;
	return true;
}

bool office_time(struct request *request, struct office_time *ret_time)
{
	struct schedules schedules = office_schedules(request);
	struct office_time best = { 0 };

	for (size_t i = 0; i < schedules.count; i++) {
		struct office_time time = { .schedule = &schedules.items[i] };
		struct occurrence next;
		time.on = is_on(time.schedule, request->now, &time.at);
		if (!time.on && schedule_next(time.schedule, request->now, &next))
			time.at = next.at;
		if (time.at && (!best.at || time.at < best.at))
			best = time;
	}
	if (best.at)
		*ret_time = best;
	return best.at != 0;
}

/* --- places --- */

size_t office_place(const struct stuck_people *waiting, int64_t person)
{
	for (size_t i = 0; i < waiting->count; i++)
		if (waiting->items[i].person == person)
			return i + 1;
	return 0;
}

const char *office_place_words(struct request *request, size_t place)
{
	static const char *const words[] = { "first", "second", "third", "fourth", "fifth", "sixth",
		"seventh", "eighth", "ninth", "tenth" };

	return place && place <= array_length(words)
		       ? words[place - 1]
		       : arena_printf(request->arena, "number %zu", place);
}

const char *office_waiting_words(struct request *request, size_t count)
{
	if (!count)
		return "nobody waits";
	return arena_printf(request->arena, "%s %s", people_counted(request->arena, (int64_t)count),
		count == 1 ? "waits" : "wait");
}

static void say_time(struct request *request, struct message *message)
{
	struct office_time time;

	if (!office_time(request, &time)) {
		message_text(message, " No office hours are set yet: a champion or an admin sets "
				      "them, in a channel, with ");
		message_code(message, "%s", typed(request, "officehours", "every wednesday 14:00"));
		message_text(message, ".");
		return;
	}
	message_text(message, time.on ? " Office hours are on now in " : " Office hours are on ");
	if (!time.on) {
		message_time(message, time.at);
		message_text(message, " in ");
	}
	message_channel(message, time.schedule->platform, time.schedule->channel,
		time.schedule->channel_name);
	message_text(message, time.on ? ": you are called when it is your turn."
			      : time.at - request->now > OFFICE_SOON_MINUTES * MS_PER_MINUTE
				      ? "; you are told 15 minutes before."
				      : ".");
}

void say_office_place(struct request *request, struct message *message)
{
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);
	const struct stuck *own =
		office_store_of_person(request->db, request->arena, request->actor->id);
	size_t place = office_place(&waiting, request->actor->id);

	if (!own)
		return;
	message_paragraph(message);
	if (place)
		message_text(message, "You are %s in the queue for office hours; %s.",
			office_place_words(request, place),
			office_waiting_words(request, waiting.count));
	else
		message_text(message, "It is your turn.");
	if (place)
		say_time(request, message);
	message_button(message, BUTTON_PLAIN, "Leave the queue", "queue_leave",
		arena_printf(request->arena, "%" PRId64, own->id));
}

static void say_one(struct request *request, struct message *message, const struct stuck *stuck)
{
	const struct tool *tool =
		stuck->tool ? tool_store_get(request->db, request->arena, stuck->tool) : NULL;

	message_paragraph(message);
	say_person_id(request, message, stuck->person);
	message_text(message, "%s: %s",
		tool ? arena_printf(request->arena, " (%s)", tool->name) : "",
		first_words(request->arena, stuck->text, WORDS_SHOWN));
	if (stuck->hours > LONG_HOURS)
		message_text(message, " (has waited through %d office hours)", stuck->hours - 1);
	else if (stuck->put_off)
		message_text(message, " (another time)");
}

void say_office_queue(struct request *request, struct message *message)
{
	struct stuck_people called = office_store_called(request->db, request->arena);
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);

	for (size_t i = 0; i < called.count && i < SHOWN; i++)
		say_office_called(request, message, &called.items[i]);
	message_line(message, waiting.count ? "In the queue:" : "Nobody waits in the queue.");
	for (size_t i = 0; i < waiting.count && i < SHOWN; i++)
		say_one(request, message, &waiting.items[i]);
	if (waiting.count > SHOWN)
		message_line(message, "and %zu more.", waiting.count - SHOWN);
	if (waiting.count)
		message_button(message, BUTTON_PRIMARY, "Next", "queue_next", "");
}

void office_tell(
	struct request *request, const struct person *person, const struct office_telling *telling)
{
	if (!role_is_there(person) || person->id == request->actor->id)
		return;
	_cleanup_free_ char *content = message_to_json(telling->message);
	struct outbox_order order = {
		.key = arena_printf(
			request->arena, "%s:%s:%" PRId64, OFFICE_HOURS, telling->key, person->id),
		.platform = person->platform,
		.person = person->id,
		.kind = OFFICE_HOURS,
		.priority = telling->waits ? PRIORITY_INTERACTIVE : PRIORITY_BATCH,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}
