/* The home page's "My issues": what somebody reported or follows, and where their word is awaited.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/person/home.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 10, COUNTED = 100 };

static void say_who(struct request *request, struct message *message, const struct issue *issue)
{
	const struct tool *tool =
		issue->tool ? tool_store_get(request->db, request->arena, issue->tool) : NULL;
	struct people people = role_has_issue(request, issue, tool);
	int64_t person = people.count ? people.items[0].id : 0;

	if (issue->status == ISSUE_ACKNOWLEDGED && issue->acknowledged_by)
		person = issue->acknowledged_by;
	if (!tool || !person || !issue_status_is_live(issue->status))
		return;
	message_text(message, " · ");
	if (person == request->actor->id)
		message_text(message, "you have it");
	else
		say_person_id(request, message, person);
}

/* A fix that was announced, to which this person has not answered. */
static bool awaits_word(struct request *request, const struct issue *issue)
{
	int64_t person = request->actor->id;

	return issue->status == ISSUE_FIXED && issue->settled_by != person &&
	       follower_store_has(request->db, issue->id, person) &&
	       !verdict_store_get(request->db, request->arena, issue->id, issue->round, person);
}

static void say_ask(struct request *request, struct message *message, const struct issue *issue)
{
	const char *value = arena_printf(
		request->arena, "%s %d", issue_ref(request->arena, issue->id), issue->round);

	message_button(message, BUTTON_PRIMARY, "Works", "works", value);
	message_button(message, BUTTON_PLAIN, "Partly", "partly", value);
	message_button(message, BUTTON_DANGER, "Still broken", "broken", value);
}

static void say_issue(struct request *request, struct message *message, const struct issue *issue)
{
	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " %s · %s · %s", issue->title, issue_status_name(issue->status),
		home_age(request, issue->created_at));
	say_who(request, message, issue);
	if (awaits_word(request, issue))
		say_ask(request, message, issue);
}

void home_say_mine(struct request *request, struct message *message)
{
	struct issues mine = issue_store_mine(
		request->db, request->arena, request->actor->id, request->now, COUNTED);

	if (!mine.count)
		return;
	message_heading(message, "My issues");
	for (size_t i = 0; i < mine.count && i < SHOWN; i++)
		say_issue(request, message, &mine.items[i]);
	if (mine.count > SHOWN)
		home_say_more(message, mine.count == COUNTED ? 0 : mine.count - SHOWN,
			typed(request, "mine", "%s", ""));
}
