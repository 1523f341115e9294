/* mine: what I reported or follow, and what waits for me as an owner. */
#include "bot/message.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
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

/* Says what waits at one tool, with the heading if it is the first to have something. */
static bool say_queue(struct request *request, struct message *message, int64_t tool,
	const char *name, bool first)
{
	struct issues issues = issue_store_live(request->db, request->arena, tool, SHOWN + 1);

	if (!issues.count)
		return false;
	if (first)
		message_line(message, "What waits for you:");
	say_issues(request, message, name, &issues);
	return true;
}

static void say_queues(struct request *request, struct message *message)
{
	struct tools tools = tool_store_owned_by(request->db, request->arena, request->actor->id);
	bool some = false;

	for (size_t i = 0; i < tools.count; i++)
		some |= say_queue(request, message, tools.items[i].id, tools.items[i].name, !some);
	if (role_is_admin(request, request->actor))
		some |= say_queue(request, message, 0, "without a tool", !some);
	if (tools.count && !some)
		message_line(message, "Nothing waits for you as an owner.");
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
	say_queues(request, message);
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
	{ "home_pulse", pulse },
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
