/*
 * Did you get your work back? Asked once for each report: of who had a deadline, shortly after it,
 * in a message; of all others on their next working morning, in the receipt they have already.
 */
#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/deadline.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/promise.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/recovered_store.h"
#include "storage/report_store.h"
#include "storage/timer_store.h"

enum { AFTER_DEADLINE_MS = 15 * MS_PER_MINUTE };

static const struct recovered_answer {
	const char *name, *label, *button, *said;
} answers[] = {
	{ "yes", "Yes", "recovered", "you got your work back. Good" },
	{ "partly", "Partly", "recovered_partly", "you got your work back in part" },
	{ "no", "No", "not_recovered", "you did not get your work back. Whoever has it knows" },
};

static const struct recovered_answer *answer_find(const char *name)
{
	for (size_t i = 0; i < array_length(answers); i++)
		if (text_equal(answers[i].name, name))
			return &answers[i];
	return NULL;
}

static int64_t when_to_ask(struct request *request, const struct report *report)
{
	const struct person *person =
		people_store_get(request->db, request->arena, report->reporter);
	const char *timezone =
		person && person->timezone ? person->timezone : request->settings->timezone;

	if (report->deadline)
		return report->deadline + AFTER_DEADLINE_MS;
	return next_working_morning(timezone, report->created_at);
}

void follow_up(struct request *request, const struct subject *subject, const struct report *report)
{
	if (report->reporter && !report->asked_recovered_at)
		timer_store_set(request->db, "recovered",
			arena_printf(request->arena, "%s %" PRId64,
				issue_ref(request->arena, report->first_issue), report->id),
			when_to_ask(request, report));
	deadline_begin(request, subject, report);
	promise_begin(request, subject);
}

/* Who said that it works has it back; so has who said so. */
static bool is_to_be_asked(
	struct request *request, const struct issue *issue, const struct report *report)
{
	const struct person *person =
		people_store_get(request->db, request->arena, report->reporter);

	if (!person || !role_is_there(person) || report->recovered ||
		text_equal(report->verdict, "works") || issue->status == ISSUE_WITHDRAWN)
		return false;
	return report->deadline || issue_status_is_live(issue->status);
}

struct outcome *recovered_due(struct request *request)
{
	const struct report *report =
		report_store_get(request->db, request->arena, second_number(request));
	struct subject subject;

	if (!report || subject_find(request, report->issue, &subject))
		return silent(request);
	if (report->deadline)
		notify_deadline_passed(request, subject.issue);
	if (!is_to_be_asked(request, subject.issue, report))
		return silent(request);
	recovered_store_ask(request->db, report->id, request->now);
	if (report->deadline)
		notify_recovered(request, subject.issue, report->reporter);
	else
		notify_receipt_changed(request, report);
	return silent(request);
}

static struct outcome *count(struct request *request, struct subject *subject,
	const struct report *report, const char *name)
{
	struct happening happening = { .change = "recovered", .to = name };
	const struct recovered_answer *answer = answer_find(name);

	if (!recovered_store_answer(request->db, report->id, name, request->now)) {
		answer = answer_find(report->recovered);
		return reply_line(request, "Your first answer counts, and it was: %s.",
			answer ? answer->said : "another");
	}
	record(request, subject->issue->id, &happening);
	notify_recovered_answer(request, subject, report);
	if (text_equal(name, "no"))
		notify_not_recovered(request, subject, report);
	return reply_line(request, "Thank you, that is noted: %s.", answer->said);
}

static struct outcome *press(struct request *request, const char *name)
{
	const struct report *report =
		report_store_get(request->db, request->arena, second_number(request));
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (wrong)
		return wrong;
	if (!report || report->reporter != request->actor->id)
		return reject(request,
			"Whether that work came back is for whoever reported it to say. If you "
			"have it too: %s.",
			typed(request, "report", "%s", "what went wrong"));
	if (report->issue != subject.issue->id)
		wrong = subject_find(request, report->issue, &subject);
	return wrong ? wrong : count(request, &subject, report, name);
}

struct outcome *recovered_yes(struct request *request)
{
	return press(request, "yes");
}

struct outcome *recovered_partly(struct request *request)
{
	return press(request, "partly");
}

struct outcome *recovered_no(struct request *request)
{
	return press(request, "no");
}

/* --- what people see --- */

static void say_question(struct request *request, struct message *message,
	const struct issue *issue, const struct report *report)
{
	static const enum button_style styles[] = { BUTTON_PRIMARY, BUTTON_PLAIN, BUTTON_PLAIN };
	const char *value = arena_printf(
		request->arena, "%s %" PRId64, issue_ref(request->arena, issue->id), report->id);

	message_line(message, "Did you get your work back?");
	for (size_t i = 0; i < array_length(answers); i++)
		message_button(message, styles[i], answers[i].label, answers[i].button, value);
}

/* The question while an answer counts, or what they said. */
static void say_question_or_answer(struct request *request, struct message *message,
	const struct issue *issue, const struct report *report)
{
	const struct recovered_answer *answer = answer_find(report->recovered);

	if (recovered_store_is_open(request->db, report->id))
		say_question(request, message, issue, report);
	else if (answer)
		message_line(message, "You said: %s.", answer->said);
}

void say_recovered(struct request *request, struct message *message, const struct issue *issue,
	const struct report *report)
{
	bool asked_elsewhere = report && (report->deadline || issue->worked_around_at);

	if (!report || issue->status == ISSUE_WITHDRAWN)
		return;
	if (report->recovered && !recovered_store_is_open(request->db, report->id))
		say_question_or_answer(request, message, issue, report);
	else if (report->asked_recovered_at && !asked_elsewhere &&
		 issue_status_is_live(issue->status))
		say_question(request, message, issue, report);
}

void say_not_recovered(struct request *request, struct message *message, const struct issue *issue)
{
	int count = recovered_store_count(request->db, issue->id, "no");

	if (count)
		message_line(message, "%d did not get their work back.", count);
}

const struct message *recovered_card(
	struct request *request, const struct issue *issue, const struct person *person)
{
	const struct report *report =
		report_store_of(request->db, request->arena, issue->id, person->id);
	struct message *message = message_create(request->arena);
	const char *ref = issue_ref(request->arena, issue->id);

	message_paragraph(message);
	message_text(message, "About your issue ");
	message_strong(message, "%s", ref);
	message_text(message, ": %s", issue->title);
	message_summary(message, "Did you get your work back? %s: %s", ref, issue->title);
	if (issue->worked_around_at && issue->workaround) {
		message_line(message, "There is a way round until it is fixed:");
		say_words(message, issue->workaround);
	}
	if (report)
		say_question_or_answer(request, message, issue, report);
	else
		message_line(message, "It goes on with another issue it was merged into.");
	return message;
}
