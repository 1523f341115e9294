/*
 * A deadline at risk. Whoever answers for the tool hears of it at once, on top of the card; then,
 * each after the tool's waiting time: the backup, the champions, the admins. It ends when somebody
 * has the issue, when it is settled or taken back, and at the deadline.
 *
 * An issue has one ladder, however many of its reporters have a deadline: each person is asked once
 * (escalation_store), and nobody sooner than the waiting time after the one before.
 */
#include "handlers/loop/deadline.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/report_facts.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/escalation_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/recovery_store.h"
#include "storage/report_store.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

enum rung { RUNG_OWNER, RUNG_BACKUP, RUNG_CHAMPIONS, RUNG_ADMINS, RUNGS };

enum { WAIT_MINUTES = 30 }; // of an issue without a tool

static const char *const role_names[] = {
	[RUNG_OWNER] = "owner",
	[RUNG_BACKUP] = "backup",
	[RUNG_CHAMPIONS] = "champion",
	[RUNG_ADMINS] = "admin",
};

static int64_t waiting_time(const struct subject *subject)
{
	int minutes = subject->tool ? subject->tool->escalate_minutes : WAIT_MINUTES;

	return (int64_t)minutes * MS_PER_MINUTE;
}

static struct people one(struct request *request, int64_t id)
{
	const struct person *person = id ? people_store_get(request->db, request->arena, id) : NULL;
	struct people people = { .items = arena_new(request->arena, struct person) };

	if (person)
		people.items[people.count++] = *person;
	return people;
}

static struct people on_rung(struct request *request, const struct subject *subject, enum rung rung)
{
	const struct tool *tool = subject->tool;

	switch (rung) {
	case RUNG_OWNER:
		return one(request, tool ? tool->owner : 0);
	case RUNG_BACKUP:
		return one(request, tool ? tool->backup : 0);
	case RUNG_CHAMPIONS:
		if (!tool)
			break;
		return tool_store_champions(request->db, request->arena, tool->id);
	case RUNG_ADMINS:
		return role_admins(request);
	case RUNGS:
		break;
	}
	return (struct people){ 0 };
}

static bool is_told_by_card(
	struct request *request, const struct subject *subject, const struct person *person)
{
	const struct issue *issue = subject->issue;
	struct people people = role_has_issue(request, issue, subject->tool);

	/* "Open again" is said to them in this very event. */
	if (issue->reopened_at != request->now && notify_has_card(request, issue->id, person->id))
		return false;
	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].id == person->id)
			return true;
	return false;
}

/* Whose card of the issue is only now on its way sees it there. */
static void ask(struct request *request, const struct subject *subject, const struct person *person,
	enum rung rung)
{
	struct happening happening = {
		.change = "escalated", .to = role_names[rung], .anonymous = true
	};

	if (!escalation_store_add(
		    request->db, subject->issue->id, person->id, role_names[rung], request->now))
		return;
	record(request, subject->issue->id, &happening);
	if (!is_told_by_card(request, subject, person))
		notify_deadline(request, subject->issue, person->id);
}

/* Returns how many stand there; *ret_asked: how many of them had not been asked before. */
static int ask_rung(struct request *request, const struct subject *subject,
	const struct report *report, enum rung rung, int *ret_asked)
{
	struct people people = on_rung(request, subject, rung);
	int count = 0;

	*ret_asked = 0;
	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &people.items[i];
		if (!role_is_there(person) || person->id == report->reporter)
			continue;
		count++;
		if (escalation_store_has(request->db, subject->issue->id, person->id))
			continue;
		ask(request, subject, person, rung);
		++*ret_asked;
	}
	return count;
}

static void set_timer(struct request *request, const struct subject *subject,
	const struct report *report, int rung, int64_t at)
{
	if (rung < RUNGS && at < report->deadline)
		timer_store_set(request->db, "deadline",
			arena_printf(request->arena, "%s %" PRId64 " %d", subject->ref, report->id,
				rung),
			at);
}

