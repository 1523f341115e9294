#include "handlers/loop/relay.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/conversation_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"

enum { LINES_SHOWN = 10, LINE_CHARACTERS = 300 };

static const char *number(struct request *request, int64_t report)
{
	return report ? arena_printf(request->arena, "%" PRId64, report) : NULL;
}

/* Whoever asks has seen it. */
static void acknowledge(struct request *request, const struct subject *subject)
{
	struct happening happening = { .change = "acknowledged",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_ACKNOWLEDGED) };

	if (subject->issue->status != ISSUE_OPEN)
		return;
	issue_store_acknowledge(request->db, subject->issue->id, request->actor->id, request->now);
	record(request, subject->issue->id, &happening);
}

struct outcome *relay_ask(
	struct request *request, struct subject *subject, int64_t report, const char *question)
{
	struct happening happening = {
		.change = "asked", .from = number(request, report), .text = question
	};
	int asked = notify_question(request, subject, report, question);

	if (!asked)
		return reject(request, "Nobody else who reported %s can be asked.", subject->ref);
	record(request, subject->issue->id, &happening);
	acknowledge(request, subject);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
	return reply_line(request,
		"%s %s asked about %s, in private. You will be told what they answer.",
		people_counted(request->arena, asked), asked == 1 ? "is" : "are", subject->ref);
}

static int64_t last_asker(struct request *request, int64_t issue)
{
	struct changes changes = history_store_all(request->db, request->arena, issue);
	int64_t asker = 0;

	for (size_t i = 0; i < changes.count; i++)
		if (text_equal(changes.items[i].change, "asked"))
			asker = changes.items[i].actor;
	return asker;
}

struct outcome *relay_answer(
	struct request *request, const struct subject *subject, const char *answer)
{
	int64_t issue = subject->issue->id;
	const struct report *report =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	struct happening happening = { .change = "answered",
		.from = number(request, report ? report->id : 0),
		.text = answer };

	if (!report && !follower_store_has(request->db, issue, request->actor->id))
		return reject(request,
			"Questions on %s go to those who reported it. If you have it too, log "
			"it with %s.",
			subject->ref, typed(request, "report", "%s", "what went wrong"));
	record(request, issue, &happening);
	notify_answer(request, subject, answer, last_asker(request, issue));
	return reply_line(request,
		"Thank you. Your answer is kept with %s, and whoever has it is told.",
		subject->ref);
}

/* Back to the author of the report, wherever merges have taken it. */
static struct outcome *ask_back(struct request *request, const struct conversation *conversation,
	struct subject *subject, const char *words)
{
	int64_t report = conversation->report;
	struct outcome *wrong = subject_to_handle(request, subject->asked, subject);

	if (wrong)
		return wrong;
	if (!report)
		return reject(request, "Whoever said that cannot be asked any more.");
	return relay_ask(request, subject, report, words);
}

struct outcome *relay_reply(struct request *request)
{
	const struct event *event = request->event;
	struct conversation conversation;
	struct subject subject;

	if (event->type != EVENT_MESSAGE || !event->place.thread || !event->place.channel ||
		!conversation_store_find(
			request->db, event->place.channel, event->place.thread, &conversation) ||
		conversation.person != request->actor->id)
		return NULL;
	struct outcome *wrong = subject_find(request, conversation.issue, &subject);
	const char *words = text_trim(arena_strdup(request->arena, event->message.text));
	if (wrong || text_is_blank(words))
		return wrong ? wrong : silent(request);
	if (conversation.question)
		return relay_answer(request, &subject, words);
	return ask_back(request, &conversation, &subject, words);
}

static bool is_said(const struct change *change)
{
	return text_equal(change->change, "asked") || text_equal(change->change, "answered");
}

static bool concerns(struct request *request, const struct change *change, const struct report *own)
{
	if (change->actor && change->actor == request->actor->id)
		return true;
	if (!change->from_value)
		return own && text_equal(change->change, "asked");
	return own && text_equal(change->from_value, number(request, own->id));
}

static void say_line(struct request *request, struct message *message, const struct change *change)
{
	message_paragraph(message);
	if (change->actor)
		say_person_id(request, message, change->actor);
	else
		message_text(message, "The reporter");
	message_text(message, " %s: %s", change->change,
		first_words(request->arena, change->text, LINE_CHARACTERS));
}

void say_conversation(struct request *request, struct message *message,
	const struct subject *subject, bool insider)
{
	int64_t issue = subject->issue->id;
	struct changes changes = history_store_all(request->db, request->arena, issue);
	const struct report *own =
		report_store_of(request->db, request->arena, issue, request->actor->id);
	size_t first = changes.count;

	for (size_t shown = 0; first > 0 && shown < LINES_SHOWN; first--)
		shown += is_said(&changes.items[first - 1]) &&
			 (insider || concerns(request, &changes.items[first - 1], own));
	for (size_t i = first; i < changes.count; i++)
		if (is_said(&changes.items[i]) &&
			(insider || concerns(request, &changes.items[i], own)))
			say_line(request, message, &changes.items[i]);
}
