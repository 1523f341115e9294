/* mine: what I reported or follow, and what waits for me, overdue first. */
#include "bot/message.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/office/queue.h"
#include "handlers/outcome.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 15 };

static void say_issue(struct request *request, struct message *message, const struct issue *issue)
{
	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " %s, %s old: %s", issue_status_name(issue->status),
		age(request->arena, request->now - issue->created_at), issue->title);
	if (issue->reports > 1)
		message_text(message, " (%s)", people_counted(request->arena, issue->reports));
}

static void say_issues(struct request *request, struct message *message, const char *heading,
	const struct issues *issues)
{
	message_line(message, "%s", heading);
	for (size_t i = 0; i < issues->count && i < SHOWN; i++)
		say_issue(request, message, &issues->items[i]);
	if (issues->count > SHOWN)
		message_line(message, "and more.");
}

static void say_queued(struct request *request, struct message *message, const struct queued *item)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, item->issue.id);

	if (!issue)
		return;
	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	bool late = promise_is_overdue(request, &item->promise);
	message_text(message, " %s %s, ", tool_label(item->tool), issue_status_name(issue->status));
	if (late || item->overdue) {
		if (late)
			say_promise(request, message, &item->promise);
		else
			message_strong(message, "overdue");
		message_text(message, ", ");
	}
	message_text(message, "%s old: %s (%s)",
		age(request->arena, request->now - issue->created_at), issue->title,
		people_counted(request->arena, issue->reports));
	if (!late && item->promise.due_at) {
		message_text(message, ", ");
		say_promise(request, message, &item->promise);
	}
}

static void say_queue(struct request *request, struct message *message)
{
	struct queue queue = queue_of_actor(request);

	if (queue.count)
		message_line(message, "What waits for you:");
	else if (tool_store_owned_by(request->db, request->arena, request->actor->id).count)
		message_line(message, "Nothing waits for you as an owner.");
	for (size_t i = 0; i < queue.count && i < SHOWN; i++)
		say_queued(request, message, &queue.items[i]);
	if (queue.count > SHOWN)
		message_line(message, "and more.");
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	struct message *message = message_create(request->arena);

	if (wrong)
		return wrong;
	struct issues mine = issue_store_mine(
		request->db, request->arena, request->actor->id, request->now, SHOWN + 1);
	if (mine.count)
		say_issues(request, message, "What you reported or follow:", &mine);
	else
		message_line(message, "You follow no open issue. %s logs one.",
			typed(request, "report", "%s", "what went wrong"));
	say_queue(request, message);
	return reply(request, message);
}

/* "Pulse" on the home page: the command of that name, as if it had been typed alone. */
static struct outcome *pulse(struct request *request)
{
	request->command = command_find("pulse");
	if (!request->command)
		return reject(request, "The pulse is not asked here yet.");
	return request->command->run(request);
}

static const struct handler buttons[] = {
	{ "home_pulse", pulse, .opens_form = true },
	{ NULL, NULL },
};

const struct command command_mine = {
	.name = "mine",
	.usage = "",
	.summary = "your issues, and your queue as an owner",
	.who = "all",
	.run = run,
	.buttons = buttons,
};
