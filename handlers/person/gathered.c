/* What people are told together; see gathered.h. */
#include "handlers/person/gathered.h"

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/words.h"
#include "storage/gathered_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/timer_store.h"

#define TIMER "gathered"

enum {
	TOLD_AT = 16 * 60, // late enough to have most of the day, early enough to answer on it
	SATURDAY = 6,
	ISSUES_AT_MOST = 8, // in one message: a platform takes about fifty blocks
};

int64_t next_gathering(const char *timezone, int64_t time)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);
	int64_t day = zone_day(zone, time);

	while (date_of_day(day).weekday >= SATURDAY || zone_moment(zone, day, TOLD_AT) <= time)
		day++;
	return zone_moment(zone, day, TOLD_AT);
}

/* One timer for all: its value says nothing of who is waited for. */
static void arm(struct request *request)
{
	int64_t next = gathered_store_next_due(request->db);

	if (next)
		timer_store_set(request->db, TIMER, "daily", next);
}

void gather(struct request *request, const struct person *person, const struct gathered *gathered)
{
	gathered_store_add(
		request->db, gathered, next_gathering(timezone_of(request, person), request->now));
	arm(request);
}

/* Whether this is still the last word on its issue. What was undone by the person themselves, or
 * overtaken by what stands in another row, is not said. */
static bool holds(struct request *request, const struct gathered *gathered)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, gathered->issue);

	if (!issue || issue->status == ISSUE_WITHDRAWN || gathered->round != issue->round)
		return false;
	if (issue->status == ISSUE_MERGED)
		return true;
	return text_equal(gathered->kind, CARD_REOPENED) == issue_status_is_live(issue->status);
}

static bool is_among(const struct gathered_list *list, int64_t issue)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].issue == issue)
			return true;
	return false;
}

/* What holds of all that waits, each issue once; the rest has ended. */
static struct gathered_list take(struct request *request, int64_t person)
{
	struct gathered_list waiting = gathered_store_waiting(request->db, request->arena, person);
	struct gathered_list holding = {
		.items = arena_array(request->arena, waiting.count + 1, struct gathered),
	};

	for (size_t i = 0; i < waiting.count; i++) {
		const struct gathered *one = &waiting.items[i];
		if (holds(request, one) && !is_among(&holding, one->issue))
			holding.items[holding.count++] = *one;
		else
			gathered_store_end(request->db, one->id, 0, request->now);
	}
	return holding;
}

static void tell(struct request *request, int64_t person)
{
	struct gathered_list holding = take(request, person);

	for (size_t i = 0; i < holding.count; i++) {
		const struct gathered *first = &holding.items[i - i % ISSUES_AT_MOST];
		gathered_store_end(request->db, holding.items[i].id, first->id, request->now);
	}
	for (size_t i = 0; i < holding.count; i += ISSUES_AT_MOST)
		notify_gathered(request, &holding.items[i]);
}

void gathered_hurry(struct request *request, int64_t person)
{
	tell(request, person);
	arm(request);
}

struct outcome *gathered_due(struct request *request)
{
	int64_t person = gathered_store_due_person(request->db, request->now);

	for (; person; person = gathered_store_due_person(request->db, request->now))
		tell(request, person);
	arm(request);
	return silent(request);
}

/* --- what people see --- */

static void say_open_again(struct message *message, const struct issue *issue, const char *ref)
{
	message_paragraph(message);
	message_strong(message, "%s is open again", ref);
	message_text(message,
		": %s. It was not %s for everybody after all. Whoever has it knows, and you will "
		"be told when it is settled.",
		issue->title, issue_was_declined(issue) ? "settled" : "fixed");
}

static void say_one(struct request *request, struct message *message,
	const struct gathered *gathered, const struct person *person)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, gathered->issue);
	const char *ref = issue_ref(request->arena, gathered->issue);

	if (!issue)
		return;
	if (issue->status == ISSUE_MERGED)
		message_line(message, "%s was merged into another issue, and goes on there.", ref);
	else if (issue->status == ISSUE_WITHDRAWN)
		message_line(message, "%s was withdrawn.", ref);
	else if (holds(request, gathered) && text_equal(gathered->kind, CARD_SETTLED))
		say_settling(request, message, issue, person);
	else if (holds(request, gathered))
		say_open_again(message, issue, ref);
	else
		message_line(message, "%s: %s. Since then it was %s; a newer message has it.", ref,
			issue->title,
			issue_status_is_live(issue->status) ? "opened again" : "settled");
}

const struct message *gathered_card(
	struct request *request, const struct person *person, int64_t gathering)
{
	struct gathered_list list = gathered_store_of(request->db, request->arena, gathering);
	struct message *message = message_create(request->arena);

	message_line(message, "What became of the issues you follow:");
	for (size_t i = 0; i < list.count; i++) {
		message_divider(message);
		say_one(request, message, &list.items[i], person);
	}
	message_buttons(message);
	say_settings(message);
	message_summary(message, "What became of %s you follow",
		counted(request->arena, (int64_t)list.count, "issue", "issues"));
	return list.count ? message : NULL;
}
