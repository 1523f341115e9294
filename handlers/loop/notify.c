#include "handlers/loop/notify.h"

#include <inttypes.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/person/gathered.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/gathered_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

enum { MERGE_DEPTH = 20 };

/* One card: of an issue, for a person. */
struct place {
	const struct issue *issue;
	const struct person *person;
	const char *kind;
	int round;
};

static const struct message *render(struct request *request, const struct place *place)
{
	if (text_equal(place->kind, CARD_RECEIPT))
		return receipt_card(request, place->issue, place->person);
	if (text_equal(place->kind, CARD_OWNER))
		return owner_card(request, place->issue, place->person);
	if (text_equal(place->kind, CARD_SETTLED))
		return settled_card(request, place->issue, place->person, place->round);
	if (text_equal(place->kind, CARD_DEADLINE))
		return deadline_card(request, place->issue, place->person);
	if (text_equal(place->kind, CARD_RECOVERED))
		return recovered_card(request, place->issue, place->person);
	if (text_equal(place->kind, CARD_GATHERED))
		return gathered_card(request, place->person, place->round);
	return reopened_card(request, place->issue, place->person);
}

static bool answers_for(const struct request *request, const struct place *place)
{
	int64_t tool = place->issue->tool;

	if (!tool)
		return role_is_admin(request, place->person);
	return role_owns(place->person, tool_store_get(request->db, request->arena, tool));
}

/* People wait for what they pressed or typed, and for what they must act on; what others learn of
 * it may take its turn. */
static enum outbox_priority priority_of(const struct request *request, const struct place *place)
{
	bool waits = place->person->id == request->actor->id ||
		     text_equal(place->kind, CARD_OWNER) || text_equal(place->kind, CARD_DEADLINE);

	if (!waits && text_equal(place->kind, CARD_REOPENED))
		waits = answers_for(request, place);
	return waits ? PRIORITY_INTERACTIVE : PRIORITY_BATCH;
}

/* Who reported it hears back there; all else is said where they are at home. What has been said
 * stays where it is (card_store_show()). */
static const char *where_reported(
	struct request *request, const struct issue *issue, const struct person *person)
{
	const struct report *report =
		report_store_of(request->db, request->arena, issue->id, person->id);
	bool there = report && people_store_account_on(
				       request->db, request->arena, person->id, report->platform);

	return there ? report->platform : person->platform;
}

static const char *where(struct request *request, const struct place *place)
{
	static const char *const of_reporters[] = { CARD_RECEIPT, CARD_SETTLED, CARD_REOPENED,
		CARD_RECOVERED };

	for (size_t i = 0; i < array_length(of_reporters); i++)
		if (text_equal(place->kind, of_reporters[i]))
			return where_reported(request, place->issue, place->person);
	return place->person->platform;
}

typedef void card_put(struct db *db, const struct card_order *order, int64_t now);

static void put(struct request *request, card_put *how, const struct place *place,
	const struct message *message)
{
	if (!message || !role_can_be_told(place->person))
		return;
	_cleanup_free_ char *content = message_to_json(message);
	enum outbox_priority priority = priority_of(request, place);
	struct card_order order = {
		.issue = place->issue->id,
		.person = place->person->id,
		.kind = place->kind,
		.round = place->round,
		.platform = where(request, place),
		.priority = priority,
		.not_before = priority == PRIORITY_BATCH ? when_to_tell(request, place->person) : 0,
		.content = content,
	};

	how(request->db, &order, request->now);
}

/* What their issues became can wait for the end of the day, if they want that. */
static bool gathers(struct request *request, const struct place *place)
{
	if (!text_equal(place->kind, CARD_SETTLED) && !text_equal(place->kind, CARD_REOPENED))
		return false;
	return priority_of(request, place) == PRIORITY_BATCH &&
	       told_daily(request, place->person->id);
}

/* False: this person cannot be written to. */
static bool show(struct request *request, const struct issue *issue, int64_t person,
	const char *kind, int round)
{
	struct place place = {
		.issue = issue,
		.person = people_store_get(request->db, request->arena, person),
		.kind = kind,
		.round = round,
	};

	if (!role_can_be_told(place.person))
		return false;
	if (gathers(request, &place))
		gather(request, place.person,
			&(struct gathered){ .person = person,
				.issue = issue->id,
				.kind = kind,
				.round = round });
	else
		put(request, card_store_show, &place, render(request, &place));
	return true;
}

static void change(struct request *request, const struct issue *issue, const struct card *card)
{
	struct place place = {
		.issue = issue,
		.person = people_store_get(request->db, request->arena, card->person),
		.kind = card->kind,
		.round = card->round,
	};

	if (role_can_be_told(place.person))
		put(request, card_store_change, &place, render(request, &place));
}

