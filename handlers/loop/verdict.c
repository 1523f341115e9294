#include "handlers/loop/verdict.h"

#include <limits.h>
#include <stdlib.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/promise.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/assignment_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

void reopen(struct request *request, struct subject *subject, const char *why)
{
	struct happening happening = { .change = "reopened",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_REOPENED),
		.text = why };

	issue_store_reopen(request->db, subject->issue->id, request->now);
	assignment_store_set(request->db, subject->issue->id, 0); // what was settled is its owner's
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	notify_reopened(request, subject);
	deadlines_resume(request, subject);
	promise_begin(request, subject);
}

static const char *in_words(const char *verdict)
{
	if (text_equal(verdict, "works"))
		return "it works";
	return text_equal(verdict, "partly") ? "partly" : "still broken";
}

static void verify(struct request *request, struct subject *subject)
{
	struct happening happening = { .change = "verified",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_VERIFIED) };

	issue_store_verify(request->db, subject->issue->id, request->now);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
}

/* What the verdict does to the issue, if it speaks of the last round. */
static void apply(struct request *request, struct subject *subject, const char *verdict)
{
	enum issue_status status = subject->issue->status;
	bool works = text_equal(verdict, "works");

	if (works && status == ISSUE_FIXED)
		verify(request, subject);
	else if (!works && (status == ISSUE_FIXED || status == ISSUE_VERIFIED))
		reopen(request, subject, NULL);
	else
		notify_responsible(request, subject);
}

static struct outcome *ask_why(
	struct request *request, const struct subject *subject, struct outcome *otherwise)
{
	struct form *form =
		form_create(request->arena, "why_broken", "What is still wrong", "Send");
	form_about(request, form, subject, "");
	struct field *field = form_field(form, FIELD_LINE, "why", "What is still wrong");

	field->hint = "Your answer is counted, and whoever has it knows. A line helps them.";
	return open_form(request, form, otherwise);
}

struct outcome *add_line(struct request *request, struct subject *subject, const char *line)
{
	struct happening happening = { .change = "added", .text = line };

	record(request, subject->issue->id, &happening);
	notify_responsible(request, subject);
	return reply_line(request,
		"%s is %s. Your line is added where whoever has it reads it, thank you.",
		subject->ref, issue_status_name(subject->issue->status));
}

struct outcome *verdict_why(struct request *request)
{
	struct subject subject;
	const char *why = field_value(request, "why");
	struct outcome *wrong = subject_of_form(request, &subject);

	if (wrong)
		return wrong;
	if (!follower_store_has(request->db, subject.issue->id, request->actor->id))
		return reject(request, "Only those who follow %s can add to it.", subject.ref);
	if (!why)
		return wrong_field(request, NULL, "why", "One line is enough.");
	return add_line(request, &subject, why);
}

static struct outcome *confirm(
	struct request *request, const struct subject *subject, const char *verdict)
{
	struct message *message = message_create(request->arena);

	if (text_equal(verdict, "works") && !issue_status_is_live(subject->issue->status))
		return reply_line(request, "Thank you: %s is confirmed as fixed.", subject->ref);
	if (text_equal(verdict, "works"))
		return reply_line(request,
			"Thank you, that is noted. Others still have %s, so it stays open.",
			subject->ref);
	message_line(message,
		"Thank you for saying so: %s is open again and whoever has it knows. In one "
		"line, what is still wrong? ",
		subject->ref);
	message_code(
		message, "%s", typed(request, "reopen", "%s what is still wrong", subject->ref));
	return ask_why(request, subject, reply(request, message));
}

static struct outcome *counted_before(
	struct request *request, const struct subject *subject, int round)
{
	const char *verdict = verdict_store_get(
		request->db, request->arena, subject->issue->id, round, request->actor->id);

	return reply_line(request,
		"Your first answer on %s counts, and it was: %s. If that has changed, say so "
		"with %s.",
		subject->ref, in_words(verdict), typed(request, "reopen", "%s why", subject->ref));
}

static struct outcome *count(
	struct request *request, struct subject *subject, int round, const char *verdict)
{
	struct happening happening = { .change = "verdict",
		.from = arena_printf(request->arena, "%d", round),
		.to = verdict };

	if (!verdict_store_add(request->db, subject->issue->id, round, request->actor->id, verdict,
		    request->now))
		return counted_before(request, subject, round);
	record(request, subject->issue->id, &happening);
	if (round == subject->issue->round)
		apply(request, subject, verdict);
	card_refresh_settled(request, subject->issue, request->actor->id, round);
	return confirm(request, subject, verdict);
}

/* Why this press cannot count; NULL if it can. */
static struct outcome *refusal(struct request *request, const struct subject *subject, int round)
{
	if (!follower_store_has(request->db, subject->issue->id, request->actor->id))
		return reject(request,
			"Whether %s is fixed is for those to say who follow it. If you have it "
			"too: %s.",
			subject->ref, typed(request, "follow", "%s", subject->ref));
	if (subject->asked != subject->issue->id)
		return reject(request,
			"%s was merged into %s, which goes on: you will be told when that is "
			"settled.",
			issue_ref(request->arena, subject->asked), subject->ref);
	if (round < 1 || round > subject->issue->round)
		return reject(request, "%s has no such fix to answer to.", subject->ref);
	if (round < subject->issue->round)
		return reject(request,
			"%s was settled again since: please answer on the newer message.",
			subject->ref);
	if (issue_was_declined(subject->issue))
		return reject(
			request, "%s was declined, so there is no fix to answer to.", subject->ref);
	return NULL;
}

/* 0 for what is no round. */
static int round_of(const char *word)
{
	char *end;
	long round = strtol(word, &end, 10);

	return *end || round < 0 || round > INT_MAX ? 0 : (int)round;
}

static struct outcome *press(struct request *request, const char *verdict)
{
	const char *cursor = request->text;
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (wrong)
		return wrong;
	next_word(request, &cursor);
	const char *word = next_word(request, &cursor);
	int round = word ? round_of(word) : subject.issue->round;
	wrong = refusal(request, &subject, round);
	if (wrong)
		return wrong;
	return count(request, &subject, round, verdict);
}

struct outcome *verdict_works(struct request *request)
{
	return press(request, "works");
}

struct outcome *verdict_partly(struct request *request)
{
	return press(request, "partly");
}

struct outcome *verdict_broken(struct request *request)
{
	return press(request, "broken");
}
