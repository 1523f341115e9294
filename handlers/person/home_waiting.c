/* The home page's "Waiting for me": the most urgent of what is in somebody's queue. */
#include "bot/message.h"
#include "handlers/command.h"
#include "handlers/office/queue.h"
#include "handlers/person/home.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

enum { SHOWN = 10 };

static void say_item(struct request *request, struct message *message, const struct queued *item)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, item->issue.id);
	const char *ref = issue_ref(request->arena, item->issue.id);

	if (!issue)
		return;
	message_paragraph(message);
	message_strong(message, "%s", ref);
	message_text(message, " %s: %s · %s · ", tool_label(item->tool), issue->title,
		issue_status_name(issue->status));
	if (promise_is_overdue(request, &item->promise))
		say_promise(request, message, &item->promise);
	else if (item->overdue)
		message_strong(message, "overdue");
	message_text(message, "%s%s · %s", item->overdue ? " · " : "",
		home_age(request, issue->created_at),
		people_counted(request->arena, issue->reports));
	if (issue->assignee && issue->assignee != request->actor->id) {
		message_text(message, " · with ");
		say_person_id(request, message, issue->assignee);
	}
	if (item->promise.due_at && !promise_is_overdue(request, &item->promise)) {
		message_text(message, " · ");
		say_promise(request, message, &item->promise);
	}
	if (item->issue.deadline) {
		message_text(message, " · needed by ");
		message_time(message, item->issue.deadline);
	}
	if (issue->status != ISSUE_ACKNOWLEDGED)
		message_button(message, BUTTON_PRIMARY, "Acknowledge", "acknowledge", ref);
	/* A champion helps people on; what becomes of the issue is for its owner to say. */
	if (role_may_settle(request, item->tool))
		message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", ref);
	else
		message_button(
			message, BUTTON_PLAIN, "Solved with a workaround", "worked_around", ref);
}

void home_say_waiting(struct request *request, struct message *message)
{
	struct queue queue = queue_of_actor(request);

	if (!queue.count)
		return;
	message_heading(message, "Waiting for me");
	for (size_t i = 0; i < queue.count && i < SHOWN; i++)
		say_item(request, message, &queue.items[i]);
	if (queue.count > SHOWN)
		home_say_more(message, queue.count == QUEUE_AT_MOST ? 0 : queue.count - SHOWN,
			typed(request, "mine", "%s", ""));
}