/* From this rung up to the first where there is somebody new; at the beginning, to the first where
 * there is anybody: who was asked for another reporter has their time. */
static void climb(struct request *request, const struct subject *subject,
	const struct report *report, enum rung from, bool beginning)
{
	for (int rung = from; rung < RUNGS; rung++) {
		int asked = 0;
		int count = ask_rung(request, subject, report, (enum rung)rung, &asked);
		if (!asked && !(beginning && count))
			continue;
		set_timer(request, subject, report, rung + 1, request->now + waiting_time(subject));
		return;
	}
}

/* Who said that it works, or has their work back, needs it no more. */
static bool is_needed(const struct report *report)
{
	return report->deadline && !text_equal(report->verdict, "works") &&
	       !text_equal(report->recovered, "yes");
}

static bool is_at_risk(
	struct request *request, const struct subject *subject, const struct report *report)
{
	return is_needed(report) && report->deadline > request->now &&
	       issue_status_is_live(subject->issue->status) && !subject->issue->worked_around_at;
}

void deadline_begin(
	struct request *request, const struct subject *subject, const struct report *report)
{
	const struct issue *issue = subject->issue;

	if (!is_at_risk(request, subject, report))
		return;
	if (issue->status != ISSUE_ACKNOWLEDGED)
		climb(request, subject, report, RUNG_OWNER, true);
	else if (issue->acknowledged_by != request->actor->id)
		notify_deadline(request, issue, issue->acknowledged_by);
}

void deadlines_resume(struct request *request, const struct subject *subject)
{
	struct reports reports =
		report_store_of_issue(request->db, request->arena, subject->issue->id);

	escalation_store_clear(request->db, subject->issue->id);
	for (size_t i = 0; i < reports.count; i++)
		deadline_begin(request, subject, &reports.items[i]);
}

static int64_t last_asked(struct request *request, int64_t issue)
{
	struct escalations all = escalation_store_all(request->db, request->arena, issue);

	return all.count ? all.items[all.count - 1].at : 0;
}

struct outcome *deadline_due(struct request *request)
{
	const char *cursor = request->text;
	const struct report *report =
		report_store_get(request->db, request->arena, second_number(request));
	struct subject subject;
	int64_t rung;

	next_word(request, &cursor);
	next_word(request, &cursor);
	const char *word = next_word(request, &cursor);
	if (!report || !word || !issue_ref_parse(word, &rung) || rung >= RUNGS)
		return silent(request);
	struct outcome *wrong = subject_find(request, report->issue, &subject);
	if (wrong || !is_at_risk(request, &subject, report) ||
		subject.issue->status == ISSUE_ACKNOWLEDGED)
		return silent(request);
	int64_t next = last_asked(request, subject.issue->id) + waiting_time(&subject);
	if (next > request->now) {
		set_timer(request, &subject, report, (int)rung, next);
		return silent(request);
	}
	climb(request, &subject, report, (enum rung)rung, false);
	notify_receipt_changed(request, report);
	return silent(request);
}

/* --- what people see --- */

/* Of the report that is needed first; NULL: none has a deadline. */
static const struct report *most_urgent(struct request *request, const struct issue *issue)
{
	struct reports reports = report_store_of_issue(request->db, request->arena, issue->id);
	const struct report *first = NULL;

	for (size_t i = 0; i < reports.count; i++)
		if (is_needed(&reports.items[i]) &&
			(!first || reports.items[i].deadline < first->deadline))
			first = &reports.items[i];
	return first;
}

void say_needed_by(struct request *request, struct message *message, const struct issue *issue)
{
	const struct report *report = most_urgent(request, issue);

	if (!report || !issue_status_is_live(issue->status))
		return;
	message_paragraph(message);
	message_strong(message, "Needed by ");
	message_time(message, report->deadline);
}