/* "Open again" is said once; the owner's card shows what comes after. Fix notifications of earlier
 * rounds have said that they are not the last word. */
static bool concerns(
	const struct card *card, const struct issue *issue, enum cards_of whose, int depth)
{
	if (text_equal(card->kind, CARD_OWNER))
		return depth == 0 || whose == CARDS_OF_EVERYBODY;
	if (text_equal(card->kind, CARD_RECEIPT))
		return whose != CARDS_OF_RESPONSIBLE;
	if (text_equal(card->kind, CARD_DEADLINE))
		return whose != CARDS_OF_RESPONSIBLE &&
		       card->round == issue->round - issue_status_is_settled(issue->status);
	if (text_equal(card->kind, CARD_RECOVERED))
		return whose == CARDS_OF_EVERYBODY;
	if (text_equal(card->kind, CARD_SETTLED))
		return whose == CARDS_OF_EVERYBODY && card->round >= issue->round - 1;
	return false;
}

/* The messages in which this issue was told together with others: of one person, or (0) of all. */
static void refresh_gathered(struct request *request, const struct issue *issue, int64_t person)
{
	struct gathered_list telling =
		gathered_store_telling(request->db, request->arena, issue->id, issue->round - 1);

	for (size_t i = 0; i < telling.count; i++) {
		const struct gathered *first = &telling.items[i];
		struct card card = {
			.person = first->person, .kind = CARD_GATHERED, .round = (int)first->id
		};
		if (!person || person == first->person)
			change(request, issue_store_get(request->db, request->arena, first->issue),
				&card);
	}
}

static void refresh(struct request *request, int64_t id, enum cards_of whose, int depth)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, id);
	struct cards cards = card_store_of_issue(request->db, request->arena, id);

	for (size_t i = 0; issue && i < cards.count; i++)
		if (concerns(&cards.items[i], issue, whose, depth))
			change(request, issue, &cards.items[i]);
	if (issue && whose == CARDS_OF_EVERYBODY)
		refresh_gathered(request, issue, 0);
	if (whose == CARDS_OF_RESPONSIBLE || depth == MERGE_DEPTH)
		return;
	struct issues merged = issue_store_merged_into(request->db, request->arena, id);
	for (size_t i = 0; i < merged.count; i++)
		refresh(request, merged.items[i].id, whose, depth + 1);
}

void cards_refresh(struct request *request, int64_t issue, enum cards_of whose)
{
	refresh(request, issue, whose, 0);
}

void card_refresh_settled(
	struct request *request, const struct issue *issue, int64_t person, int round)
{
	struct card card = { .person = person, .kind = CARD_SETTLED, .round = round };

	change(request, issue, &card);
	refresh_gathered(request, issue, person);
}

/* person 0: of everybody. */
static void change_kind(
	struct request *request, const struct issue *issue, int64_t person, const char *kind)
{
	struct cards cards = card_store_of_issue(request->db, request->arena, issue->id);

	for (size_t i = 0; i < cards.count; i++)
		if ((!person || cards.items[i].person == person) &&
			text_equal(cards.items[i].kind, kind))
			change(request, issue, &cards.items[i]);
}

void notify_deadline_passed(struct request *request, const struct issue *issue)
{
	change_kind(request, issue, 0, CARD_DEADLINE);
}

void notify_receipt_changed(struct request *request, const struct report *report)
{
	const struct issue *issue =
		issue_store_get(request->db, request->arena, report->first_issue);

	if (issue && report->reporter)
		change_kind(request, issue, report->reporter, CARD_RECEIPT);
}

void notify_deadline(struct request *request, const struct issue *issue, int64_t person)
{
	show(request, issue, person, CARD_DEADLINE, issue->round);
}

bool notify_recovered(struct request *request, const struct issue *issue, int64_t person)
{
	return show(request, issue, person, CARD_RECOVERED, issue->worked_around_at ? 1 : 0);
}

void notify_recovered_answer(
	struct request *request, const struct subject *subject, const struct report *report)
{
	change_kind(request, subject->issue, report->reporter, CARD_RECOVERED);
	notify_receipt_changed(request, report);
	cards_refresh(request, subject->issue->id, CARDS_OF_RESPONSIBLE);
}

static bool has_card(const struct cards *cards, int64_t person, const char *kind)
{
	for (size_t i = 0; i < cards->count; i++)
		if (cards->items[i].person == person && text_equal(cards->items[i].kind, kind))
			return true;
	return false;
}

