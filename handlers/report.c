/*
 * /report: one line in, a number out. The report is kept whatever else is unclear; what is unclear
 * is asked afterwards, with buttons.
 */
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/cards.h"
#include "handlers/command.h"
#include "handlers/me_too.h"
#include "handlers/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/search.h"
#include "storage/tool_store.h"

enum { TITLE_CHARACTERS = 80, SIMILAR_SHOWN = 3 };

static struct outcome *answer(
	struct request *request, const struct subject *subject, const struct report *report)
{
	int64_t tool = subject->tool ? subject->tool->id : 0;
	struct issues similar = search_similar(
		request->db, request->arena, report->text, tool, subject->issue->id, SIMILAR_SHOWN);
	const struct message *receipt = receipt_message(request, subject, report, &similar);
	notify_logged(request, subject, receipt);
	return reply(request, receipt);
}

/* Gives a waiting issue its tool: whoever answers for it hears of it now. */
static struct outcome *choose(
	struct request *request, struct subject *subject, const struct tool *tool)
{
	const struct report *report = report_store_of(
		request->db, request->arena, subject->issue->id, request->actor->id);
	struct happening happening = { .change = "tool",
		.from = subject->tool ? subject->tool->name : NULL,
		.to = tool->name };

	issue_store_set_tool(request->db, subject->issue->id, tool->id);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	if (report)
		return answer(request, subject, report);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
	notify_responsible(request, subject);
	return reply_line(request, "%s is about %s now.", subject->ref, tool->name);
}

static bool may_choose(struct request *request, const struct subject *subject)
{
	return role_may_settle(request, subject->tool) ||
	       report_store_of(request->db, request->arena, subject->issue->id, request->actor->id);
}

static struct outcome *choose_checked(struct request *request, int64_t ref, const struct tool *tool)
{
	struct subject subject;
	struct outcome *wrong = subject_find(request, ref, &subject);

	if (wrong)
		return wrong;
	if (!may_choose(request, &subject))
		return reject(request,
			"%s is not yours: whoever reported it, or an admin, says which "
			"tool it is about.",
			subject.ref);
	if (subject.tool && subject.tool->id == tool->id)
		return reply_line(request, "%s is about %s already.", subject.ref, tool->name);
	if (subject.tool && !role_may_settle(request, subject.tool))
		return reject(request,
			"%s is with %s already. If that is wrong, tell its owner, or merge it "
			"into the right one.",
			subject.ref, subject.tool->name);
	return choose(request, &subject, tool);
}

static struct outcome *choose_tool(struct request *request)
{
	const char *cursor = request->text;
	const char *ref_word = next_word(request, &cursor);
	const char *tool_word = next_word(request, &cursor);
	const struct tool *tool = tool_word ? tool_called(request, tool_word) : NULL;
	int64_t ref;

	if (!ref_word || !tool || !issue_ref_parse(ref_word, &ref))
		return reject(request, "That tool is not there any more. %s lists those that are.",
			typed(request, "tools", "%s", ""));
	return choose_checked(request, ref, tool);
}

/* "/report LM-9 summarizer" answers the question which tool it is; NULL for any other line. */
static struct outcome *answers_which_tool(struct request *request)
{
	const char *cursor = request->text;
	const char *ref_word = next_word(request, &cursor);
	const char *tool_word = next_word(request, &cursor);
	const struct tool *tool = tool_word && !*cursor ? tool_called(request, tool_word) : NULL;
	int64_t ref;

	if (!tool || !text_starts_with(ref_word, "LM-") || !issue_ref_parse(ref_word, &ref))
		return NULL;
	return choose_checked(request, ref, tool);
}

static int64_t add(struct request *request, const struct tool *tool, const char *text)
{
	const struct event *event = request->event;
	int64_t tool_id = tool ? tool->id : 0;
	int64_t issue = issue_store_create(request->db, tool_id,
		first_words(request->arena, text, TITLE_CHARACTERS), request->now);
	struct report report = {
		.issue = issue,
		.first_issue = issue,
		.reporter = request->actor->id,
		.text = text,
		.minutes_lost = -1,
		.source = text_equal(event->platform, LOCAL_PLATFORM) ? "say" : "command",
		.platform = event->platform,
		.channel = event->place.channel,
		.created_at = request->now,
	};
	struct happening happening = { .change = "reported", .to = tool ? tool->name : NULL };

	if (!issue)
		return 0;
	report_store_add(request->db, &report);
	follower_store_add(request->db, issue, request->actor->id, request->now);
	record(request, issue, &happening);
	return issue;
}

static struct outcome *log_new(struct request *request, const struct tool *tool, const char *text)
{
	int64_t issue = add(request, tool, text);
	struct subject subject;

	if (!issue || subject_find(request, issue, &subject))
		return fail(request, db_failure(request->db, NULL));
	const struct report *report =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	if (!report)
		return fail(request, db_failure(request->db, NULL));
	return answer(request, &subject, report);
}

static struct outcome *already(struct request *request, const struct report *report)
{
	struct message *message = message_create(request->arena);
	struct subject subject;
	struct outcome *wrong = subject_find(request, report->issue, &subject);

	if (wrong)
		return wrong;
	message_line(message, "Logged already, as ");
	message_strong(message, "%s", subject.ref);
	message_text(message,
		" (%s): the same words count once. You will be told when it is settled.",
		issue_status_name(subject.issue->status));
	return reply(request, message);
}

/* The same words said again: one report. With a tool this time, they say which one it was about. */
static struct outcome *said_before(
	struct request *request, const struct tool *tool, const char *text)
{
	const struct report *same = report_store_same(
		request->db, request->arena, request->actor->id, tool ? tool->id : 0, text);

	if (same)
		return already(request, same);
	if (!tool)
		return NULL;
	same = report_store_same(request->db, request->arena, request->actor->id, 0, text);
	return same ? choose_checked(request, same->issue, tool) : NULL;
}

static struct outcome *run(struct request *request)
{
	const char *text = request->text;
	struct outcome *outcome = answers_which_tool(request);

	if (outcome)
		return outcome;
	const struct tool *tool = tool_of_line(request, &text);
	if (text_is_blank(text))
		return args_wrong(request, tool && *request->text
						   ? "What went wrong? Say it in one line"
						   : "What went wrong, and with which tool?");
	outcome = said_before(request, tool, text);
	return outcome ? outcome : log_new(request, tool, text);
}

static const struct handler buttons[] = {
	{ "choose_tool", choose_tool },
	{ "me_too", me_too },
	{ NULL, NULL },
};

const struct command command_report = {
	.name = "report",
	.usage = "[tool] [what went wrong]",
	.example = "summarizer it dropped clause 9",
	.summary = "log a failure of an AI tool",
	.who = "all",
	.slash = true,
	.run = run,
	.buttons = buttons,
};
