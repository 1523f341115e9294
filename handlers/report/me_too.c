#include "handlers/report/me_too.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/filing.h"
#include "handlers/report/report_log.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/draft_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"

static struct outcome *confirm(struct request *request, const struct subject *subject, bool moved)
{
	struct message *message = message_create(request->arena);

	message->replaces = true;
	say_merged(request, message, subject);
	message_line(message, moved ? "Your report is with " : "You are with ");
	message_strong(message, "%s", subject->ref);
	message_text(message, " now (%s): %s. You will be told when it is settled.",
		people_counted(request->arena, subject->issue->reports), subject->issue->title);
	return reply(request, message);
}

static struct outcome *counted_before(struct request *request, const struct subject *subject)
{
	return reply_line(request,
		"You are counted on %s already. You will be told when it is settled.",
		subject->ref);
}

static struct outcome *no_longer_live(struct request *request, const struct subject *subject)
{
	return reject(request,
		"%s is %s by now, so your report stays where it is. If it happens again after "
		"a fix, say so with %s.",
		subject->ref, issue_status_name(subject->issue->status),
		typed(request, "reopen", "%s why", subject->ref));
}

/* What is filled in around the button counts; elsewhere it is a report without words. */
static struct report what_is_said(struct request *request)
{
	if (!request->form || !text_equal(request->form->name, FORM_REPORT))
		return report_begin(request, "me_too");
	struct filing filing = filing_read(request);
	struct report report = filing_report(request, &filing);
	if (filing.draft &&
		draft_store_get(request->db, request->arena, filing.draft, request->actor->id))
		draft_store_remove(request->db, filing.draft);
	return report;
}

/* On an issue seen elsewhere. */
static struct outcome *add(struct request *request, struct subject *into)
{
	struct report report = what_is_said(request);

	report_join(request, into, &report);
	return confirm(request, into, false);
}

static void merge_away(
	struct request *request, const struct issue *from, const struct subject *into)
{
	struct happening gone = {
		.change = "merged", .from = issue_status_name(from->status), .to = into->ref
	};
	struct happening came = { .change = "me_too", .from = issue_ref(request->arena, from->id) };

	record(request, from->id, &gone);
	issue_store_merge(request->db, from->id, into->issue->id);
	record(request, into->issue->id, &came);
}

static void move_one(struct request *request, const struct issue *from, const struct subject *into)
{
	struct happening happening = {
		.change = "moved", .from = issue_ref(request->arena, from->id), .to = into->ref
	};

	record(request, from->id, &happening);
	report_store_move(request->db, request->actor->id, from->id, into->issue->id);
	record(request, into->issue->id, &happening);
}

static struct outcome *move(struct request *request, const struct issue *from, struct subject *into)
{
	bool alone = from->reports <= 1;

	if (alone)
		merge_away(request, from, into);
	else
		move_one(request, from, into);
	follower_store_add(request->db, into->issue->id, request->actor->id, request->now);
	subject_refresh(request, into);
	const struct report *report =
		report_store_of(request->db, request->arena, into->issue->id, request->actor->id);
	if (report)
		follow_up(request, into, report);
	cards_refresh(request, from->id, CARDS_OF_EVERYBODY);
	if (!alone)
		notify_receipt(request, into);
	notify_responsible(request, into);
	return confirm(request, into, true);
}

/* The issue the report is to leave: still its own, and live. NULL if there is none. */
static const struct issue *leaving(struct request *request, const char *word)
{
	int64_t ref;

	if (!issue_ref_parse(word, &ref))
		return NULL;
	const struct issue *issue =
		issue_now(request, issue_store_get(request->db, request->arena, ref));
	if (!issue || !issue_status_is_live(issue->status))
		return NULL;
	return report_store_of(request->db, request->arena, issue->id, request->actor->id) ? issue
											   : NULL;
}

struct outcome *me_too(struct request *request)
{
	const char *cursor = request->text;
	const char *first = next_word(request, &cursor);
	const char *second = next_word(request, &cursor);
	struct subject into;
	int64_t ref;

	if (!first || !issue_ref_parse(second ? second : first, &ref))
		return reject(request, "This button has lost its issue. %s lists yours.",
			typed(request, "mine", "%s", ""));
	struct outcome *wrong = subject_find(request, ref, &into);
	if (wrong)
		return wrong;
	const struct issue *from = second ? leaving(request, first) : NULL;
	if (from && from->id == into.issue->id)
		return counted_before(request, &into);
	if (!issue_status_is_live(into.issue->status))
		return no_longer_live(request, &into);
	if (from)
		return move(request, from, &into);
	if (report_store_of(request->db, request->arena, into.issue->id, request->actor->id))
		return counted_before(request, &into);
	return add(request, &into);
}