bool notify_has_card(struct request *request, int64_t issue, int64_t person)
{
	struct cards cards = card_store_of_issue(request->db, request->arena, issue);

	return has_card(&cards, person, CARD_OWNER);
}

bool notify_new_responsible(struct request *request, const struct subject *subject)
{
	struct cards cards = card_store_of_issue(request->db, request->arena, subject->issue->id);
	struct people people = role_has_issue(request, subject->issue, subject->tool);
	bool some = false;

	for (size_t i = 0; i < people.count; i++) {
		int64_t person = people.items[i].id;
		if (person != request->actor->id && !has_card(&cards, person, CARD_OWNER))
			some |= show(request, subject->issue, person, CARD_OWNER, 0);
	}
	return some;
}

void notify_responsible(struct request *request, const struct subject *subject)
{
	cards_refresh(request, subject->issue->id, CARDS_OF_RESPONSIBLE);
	notify_new_responsible(request, subject);
}

void notify_logged(
	struct request *request, const struct subject *subject, const struct message *receipt)
{
	struct place place = {
		.issue = subject->issue,
		.person = request->actor,
		.kind = CARD_RECEIPT,
	};

	put(request, card_store_show, &place, receipt);
	notify_responsible(request, subject);
}

void notify_receipt(struct request *request, const struct subject *subject)
{
	show(request, subject->issue, request->actor->id, CARD_RECEIPT, 0);
}

static void answer_in_thread(
	struct request *request, const struct subject *subject, const struct report *report)
{
	const char *thread = report->thread ? report->thread : report->message;
	struct message *message = message_create(request->arena);
	const struct issue *issue = subject->issue;

	message_paragraph(message);
	message_strong(message, "%s was %s", subject->ref,
		issue_was_declined(issue) ? "declined" : "fixed");
	message_text(message, issue->note ? ":" : ".");
	if (issue->note)
		say_words(message, issue->note);
	if (issue->workaround && issue_was_declined(issue))
		message_line(message, "Instead: %s", issue->workaround);
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "thread:%" PRId64 ":%d:%s:%s", issue->id,
			issue->round, report->channel, thread),
		.platform = report->platform,
		.channel = report->channel,
		.thread = thread,
		.issue = issue->id,
		.kind = "thread",
		.priority = PRIORITY_BATCH,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

int notify_settled_count(struct request *request, int64_t issue)
{
	struct person_ids followers = follower_store_all(request->db, request->arena, issue);
	int count = 0;

	for (size_t i = 0; i < followers.count; i++)
		if (followers.items[i] != request->actor->id)
			count += role_can_be_told(
				people_store_get(request->db, request->arena, followers.items[i]));
	return count;
}

int notify_settled(struct request *request, const struct subject *subject)
{
	const struct issue *issue = subject->issue;
	struct person_ids followers = follower_store_all(request->db, request->arena, issue->id);
	struct reports reports = report_store_of_issue(request->db, request->arena, issue->id);
	int told = 0;

	cards_refresh(request, issue->id, CARDS_OF_EVERYBODY);
	for (size_t i = 0; i < followers.count; i++)
		if (followers.items[i] != request->actor->id)
			told += show(
				request, issue, followers.items[i], CARD_SETTLED, issue->round);
	for (size_t i = 0; i < reports.count; i++)
		if (reports.items[i].channel && reports.items[i].message)
			answer_in_thread(request, subject, &reports.items[i]);
	return told;
}

void notify_reopened(struct request *request, const struct subject *subject)
{
	const struct issue *issue = subject->issue;
	struct people people = role_responsible(request, subject->tool);
	struct person_ids followers = follower_store_all(request->db, request->arena, issue->id);

	cards_refresh(request, issue->id, CARDS_AND_RECEIPTS);
	notify_responsible(request, subject);
	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].id != request->actor->id)
			show(request, issue, people.items[i].id, CARD_REOPENED, issue->round);
	for (size_t i = 0; i < followers.count; i++)
		if (followers.items[i] != request->actor->id)
			show(request, issue, followers.items[i], CARD_REOPENED, issue->round);
}

/* A direct message that is said once and never edited: one for each event and person; a reply to it
 * is found by its key (storage/conversation_store.c). False: this person cannot be written to. */
static bool tell(struct request *request, const struct subject *subject, const char *kind,
	int64_t person_id, const struct message *message)
{
	bool question = text_equal(kind, "question");
	const struct person *person = people_store_get(request->db, request->arena, person_id);

	if (!role_can_be_told(person))
		return false;
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%" PRId64 ":%s:%s:%" PRId64, kind,
			subject->issue->id, request->event->platform, request->event->id,
			person->id),
		.platform = question ? where_reported(request, subject->issue, person)
				     : person->platform,
		.person = person->id,
		.issue = subject->issue->id,
		.kind = kind,
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
	return true;
}

