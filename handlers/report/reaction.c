#include "handlers/report/reaction.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/report_log.h"
#include "handlers/subject.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

#define TAKEN_BACK_WITHIN MS_PER_MINUTE
#define LATE_AT_MOST MS_PER_DAY

/* When it happened, as the platform says: a late delivery is no late act. What it says is not
 * believed further than a delivery may be late. */
static int64_t event_time(const struct request *request)
{
	int64_t at = request->event->happened_at;

	return at > request->now - LATE_AT_MOST && at < request->now ? at : request->now;
}

/* The actor's own report of the message; NULL if there is none. Where the conversation is one's own
 * its id is not kept, and the message's id alone tells them apart. */
static const struct report *own_report(struct request *request)
{
	const struct event_place *place = &request->event->place;
	struct reports own = report_store_by(request->db, request->arena, request->actor->id);

	for (size_t i = own.count; i > 0; i--) {
		const struct report *report = &own.items[i - 1];
		if (!text_equal(report->message, place->message) ||
			!text_equal(report->platform, request->event->platform))
			continue;
		if (place->direct ? !report->channel : text_equal(report->channel, place->channel))
			return report;
	}
	return NULL;
}

static const char *title(struct request *request, const struct tool *tool)
{
	const struct event_place *place = &request->event->place;
	const char *name = place->channel_name;

	if (place->direct)
		return "A message in a direct conversation";
	if (place->is_private)
		return "A message in a private channel";
	if (!name && tool && text_equal(tool->channel, place->channel))
		name = tool->channel_name;
	return name ? arena_printf(request->arena, "A message in #%s", name)
		    : "A message in a channel";
}

/* The link is kept where everybody can follow it. */
static struct report from_reaction(struct request *request)
{
	const struct event_place *place = &request->event->place;
	struct report report = report_begin(request, "reaction");

	report.created_at = event_time(request);
	report.message = place->message;
	if (place->direct)
		return report;
	report.channel = place->channel;
	report.permalink = place->is_private ? NULL : request->event->reaction.permalink;
	return report;
}

/* The message was reported and that is settled: the last such issue; NULL if there is none. */
static const struct issue *settled_issue(struct request *request, const struct report *said)
{
	const struct issue *settled = NULL;

	if (!said->channel)
		return NULL;
	struct reports reports = report_store_by_message(
		request->db, request->arena, said->platform, said->channel, said->message);
	for (size_t i = 0; i < reports.count; i++) {
		const struct issue *issue =
			issue_store_get(request->db, request->arena, reports.items[i].issue);
		if (issue && issue_status_is_settled(issue->status))
			settled = issue;
	}
	return settled;
}

/* What was wrong then is not wrong again: they learn what became of it. */
static struct outcome *say_settled(struct request *request, const struct issue *issue)
{
	struct message *message = message_create(request->arena);
	bool declined = issue_was_declined(issue);

	message_line(message, "That message was reported as ");
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, ", which was %s%s", declined ? "declined" : "fixed",
		issue->note ? ":" : ".");
	if (issue->note)
		say_words(message, issue->note);
	if (declined && issue->workaround)
		message_line(message, "Instead: %s", issue->workaround);
	message_line(message, "If it happens again, log it: ");
	message_code(message, "%s", typed(request, "report", "%s", "[tool] [what went wrong]"));
	notify_offer(request, message);
	return silent(request);
}

static struct outcome *added(struct request *request)
{
	const struct tool *tool = tool_of_message(request, request->event->reaction.author);
	struct report report = from_reaction(request);

	if (own_report(request))
		return silent(request);
	/* Whatever tool it is thought to be about: this message has been reported. */
	if (report_of_message(request, NULL, &report))
		tool = NULL;
	else if (settled_issue(request, &report))
		return say_settled(request, settled_issue(request, &report));
	struct outcome *outcome = report_log(request, tool, title(request, tool), &report);
	return outcome->type == OUTCOME_FAIL ? outcome : silent(request);
}

/* What reporters themselves do; anything else is work that somebody has put into it. */
static bool is_of_reporters(const char *change)
{
	static const char *const changes[] = { "reported", "me_too", "details", "added", "tool",
		"withdrawn", NULL };

	for (size_t i = 0; changes[i]; i++)
		if (text_equal(changes[i], change))
			return true;
	return false;
}

static bool somebody_acted(struct request *request, const struct report *report)
{
	struct changes changes = history_store_all(request->db, request->arena, report->issue);

	for (size_t i = 0; i < changes.count; i++)
		if (changes.items[i].at >= report->created_at &&
			!is_of_reporters(changes.items[i].change))
			return true;
	return false;
}

/* Moved along with a merge, or acted upon, it is no longer theirs alone. */
static bool may_go(struct request *request, const struct report *report)
{
	return report && text_equal(report->source, "reaction") &&
	       report->issue == report->first_issue &&
	       event_time(request) - report->created_at <= TAKEN_BACK_WITHIN &&
	       !somebody_acted(request, report);
}

static struct outcome *taken_off(struct request *request)
{
	const struct report *report = own_report(request);
	struct happening happening = { .change = "withdrawn" };

	if (!may_go(request, report))
		return silent(request);
	report_store_remove(request->db, report);
	issue_store_withdraw(request->db, report->issue, "Taken back");
	record(request, report->issue, &happening);
	cards_refresh(request, report->issue, CARDS_OF_EVERYBODY);
	return silent(request);
}

struct outcome *reaction(struct request *request)
{
	if (!request->event->place.message)
		return silent(request);
	return request->event->reaction.added ? added(request) : taken_off(request);
}
