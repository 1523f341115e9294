#include "handlers/week/monday_list.h"

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "handlers/command.h"
#include "handlers/loop/promise.h"
#include "handlers/office/queue.h"
#include "handlers/roles.h"
#include "handlers/tool/card_review.h"
#include "handlers/week/personal_schedule.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/assignment_store.h"
#include "storage/issue_store.h"
#include "storage/numbers_issues.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 5, TITLE_CHARACTERS = 60, CONFIRMED_DAYS = 7, LATELY_DAYS = 14 };

/* --- what is overdue --- */

static void say_queued(struct request *request, struct message *message, const struct queued *item)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, item->issue.id);

	if (!issue)
		return;
	message_line(message, "• ");
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " %s: %s · ", tool_label(item->tool),
		first_words(request->arena, issue->title, TITLE_CHARACTERS));
	if (promise_is_overdue(request, &item->promise))
		say_promise(request, message, &item->promise);
	else
		message_text(message, "needed soon");
}

static bool say_overdue(struct request *theirs, struct message *message)
{
	struct queue queue = queue_of_actor(theirs);
	size_t overdue = 0;

	while (overdue < queue.count && queue.items[overdue].overdue)
		overdue++; /* they come first */
	if (!overdue)
		return false;
	message_paragraph(message);
	message_strong(message, "Overdue");
	for (size_t i = 0; i < overdue && i < SHOWN; i++)
		say_queued(theirs, message, &queue.items[i]);
	if (overdue > SHOWN)
		message_line(message, "and %zu more: %s", overdue - SHOWN,
			typed(theirs, "mine", "%s", ""));
	return true;
}

/* --- of each of their tools --- */

/* Fixed more than a week ago: whoever wanted to say whether it is true has had the time. In one
 * list each. */
static bool say_unconfirmed(
	struct request *request, struct message *message, const struct tool *tool)
{
	struct numbered_issues issues = numbers_issues(request->db, request->arena,
		NUMBER_UNVERIFIED, tool->id, request->now - (int64_t)LATELY_DAYS * MS_PER_DAY,
		request->now - (int64_t)CONFIRMED_DAYS * MS_PER_DAY, SHOWN + 1);

	if (!issues.count)
		return false;
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	message_text(message, ": fixed, and nobody has said whether it is true: ");
	for (size_t i = 0; i < issues.count && i < SHOWN; i++)
		message_text(
			message, "%s%s", i ? ", " : "", issue_ref(request->arena, issues.items[i]));
	message_text(message, issues.count > SHOWN ? " and more." : ".");
	return true;
}

static bool say_stale_card(
	struct request *request, struct message *message, const struct tool *tool)
{
	if (!card_is_stale(request, tool))
		return false;
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	message_text(message, ": nobody has looked at the trust card for %s. Is it still right?",
		age(request->arena, request->now - tool->card_at));
	return true;
}

static bool say_full_champions(
	struct request *request, struct message *message, const struct tool *tool)
{
	struct people champions = tool_store_champions(request->db, request->arena, tool->id);
	bool any = false;

	for (size_t i = 0; i < champions.count; i++) {
		int held = assignment_store_count(request->db, champions.items[i].id);
		if (held < tool->champion_cap)
			continue;
		message_paragraph(message);
		message_strong(message, "%s", tool->name);
		message_text(message, ": ");
		say_person(message, &champions.items[i]);
		message_text(message, " holds %s, as many as a champion is to hold.",
			counted(request->arena, held, "open issue", "open issues"));
		any = true;
	}
	return any;
}

static bool say_tool(struct request *request, struct message *message, const struct tool *tool)
{
	bool any = say_unconfirmed(request, message, tool);

	any |= say_stale_card(request, message, tool);
	any |= say_full_champions(request, message, tool);
	return any;
}

static bool answers_for(
	struct request *request, const struct person *person, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);

	return tool->stage != STAGE_RETIRED && people.count && people.items[0].id == person->id &&
	       role_owns(person, tool);
}

void monday_list_look(struct request *request, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);

	if (people.count && answers_for(request, &people.items[0], tool))
		personal_schedule_keep(request, &people.items[0], MONDAY_LIST);
}

void monday_list_act(struct request *request, const struct schedule_due *due)
{
	const struct person *person = personal_schedule_to(request, due);
	struct message *message = message_create(request->arena);
	struct request theirs = *request;
	size_t tools_of_theirs = 0;

	if (!person)
		return;
	theirs.actor = person;
	message_line(message, "Your Monday list: what needs you.");
	bool any = say_overdue(&theirs, message);
	struct tools tools = tool_store_owned_by(request->db, request->arena, person->id);
	for (size_t i = 0; i < tools.count; i++) {
		if (!answers_for(request, person, &tools.items[i]))
			continue;
		tools_of_theirs++;
		any |= say_tool(request, message, &tools.items[i]);
	}
	if (!tools_of_theirs)
		personal_schedule_end(request, person, MONDAY_LIST);
	else if (any)
		personal_schedule_tell(request, due, person, message);
}
