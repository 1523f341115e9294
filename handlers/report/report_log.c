#include "handlers/report/report_log.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/champion_first.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/kinds.h"
#include "handlers/report/which_tool.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/search.h"
#include "storage/tool_store.h"

enum { TITLE_CHARACTERS = 80, SIMILAR_SHOWN = 3 };

struct report report_begin(const struct request *request, const char *source)
{
	const struct event *event = request->event;

	return (struct report){
		.reporter = request->actor->id,
		.text = "",
		.minutes_lost = -1,
		.source = text_equal(event->platform, LOCAL_PLATFORM) ? "say" : source,
		.platform = event->platform,
		.created_at = request->now,
	};
}

struct outcome *report_answer(
	struct request *request, struct subject *subject, const struct report *report)
{
	int64_t tool = subject->tool ? subject->tool->id : 0;
	struct issues similar = search_similar(
		request->db, request->arena, report->text, tool, subject->issue->id, SIMILAR_SHOWN);
	champion_take(request, subject);
	follow_up(request, subject, report);
	const struct message *receipt = receipt_message(request, subject, report, &similar);

	notify_logged(request, subject, receipt);
	struct outcome *outcome = reply(request, receipt);
	outcome->answer.owed = true;
	return outcome;
}

static const char *title_of(struct request *request, const struct report *said)
{
	const char *kind = kind_label(said->kind);

	if (!text_is_blank(said->text))
		return first_words(request->arena, said->text, TITLE_CHARACTERS);
	return kind ? kind : "A failure without words";
}

static int64_t add(struct request *request, const struct tool *tool, const char *title,
	const struct report *said)
{
	struct report report = *said;
	int64_t issue = issue_store_create(request->db, tool ? tool->id : 0,
		title ? title : title_of(request, said), request->now);
	struct happening happening = { .change = "reported", .to = tool ? tool->name : NULL };

	if (!issue)
		return 0;
	report.issue = report.first_issue = issue;
	report_store_add(request->db, &report);
	follower_store_add(request->db, issue, request->actor->id, report.created_at);
	record(request, issue, &happening);
	return issue;
}

struct outcome *report_log_named(struct request *request, const struct tool *tool,
	const struct report *said, int64_t *ret_issue)
{
	const struct report *same = report_store_same(
		request->db, request->arena, request->actor->id, tool ? tool->id : 0, said->text);
	struct subject subject;

	if (same && !report_store_is_unnamed(request->db, same->issue, request->actor->id)) {
		*ret_issue = same->issue;
		return NULL;
	}
	int64_t issue = add(request, tool, NULL, said);
	if (!issue || subject_find(request, issue, &subject))
		return fail(request, db_failure(request->db, NULL));
	const struct report *report =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	if (!report)
		return fail(request, db_failure(request->db, NULL));
	report_answer(request, &subject, report);
	*ret_issue = issue;
	return NULL;
}

static struct outcome *log_new(struct request *request, const struct tool *tool, const char *title,
	const struct report *said)
{
	int64_t issue = add(request, tool, title, said);
	struct subject subject;

	if (!issue || subject_find(request, issue, &subject))
		return fail(request, db_failure(request->db, NULL));
	const struct report *report =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	if (!report)
		return fail(request, db_failure(request->db, NULL));
	return report_answer(request, &subject, report);
}

struct outcome *report_already(struct request *request, const struct report *report)
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
	if (text_is_blank(text))
		return NULL;
	const struct report *same = report_store_same(
		request->db, request->arena, request->actor->id, tool ? tool->id : 0, text);
	if (same)
		return report_already(request, same);
	if (!tool)
		return NULL;
	same = report_store_same(request->db, request->arena, request->actor->id, 0, text);
	return same ? choose_tool_of(request, same->issue, tool) : NULL;
}

const struct report *report_of_message(
	struct request *request, const struct tool *tool, const struct report *said)
{
	if (!said->channel || !said->message)
		return NULL;
	struct reports reports = report_store_by_message(
		request->db, request->arena, said->platform, said->channel, said->message);
	for (size_t i = 0; i < reports.count; i++) {
		const struct issue *issue =
			issue_store_get(request->db, request->arena, reports.items[i].issue);
		if (issue && issue_status_is_live(issue->status) &&
			(!tool || issue->tool == tool->id))
			return &reports.items[i];
	}
	return NULL;
}

void report_join(struct request *request, struct subject *into, const struct report *said)
{
	struct report report = *said;
	struct happening happening = { .change = "me_too" };
	int64_t issue = into->issue->id;

	report.issue = report.first_issue = issue;
	report_store_add(request->db, &report);
	follower_store_add(request->db, issue, request->actor->id, report.created_at);
	record(request, issue, &happening);
	subject_refresh(request, into);
	const struct report *own =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	if (own)
		follow_up(request, into, own);
	notify_receipt(request, into);
	notify_responsible(request, into);
}

/* Somebody has said of this very message that it is wrong: it counts there. */
static struct outcome *log_about_message(
	struct request *request, const struct report *there, const struct report *said)
{
	struct subject subject;
	const struct report *own =
		report_store_of(request->db, request->arena, there->issue, request->actor->id);

	if (own)
		return report_already(request, own);
	if (subject_find(request, there->issue, &subject))
		return fail(request, db_failure(request->db, NULL));
	report_join(request, &subject, said);
	own = report_store_of(request->db, request->arena, there->issue, request->actor->id);
	if (!own)
		return fail(request, db_failure(request->db, NULL));
	return reply(request, receipt_message(request, &subject, own, NULL));
}

struct outcome *report_log(struct request *request, const struct tool *tool, const char *title,
	const struct report *said)
{
	struct outcome *outcome = said_before(request, tool, said->text);
	const struct report *there = outcome ? NULL : report_of_message(request, tool, said);

	if (outcome)
		return outcome;
	return there ? log_about_message(request, there, said)
		     : log_new(request, tool, title, said);
}
