/*
 * What office hours say by themselves: to who waits, 15 minutes before; to the channel how many
 * wait, and to hosts who, when they begin. After a long sleep nobody is called to hours that are
 * over.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "handlers/command.h"
#include "handlers/office/office.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/office_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

#define TIMER "office_soon"
#define SOON_MS (OFFICE_SOON_MINUTES * (int64_t)MS_PER_MINUTE)

/* --- 15 minutes before --- */

static void set_timer(struct db *db, const struct schedule *schedule, int64_t at)
{
	_cleanup_free_ char *value = xasprintf("%" PRId64, schedule->id);

	timer_store_set(db, TIMER, value, at);
}

void office_arm(struct db *db, const struct schedule *schedule, int64_t now)
{
	struct occurrence next;

	if (schedule_next(schedule, now, &next))
		set_timer(db, schedule, next.at - SOON_MS);
}

void office_disarm(struct db *db, int64_t schedule)
{
	_cleanup_free_ char *value = xasprintf("%" PRId64, schedule);

	timer_store_clear(db, TIMER, value);
}

static void tell_soon(struct request *request, const struct schedule *schedule,
	const struct occurrence *next, const struct stuck_people *waiting, size_t place)
{
	struct message *message = message_create(request->arena);
	const struct stuck *stuck = &waiting->items[place - 1];
	struct office_telling telling = {
		.key = arena_printf(
			request->arena, "soon:%" PRId64 ":%" PRId64, schedule->id, next->day),
		.message = message,
	};

	message_line(message, "Office hours begin in %s, you are %s: ",
		minutes_until(request->arena, next->at - request->now),
		office_place_words(request, place));
	message_time(message, next->at);
	message_text(message, " in ");
	message_channel(message, schedule->platform, schedule->channel, schedule->channel_name);
	message_text(message, ".");
	message_button(message, BUTTON_PLAIN, "Leave the queue", "queue_leave",
		arena_printf(request->arena, "%" PRId64, stuck->id));
	office_tell(
		request, people_store_get(request->db, request->arena, stuck->person), &telling);
}

struct outcome *office_soon_due(struct request *request)
{
	const struct schedule *schedule =
		schedule_store_get(request->db, request->arena, strtoll(request->text, NULL, 10));
	struct occurrence next;

	if (!schedule || !schedule_next(schedule, request->now, &next))
		return silent(request);
	/* A zone has changed its rules, or this comes too late: the next one is still to come. */
	if (next.at - request->now > SOON_MS) {
		set_timer(request->db, schedule, next.at - SOON_MS);
		return silent(request);
	}
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);
	for (size_t place = 1; place <= waiting.count; place++)
		tell_soon(request, schedule, &next, &waiting, place);
	office_arm(request->db, schedule, next.at);
	return silent(request);
}

/* --- when they begin --- */

static void post(struct request *request, const struct schedule_due *due, size_t waiting)
{
	struct message *message = message_create(request->arena);

	message_line(
		message, "Office hours begin now: %s. ", office_waiting_words(request, waiting));
	message_text(message, "Stuck with something? Join the queue, here or with ");
	message_code(message, "%s", typed(request, "stuck", "what you are stuck with"));
	message_text(message, ".");
	message_button(message, BUTTON_PRIMARY, "I am stuck", "stuck_form", "");
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%" PRId64 ":%" PRId64, OFFICE_HOURS,
			due->schedule->id, due->day),
		.platform = due->schedule->platform,
		.channel = due->schedule->channel,
		.kind = OFFICE_HOURS,
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

static void add(struct people *people, const struct person *person)
{
	for (size_t i = 0; i < people->count; i++)
		if (people->items[i].id == person->id)
			return;
	people->items[people->count++] = *person;
}

static void add_if_host(struct request *request, struct people *people, int64_t id)
{
	const struct person *person = id ? people_store_get(request->db, request->arena, id) : NULL;

	if (person && role_is_there(person) && office_is_host(request, person))
		add(people, person);
}

/* Whoever answers for the channel's tool, and its champions; else who set the hours; else admins.
 */
static struct people hosts_of(struct request *request, const struct schedule *schedule)
{
	const struct tool *tool = tool_store_by_channel(
		request->db, request->arena, schedule->platform, schedule->channel);
	struct people champions = { 0 };

	if (tool)
		champions = tool_store_champions(request->db, request->arena, tool->id);
	struct people hosts = {
		.items = arena_array(request->arena, champions.count + 3, struct person),
	};
	for (size_t i = 0; i < champions.count; i++)
		add_if_host(request, &hosts, champions.items[i].id);
	add_if_host(request, &hosts, tool ? tool->owner : 0);
	add_if_host(request, &hosts, tool ? tool->backup : 0);
	if (!hosts.count)
		add_if_host(request, &hosts, schedule->created_by);
	return hosts.count ? hosts : role_admins(request);
}

static void tell_hosts(struct request *request, const struct schedule_due *due)
{
	struct people hosts = hosts_of(request, due->schedule);
	struct message *message = message_create(request->arena);
	struct office_telling telling = {
		.key = arena_printf(
			request->arena, "hosts:%" PRId64 ":%" PRId64, due->schedule->id, due->day),
		.message = message,
		.waits = true,
	};

	message_line(message, "Office hours begin now in ");
	message_channel(message, due->schedule->platform, due->schedule->channel,
		due->schedule->channel_name);
	message_text(message, ".");
	say_office_queue(request, message);
	for (size_t i = 0; i < hosts.count; i++)
		office_tell(request, &hosts.items[i], &telling);
}

void office_hours_act(struct request *request, const struct schedule_due *due)
{
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);

	if (due->late)
		return;
	office_store_begin(request->db);
	post(request, due, waiting.count);
	if (waiting.count)
		tell_hosts(request, due);
}