static void say_asked(struct request *request, struct message *message, const struct issue *issue)
{
	struct escalations all = escalation_store_all(request->db, request->arena, issue->id);

	for (size_t i = 0; i < all.count; i++) {
		message_text(message, i ? ", " : " Asked so far: ");
		say_person_id(request, message, all.items[i].person);
		message_text(message, " (%s)", all.items[i].role);
	}
	if (all.count)
		message_text(message, ".");
}

void say_who_was_asked(struct request *request, struct message *message, const struct issue *issue,
	const struct report *report)
{
	if (!report || !report->deadline || !issue_status_is_live(issue->status))
		return;
	message_line(message, "You need it by ");
	message_time(message, report->deadline);
	message_text(message, ".");
	if (issue->status == ISSUE_ACKNOWLEDGED) {
		message_text(message, " ");
		say_person_id(request, message, issue->acknowledged_by);
		message_text(message, " has it now.");
		return;
	}
	say_asked(request, message, issue);
	if (report->deadline > request->now)
		message_text(message, " Nobody has said yet that they have it.");
}

static void say_recovery_steps(struct request *request, struct message *message,
	const struct tool *tool, const struct report *report)
{
	const char *steps =
		tool ? recovery_store_get(request->db, request->arena, tool->id, report->kind)
		     : NULL;

	if (!steps && tool)
		steps = tool->recovery;
	if (!steps)
		return;
	message_paragraph(message);
	message_strong(message, "To get the work done meanwhile: ");
	message_text(message, "%s", steps);
}

static void say_buttons(struct request *request, struct message *message, const struct issue *issue,
	const struct tool *tool, const struct person *person)
{
	const char *ref = issue_ref(request->arena, issue->id);

	if (issue->status != ISSUE_ACKNOWLEDGED)
		message_button(message, BUTTON_PRIMARY, "I have it", "i_have_it", ref);
	if (role_owns(person, tool) || role_is_admin(request, person))
		message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", ref);
	else if (role_is_champion(request, person, tool))
		message_button(
			message, BUTTON_PLAIN, "Solved with a workaround", "worked_around", ref);
}

static void say_state(struct request *request, struct message *message, const struct issue *issue,
	const struct report *report)
{
	if (!issue_status_is_live(issue->status)) {
		message_line(message, "It is %s now.", issue_status_name(issue->status));
	} else if (issue->status == ISSUE_ACKNOWLEDGED) {
		message_paragraph(message);
		say_person_id(request, message, issue->acknowledged_by);
		message_text(message, " has it now.");
	} else if (report->deadline <= request->now) {
		message_line(message, "That time has passed.");
	} else {
		message_line(message, "Nobody has said yet that they have it.");
		say_asked(request, message, issue);
	}
}

static void say_whose(struct request *request, struct message *message, const struct report *report)
{
	message_paragraph(message);
	if (report->anonymous || !report->reporter)
		message_text(message, "Somebody");
	else
		say_person_id(request, message, report->reporter);
	message_text(message, " needs this by then:");
	say_report(request, message, report, false);
}

const struct message *deadline_card(
	struct request *request, const struct issue *issue, const struct person *person)
{
	struct message *message = message_create(request->arena);
	const struct report *report = most_urgent(request, issue);
	const struct tool *tool =
		issue->tool ? tool_store_get(request->db, request->arena, issue->tool) : NULL;
	const char *ref = issue_ref(request->arena, issue->id);

	message_paragraph(message);
	message_strong(message, "%s", ref);
	message_text(message, " %s", tool_label(tool));
	message_summary(message, "A deadline is at risk: %s %s", ref, issue->title);
	if (issue->status == ISSUE_MERGED) {
		message_text(message, ": it was merged into another and goes on there.");
		return message;
	}
	if (!report) {
		message_text(message, ": nobody needs it by a certain time any more.");
		return message;
	}
	message_text(message, " · needed by ");
	message_time(message, report->deadline);
	say_whose(request, message, report);
	say_recovery_steps(request, message, tool, report);
	say_state(request, message, issue, report);
	if (issue_status_is_live(issue->status) && report->deadline > request->now)
		say_buttons(request, message, issue, tool, person);
	return message;
}
