/* See queue.h. What waits for somebody is theirs to see; who reported it is no part of it. */
#include "handlers/office/queue.h"

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static bool is_overdue(const struct request *request, const struct queued *item)
{
	if (item->issue.deadline && item->issue.deadline < request->now + MS_PER_DAY)
		return true;
	return promise_is_overdue(request, &item->promise);
}

static bool contains(const struct queue *queue, int64_t issue)
{
	for (size_t i = 0; i < queue->count; i++)
		if (queue->items[i].issue.id == issue)
			return true;
	return false;
}

static void add(struct request *request, struct queue *queue, const struct queued_issues *waiting)
{
	for (size_t i = 0; i < waiting->count && queue->count < QUEUE_AT_MOST; i++) {
		if (contains(queue, waiting->items[i].id))
			continue;
		struct queued *item = &queue->items[queue->count++];
		int64_t tool = waiting->items[i].tool;
		item->issue = waiting->items[i];
		item->tool = tool ? tool_store_get(request->db, request->arena, tool) : NULL;
		item->promise = promise_of(
			request, item->tool, item->issue.since, item->issue.acknowledged);
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

static void add_of_tool(struct request *request, struct queue *queue, int64_t tool)
{
	struct queued_issues waiting = queue_store_of_tool(
		request->db, request->arena, tool, request->now + MS_PER_DAY, QUEUE_AT_MOST);

	add(request, queue, &waiting);
}

static void add_of_admins(struct request *request, struct queue *queue)
{
	struct tools tools = tool_store_all(request->db, request->arena);

	add_of_tool(request, queue, 0);
	for (size_t i = 0; i < tools.count; i++)
		if (is_with_admins(request, &tools.items[i]))
			add_of_tool(request, queue, tools.items[i].id);
}

static struct queue collect(struct request *request)
{
	struct queue queue = { .items = arena_array(request->arena, QUEUE_AT_MOST, struct queued) };
	struct queued_issues own = queue_store_of_person(request->db, request->arena,
		request->actor->id, request->now + MS_PER_DAY, QUEUE_AT_MOST);

	add(request, &queue, &own);
	if (role_is_admin(request, request->actor))
		add_of_admins(request, &queue);
	return queue;
}

static void take(struct queue *sorted, const struct queue *queue, bool overdue)
{
	for (size_t i = 0; i < queue->count; i++)
		if (queue->items[i].overdue == overdue)
			sorted->items[sorted->count++] = queue->items[i];
}

struct queue queue_of_actor(struct request *request)
{
	struct queue queue = collect(request);
	struct queue sorted = { .items =
					arena_array(request->arena, QUEUE_AT_MOST, struct queued) };

	take(&sorted, &queue, true);
	take(&sorted, &queue, false);
	return sorted;
}
