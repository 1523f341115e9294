#include "handlers/tool/orphans.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/command.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_times.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/alarm_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"

enum why { ANSWERED, NO_OWNER, OWNER_GONE, NO_ANSWER };

struct orphan {
	enum why why;
	const struct person *owner;
	struct waiting_issue waiting; // NO_ANSWER
};

static bool is_there(const struct person *person)
{
	return person && person->active && person->account;
}

static const struct person *person_of(struct request *request, int64_t id)
{
	return id ? people_store_get(request->db, request->arena, id) : NULL;
}

/* Counted in the working hours of whoever is to answer. */
static bool waited_too_long(struct request *request, const struct tool *tool,
	const struct person *answering, struct waiting_issue *ret_waiting)
{
	if (!tool_numbers_waiting(request->db, tool->id, ret_waiting))
		return false;
	const char *zone = answering->timezone ? answering->timezone : request->settings->timezone;
	return working_hours_after(zone, ret_waiting->since, 2 * tool->acknowledge_minutes) <=
	       request->now;
}

static struct orphan look(struct request *request, const struct tool *tool)
{
	struct orphan orphan = { .owner = person_of(request, tool->owner) };
	const struct person *backup = person_of(request, tool->backup);

	if (tool->stage == STAGE_RETIRED)
		return orphan;
	if (!orphan.owner)
		orphan.why = NO_OWNER;
	else if (!is_there(orphan.owner) && !is_there(backup))
		orphan.why = OWNER_GONE;
	else if (waited_too_long(request, tool, is_there(orphan.owner) ? orphan.owner : backup,
			 &orphan.waiting))
		orphan.why = NO_ANSWER;
	return orphan;
}

bool is_orphan(struct request *request, const struct tool *tool)
{
	return look(request, tool).why != ANSWERED;
}

static void say_why(struct request *request, struct message *message, const struct tool *tool,
	const struct orphan *orphan)
{
	const char *name = tool->name;

	switch (orphan->why) {
	case ANSWERED:
		break;
	case NO_OWNER:
		message_line(message, "Nobody answers for %s: it has no owner.", name);
		break;
	case OWNER_GONE:
		message_line(message, "Nobody answers for %s: the account of its owner ", name);
		message_text(message, "%s is deactivated, and no backup is there.",
			person_label(orphan->owner));
		break;
	case NO_ANSWER:
		message_line(message,
			"Nobody answers for %s: %s has waited for a first answer since ", name,
			issue_ref(request->arena, orphan->waiting.issue));
		message_time(message, orphan->waiting.since);
		message_text(message, ", more than twice the %s of working time that are promised.",
			duration_words(request->arena, tool->acknowledge_minutes));
		break;
	}
}

void say_orphan(struct request *request, struct message *message, const struct tool *tool)
{
	struct orphan orphan = look(request, tool);

	say_why(request, message, tool, &orphan);
}

static void tell_admins(
	struct request *request, const struct tool *tool, const struct orphan *orphan)
{
	struct message *message = message_create(request->arena);
	struct people admins = role_responsible(request, NULL);

	say_why(request, message, tool, orphan);
	if (orphan->why == NO_ANSWER) {
		message_line(message, "Its owner is ");
		say_person(message, orphan->owner);
		message_text(message, ".");
	}
	message_line(message, "To name somebody%s: ", orphan->why == NO_ANSWER ? " else" : "");
	message_code(message, "%s", typed(request, "tool", "%s owner=@person", tool->name));
	message_button(message, BUTTON_PRIMARY, "Edit", "edit_tool", tool->name);
	struct telling telling = {
		.kind = "orphan",
		.which = arena_printf(
			request->arena, "%" PRId64 ":%" PRId64, tool->id, request->now),
		.message = message,
	};
	tell_people(request, &admins, &telling);
}

static void raise_or_end(
	struct request *request, const struct tool *tool, const struct orphan *orphan)
{
	if (orphan->why == ANSWERED)
		alarm_store_end(request->db, tool->id, ALARM_ORPHAN, request->now);
	else if (alarm_store_raise(request->db, tool->id, ALARM_ORPHAN, request->now))
		tell_admins(request, tool, orphan);
}

void orphan_look(struct request *request, const struct tool *tool)
{
	struct orphan orphan = look(request, tool);

	raise_or_end(request, tool, &orphan);
}

void orphan_clear(struct request *request, const struct tool *tool)
{
	if (!is_orphan(request, tool))
		alarm_store_end(request->db, tool->id, ALARM_ORPHAN, request->now);
}

/* A profile comes when the platform has it, at any hour: what has waited too long is said by the
 * daily look alone. */
void orphans_of_person(struct request *request, const struct person *person)
{
	struct tools tools = tool_store_owned_by(request->db, request->arena, person->id);

	for (size_t i = 0; i < tools.count; i++) {
		struct orphan orphan = look(request, &tools.items[i]);
		if (orphan.why != NO_ANSWER)
			raise_or_end(request, &tools.items[i], &orphan);
	}
}
