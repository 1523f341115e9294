#include "handlers/loop/promise.h"

#include "bot/message.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "handlers/working_hours.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

const char *promise_timezone(struct request *request, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);
	const char *timezone = people.count ? people.items[0].timezone : NULL;

	return timezone ? timezone : request->settings->timezone;
}

struct promise promise_of(
	struct request *request, const struct tool *tool, int64_t since, bool acknowledged)
{
	struct promise promise = { .fix = acknowledged };
	int minutes = 0;

	if (tool && tool->stage != STAGE_RETIRED)
		minutes = acknowledged ? tool->fix_minutes : tool->acknowledge_minutes;
	if (minutes > 0)
		promise.due_at =
			working_hours_after(promise_timezone(request, tool), since, minutes);
	return promise;
}

struct promise promise_of_issue(
	struct request *request, const struct tool *tool, const struct issue *issue)
{
	if (!issue_status_is_live(issue->status))
		return (struct promise){ 0 };
	return promise_of(request, tool,
		issue->reopened_at ? issue->reopened_at : issue->created_at,
		issue->status == ISSUE_ACKNOWLEDGED);
}

bool promise_is_overdue(const struct request *request, const struct promise *promise)
{
	return promise->due_at && promise->due_at < request->now;
}

void say_promise(struct request *request, struct message *message, const struct promise *promise)
{
	if (!promise->due_at)
		return;
	if (promise_is_overdue(request, promise))
		message_strong(message, "overdue since ");
	else
		message_text(message, "%s due ", promise->fix ? "fix" : "first answer");
	message_time(message, promise->due_at);
}

void say_promise_of_issue(struct request *request, struct message *message,
	const struct issue *issue, const struct tool *tool)
{
	struct promise promise = promise_of_issue(request, tool, issue);

	if (!promise.due_at)
		return;
	message_line(message, promise.fix ? "A fix is promised by " : "An answer is promised by ");
	message_time(message, promise.due_at);
	message_text(message, ".");
}