void notify_gathered(struct request *request, const struct gathered *first)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, first->issue);

	show(request, issue, first->person, CARD_GATHERED, (int)first->id);
}

static const struct message *question_message(
	struct request *request, const struct subject *subject, const char *question)
{
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	say_person(message, request->actor);
	message_text(message, " asks about your issue ");
	message_strong(message, "%s", subject->ref);
	message_text(message, " (%s):", subject->issue->title);
	say_words(message, question);
	message_line(message, "Reply in this thread, or press Answer. To answer: ");
	message_code(message, "%s", typed(request, "answer", "%s your answer", subject->ref));
	message_button(message, BUTTON_PRIMARY, "Answer", "answer", subject->ref);
	message_summary(message, "A question about your issue %s: %s", subject->ref,
		first_words(request->arena, question, 200));
	return message;
}

static bool contains(const struct person_ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (ids->items[i] == id)
			return true;
	return false;
}

int notify_question(struct request *request, const struct subject *subject, int64_t report,
	const char *question)
{
	struct reports reports =
		report_store_of_issue(request->db, request->arena, subject->issue->id);
	const struct message *message = question_message(request, subject, question);
	struct person_ids seen = { .items = arena_array(
					   request->arena, reports.count + 1, int64_t) };
	int asked = 0;

	for (size_t i = 0; i < reports.count; i++) {
		int64_t person = reports.items[i].reporter;
		if (!person || person == request->actor->id || contains(&seen, person))
			continue;
		if (report && report != reports.items[i].id)
			continue;
		seen.items[seen.count++] = person;
		asked += tell(request, subject, "question", person, message);
	}
	return asked;
}

static const struct message *answer_message(
	struct request *request, const struct subject *subject, const char *answer)
{
	struct message *message = message_create(request->arena);
	int64_t issue = subject->issue->id;
	bool named = named_actor(request, issue) != 0;
	const struct report *report =
		report_store_of(request->db, request->arena, issue, request->actor->id);

	message_paragraph(message);
	if (named)
		say_person(message, request->actor);
	else
		message_text(message, "The reporter");
	message_text(message, " answers on ");
	message_strong(message, "%s", subject->ref);
	message_text(message, " (%s):", subject->issue->title);
	say_words(message, answer);
	if (report)
		message_button(message, BUTTON_PLAIN, "Reply", "ask",
			arena_printf(request->arena, "%s %" PRId64, subject->ref, report->id));
	message_summary(message, "An answer on %s: %s", subject->ref,
		first_words(request->arena, answer, 200));
	return message;
}

void notify_answer(
	struct request *request, const struct subject *subject, const char *answer, int64_t asker)
{
	const struct message *message = answer_message(request, subject, answer);
	struct people people = role_has_issue(request, subject->issue, subject->tool);

	for (size_t i = 0; i < people.count; i++) {
		int64_t person = people.items[i].id;
		if (person == asker)
			asker = 0;
		if (person != request->actor->id)
			tell(request, subject, "answer", person, message);
	}
	if (asker && asker != request->actor->id)
		tell(request, subject, "answer", asker, message);
	cards_refresh(request, subject->issue->id, CARDS_OF_RESPONSIBLE);
}

/* Who acknowledged it, while they are there; else whoever it is with. */
static struct people who_has(struct request *request, const struct subject *subject)
{
	const struct issue *issue = subject->issue;
	const struct person *person =
		issue->status == ISSUE_ACKNOWLEDGED
			? people_store_get(request->db, request->arena, issue->acknowledged_by)
			: NULL;

	if (!person || !role_is_there(person))
		return role_has_issue(request, issue, subject->tool);
	struct people one = { .items = arena_new(request->arena, struct person), .count = 1 };
	one.items[0] = *person;
	return one;
}

void notify_not_recovered(
	struct request *request, const struct subject *subject, const struct report *report)
{
	struct message *message = message_create(request->arena);
	struct people people = who_has(request, subject);

	message_paragraph(message);
	if (named_actor(request, subject->issue->id))
		say_person(message, request->actor);
	else
		message_text(message, "The reporter");
	message_text(message, " did not get their work back: ");
	message_strong(message, "%s", subject->ref);
	message_text(message, " %s", subject->issue->title);
	message_button(message, BUTTON_PLAIN, "Ask", "ask",
		arena_printf(request->arena, "%s %" PRId64, subject->ref, report->id));
	for (size_t i = 0; i < people.count; i++)
		if (people.items[i].id != request->actor->id)
			tell(request, subject, "not_recovered", people.items[i].id, message);
}
