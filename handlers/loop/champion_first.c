#include "handlers/loop/champion_first.h"

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/assignment_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/recovered_store.h"
#include "storage/recovery_store.h"
#include "storage/report_store.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

/* NULL: nobody is free. The reporter is the actor. */
static const struct person *free_champion(struct request *request, const struct tool *tool)
{
	struct people people = tool_store_champions(request->db, request->arena, tool->id);
	const struct person *best = NULL;
	int fewest = tool->champion_cap;

	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &people.items[i];
		if (!role_is_there(person) || person->id == request->actor->id)
			continue;
		int held = assignment_store_count(request->db, person->id);
		if (held < fewest) {
			fewest = held;
			best = person;
		}
	}
	return best;
}

void champion_take(struct request *request, struct subject *subject)
{
	const struct issue *issue = subject->issue;
	const struct tool *tool = subject->tool;
	struct happening happening = { .change = "given_to_champion", .anonymous = true };

	if (!tool || !tool->champions_first || issue->assignee || issue->acknowledged_at ||
		issue->status != ISSUE_OPEN)
		return;
	const struct person *champion = free_champion(request, tool);
	if (!champion)
		return;
	const char *timezone =
		champion->timezone ? champion->timezone : request->settings->timezone;
	assignment_store_set(request->db, issue->id, champion->id);
	record(request, issue->id, &happening);
	timer_store_set(request->db, "handover", subject->ref,
		working_hours_after(timezone, request->now, tool->acknowledge_minutes));
	subject_refresh(request, subject);
}

static void hand_over(struct request *request, struct subject *subject)
{
	struct happening happening = { .change = "handed_to_owner" };

	assignment_store_set(request->db, subject->issue->id, 0);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
	notify_responsible(request, subject);
}

/* Who has acknowledged it has done something with it. */
struct outcome *handover_due(struct request *request)
{
	struct subject subject;
	struct outcome *gone = subject_of_button(request, &subject);

	if (gone)
		return gone;
	if (!subject.issue->assignee || subject.issue->status == ISSUE_ACKNOWLEDGED ||
		!issue_status_is_live(subject.issue->status))
		return silent(request);
	hand_over(request, &subject);
	return silent(request);
}

struct outcome *hand_to_owner(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!subject.issue->assignee)
		return reply_line(request, "%s is with its owner already.", subject.ref);
	hand_over(request, &subject);
	return reply_line(request, "%s is with its owner now. Thank you.", subject.ref);
}

/* What is written down for its kind of failure, or for all others. NULL: nothing. */
static const char *known_steps(struct request *request, const struct subject *subject)
{
	struct reports reports =
		report_store_of_issue(request->db, request->arena, subject->issue->id);
	const char *steps = NULL;

	if (!subject->tool)
		return NULL;
	for (size_t i = 0; i < reports.count && !steps; i++)
		steps = recovery_store_get(
			request->db, request->arena, subject->tool->id, reports.items[i].kind);
	return steps ? steps : subject->tool->recovery;
}

/* Each reporter is told how, and asked whether it helped. Returns how many. */
static int ask_reporters(struct request *request, const struct issue *issue)
{
	struct reports reports = report_store_of_issue(request->db, request->arena, issue->id);
	int asked = 0;

	for (size_t i = 0; i < reports.count; i++) {
		const struct report *report = &reports.items[i];
		if (!report->reporter || report->reporter == request->actor->id)
			continue;
		recovered_store_ask(request->db, report->id, request->now);
		asked += notify_recovered(request, issue, report->reporter);
	}
	return asked;
}

static struct outcome *work_around(
	struct request *request, struct subject *subject, const char *steps)
{
	struct message *message = message_create(request->arena);
	struct happening happening = { .change = "worked_around", .text = steps };

	assignment_store_work_around(request->db, subject->issue->id, steps, request->now);
	assignment_store_set(request->db, subject->issue->id, 0);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	int asked = ask_reporters(request, subject->issue);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
	notify_responsible(request, subject);
	say_merged(request, message, subject);
	message_line(message,
		"%s has a way round: %s %s told, and asked whether they got their work back. It "
		"stays open for its owner to fix.",
		subject->ref, people_counted(request->arena, asked), asked == 1 ? "is" : "are");
	say_offer_library(request, message, subject);
	return reply(request, message);
}

static struct outcome *not_open(struct request *request, const struct subject *subject)
{
	return reply_line(request, "%s is %s already.", subject->ref,
		issue_status_name(subject->issue->status));
}

static struct outcome *ask_how(struct request *request, const struct subject *subject)
{
	struct form *form =
		form_create(request->arena, "workaround", "A way round", "Tell those who wait");

	form_about(request, form, subject, "");
	struct field *field = form_field(form, FIELD_TEXT, "steps", "How to get the work done");
	field->hint = "Everyone who reported it reads this, and is asked whether it helped.";
	return open_form(request, form,
		reply_line(request,
			"How to get the work done is not written down yet: %s. Then press again.",
			typed(request, "tool", "%s recovery=\"…\"",
				subject->tool ? subject->tool->name : "NAME")));
}

struct outcome *worked_around(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!issue_status_is_live(subject.issue->status))
		return not_open(request, &subject);
	const char *steps = known_steps(request, &subject);
	return steps ? work_around(request, &subject, steps) : ask_how(request, &subject);
}

struct outcome *workaround_sent(struct request *request)
{
	struct subject subject;
	const char *steps = field_value(request, "steps");
	struct outcome *wrong = subject_of_form(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!issue_status_is_live(subject.issue->status))
		return not_open(request, &subject);
	if (!steps)
		return wrong_field(request, NULL, "steps", "Say in a few lines how it is done.");
	return work_around(request, &subject, steps);
}

void say_way_round(struct message *message, const struct issue *issue)
{
	if (!issue->worked_around_at || !issue->workaround || !issue_status_is_live(issue->status))
		return;
	message_paragraph(message);
	message_strong(message, "A way round until it is fixed: ");
	message_text(message, "%s", issue->workaround);
}
