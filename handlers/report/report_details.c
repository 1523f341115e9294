#include "handlers/report/report_details.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/direct_message.h"
#include "handlers/report/filing.h"
#include "handlers/report/kinds.h"
#include "handlers/report/report_form.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"

enum { TITLE_CHARACTERS = 80 };

static const struct report *own_report(struct request *request, const struct subject *subject)
{
	return report_store_of(request->db, request->arena, subject->issue->id, request->actor->id);
}

static struct outcome *not_theirs(struct request *request, const struct subject *subject)
{
	return reject(request,
		"You have no report on %s to add to. If you have it too, log it with %s.",
		subject->ref, typed(request, "report", "%s", "what went wrong"));
}

struct outcome *report_details_open(struct request *request)
{
	struct subject subject;

	if (text_starts_with(request->text, "draft "))
		return draft_details(request);
	struct outcome *wrong = subject_of_button(request, &subject);
	if (wrong)
		return wrong;
	const struct report *report = own_report(request, &subject);
	if (!report)
		return not_theirs(request, &subject);
	struct filing filing = {
		.issue = subject.issue->id,
		.what = text_is_blank(report->text) ? NULL : filing_words(request, report->text),
		.kind = report->kind,
		.minutes = report->minutes_lost,
		.got_out = report->got_out,
		.gave_up = report->gave_up,
	};
	return open_form(request, report_form(request, &filing),
		reply_line(request, "To add to %s, type %s.", subject.ref,
			typed(request, "reopen", "%s what you want to add", subject.ref)));
}

/* A deadline that was said before stays if none is chosen now. */
static int64_t deadline(
	struct request *request, const struct filing *filing, const struct report *before)
{
	if (!field_value(request, "deadline"))
		return before->deadline;
	return filing_deadline(request, filing->deadline);
}

/* Words of which the field showed the beginning stay whole. */
static const char *words(
	struct request *request, const struct filing *filing, const struct report *before)
{
	if (!filing->what)
		return "";
	return text_equal(filing->what, filing_words(request, before->text)) ? before->text
									     : filing->what;
}

/* What was logged without words is called by them now, unless others have it too. */
static void entitle(struct request *request, const struct subject *subject,
	const struct report *before, const struct report *report)
{
	const char *kind = kind_label(report->kind);

	if (subject->issue->reports > 1 || !text_is_blank(before->text))
		return;
	if (!text_is_blank(report->text))
		issue_store_set_title(request->db, subject->issue->id,
			first_words(request->arena, report->text, TITLE_CHARACTERS));
	else if (kind)
		issue_store_set_title(request->db, subject->issue->id, kind);
}

struct outcome *report_details_sent(struct request *request, const struct filing *filing)
{
	struct happening happening = { .change = "details" };
	struct subject subject;
	struct outcome *wrong = subject_find(request, filing->issue, &subject);

	if (wrong)
		return wrong;
	const struct report *before = own_report(request, &subject);
	if (!before)
		return not_theirs(request, &subject);
	struct report report = *before;
	report.text = words(request, filing, before);
	report.kind = filing->kind;
	report.minutes_lost = filing->minutes;
	report.deadline = deadline(request, filing, before);
	report.got_out = filing->got_out;
	report.gave_up = filing->gave_up;
	report_store_describe(request->db, &report);
	entitle(request, &subject, before, &report);
	record(request, subject.issue->id, &happening);
	subject_refresh(request, &subject);
	follow_up(request, &subject, &report);
	cards_refresh(request, subject.issue->id, CARDS_AND_RECEIPTS);
	return reply(request, receipt_message(request, &subject, &report, NULL));
}
