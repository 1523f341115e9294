/*
 * The home page's "Waiting for me": the live issues of the tools somebody answers for, those they
 * were given as a champion, and for admins those nobody else answers for. What is overdue comes
 * first: not acknowledged within the owner's promise, or with a deadline within a day.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "handlers/command.h"
#include "handlers/home.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/queue_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 10, COUNTED = 100 };

struct item {
	struct queued_issue waiting;
	const struct tool *tool; // NULL: not said yet
	bool overdue;
};

struct items {
	struct item *items; // COUNTED at most
	size_t count;
};

static bool is_overdue(struct request *request, const struct item *item)
{
	const struct queued_issue *waiting = &item->waiting;
	struct people people = role_responsible(request, item->tool);
	const char *timezone = people.count ? people.items[0].timezone : NULL;

	if (waiting->deadline && waiting->deadline < request->now + MS_PER_DAY)
		return true;
	if (waiting->acknowledged || !item->tool)
		return false;
	return working_hours_after(timezone ? timezone : request->settings->timezone,
		       waiting->since, item->tool->acknowledge_minutes) < request->now;
}

static void add(struct request *request, struct items *items, const struct queued_issues *waiting)
{
	for (size_t i = 0; i < waiting->count && items->count < COUNTED; i++) {
		struct item *item = &items->items[items->count++];
		int64_t tool = waiting->items[i].tool;
		item->waiting = waiting->items[i];
		item->tool = tool ? tool_store_get(request->db, request->arena, tool) : NULL;
		item->overdue = is_overdue(request, item);
	}
}

/* Tools whose issues come to the admins, because nobody is there who answers for them. */
static bool is_with_admins(struct request *request, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);

	if (role_owns(request->actor, tool))
		return false; /* they are in the person's own queue */
	return !people.count || !role_owns(&people.items[0], tool);
}

static void add_of_tool(struct request *request, struct items *items, int64_t tool)
{
	struct queued_issues waiting = queue_store_of_tool(
		request->db, request->arena, tool, request->now + MS_PER_DAY, COUNTED);

	add(request, items, &waiting);
}

static void add_of_admins(struct request *request, struct items *items)
{
	struct tools tools = tool_store_all(request->db, request->arena);

	add_of_tool(request, items, 0);
	for (size_t i = 0; i < tools.count; i++)
		if (is_with_admins(request, &tools.items[i]))
			add_of_tool(request, items, tools.items[i].id);
}

static struct items collect(struct request *request)
{
	struct items items = { .items = arena_array(request->arena, COUNTED, struct item) };
	struct queued_issues own = queue_store_of_person(request->db, request->arena,
		request->actor->id, request->now + MS_PER_DAY, COUNTED);

	add(request, &items, &own);
	if (role_is_admin(request, request->actor))
		add_of_admins(request, &items);
	return items;
}

static void say_item(struct request *request, struct message *message, const struct item *item)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, item->waiting.id);
	const char *ref = issue_ref(request->arena, item->waiting.id);

	if (!issue)
		return;
	message_paragraph(message);
	message_strong(message, "%s", ref);
	message_text(message, " %s: %s · %s · ", tool_label(item->tool), issue->title,
		issue_status_name(issue->status));
	if (item->overdue)
		message_strong(message, "overdue");
	message_text(message, "%s%s · %s", item->overdue ? " · " : "",
		home_age(request, issue->created_at),
		people_counted(request->arena, issue->reports));
	if (item->waiting.deadline) {
		message_text(message, " · needed by ");
		message_time(message, item->waiting.deadline);
	}
	if (issue->status != ISSUE_ACKNOWLEDGED)
		message_button(message, BUTTON_PRIMARY, "Acknowledge", "acknowledge", ref);
	message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", ref);
}

/* Those that are overdue, or those that are not, after `shown` others; how many are shown now. */
static size_t say_items(struct request *request, struct message *message, const struct items *items,
	bool overdue, size_t shown)
{
	for (size_t i = 0; i < items->count && shown < SHOWN; i++) {
		if (items->items[i].overdue != overdue)
			continue;
		say_item(request, message, &items->items[i]);
		shown++;
	}
	return shown;
}

void home_say_waiting(struct request *request, struct message *message)
{
	struct items items = collect(request);

	if (!items.count)
		return;
	message_heading(message, "Waiting for me");
	size_t shown = say_items(request, message, &items, true, 0);
	say_items(request, message, &items, false, shown);
	if (items.count > SHOWN)
		home_say_more(message, items.count == COUNTED ? 0 : items.count - SHOWN,
			typed(request, "mine", "%s", ""));
}
