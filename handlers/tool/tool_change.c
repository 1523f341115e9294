#include "handlers/tool/tool_change.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/library/library.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/trust_card.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { ISSUES_HANDED_OVER = 50 };

bool tool_may_change(const struct request *request, const struct tool *tool)
{
	return tool->owner == request->actor->id || role_is_admin(request, request->actor);
}

struct outcome *tool_may_not_change(struct request *request, const struct tool *tool)
{
	return reject(request,
		"%s can be changed by its owner and by admins. Please ask one of them.",
		tool->name);
}

const char *tool_problem(struct request *request, const struct tool *before,
	const struct tool *changed, const char **ret_key)
{
	bool launches = changed->stage == STAGE_LAUNCHED && before->stage != STAGE_LAUNCHED;

	*ret_key = "backup";
	if (changed->owner && changed->owner == changed->backup)
		return "Owner and backup are the same person; the backup is for when the owner is "
		       "away, so please name another.";
	*ret_key = "stage";
	if (launches && gate_missing(request, changed))
		return arena_printf(request->arena,
			"%s cannot be launched before people know what to do when it fails. "
			"Missing: %s. %s says how to fill in each.",
			changed->name, gate_missing_names(request, changed),
			typed(request, "readiness", "%s", changed->name));
	return NULL;
}

/* Whoever answers for it from now on has the card of each issue that waits. */
static void hand_over(struct request *request, int64_t tool)
{
	struct issues issues =
		issue_store_live(request->db, request->arena, tool, ISSUES_HANDED_OVER);

	for (size_t i = 0; i < issues.count; i++) {
		struct subject subject;
		if (!subject_find(request, issues.items[i].id, &subject))
			notify_responsible(request, &subject);
	}
}

/* The first launch is one that everybody reads of; what was paused goes on without a word. */
static void announce(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	message_strong(message, "%s", tool->title);
	message_text(message, " was launched by ");
	say_person(message, request->actor);
	message_text(message, ". This is how far it can be trusted.");
	say_trust_in_public(request, message, tool);
	message_summary(message, "%s was launched", tool->title);
	struct telling telling = {
		.kind = "launch",
		.which = arena_printf(
			request->arena, "%" PRId64 ":%" PRId64, tool->id, tool->launched_at),
		.message = message,
	};
	tell_home(request, tool, &telling);
}

static bool card_differs(const struct tool *a, const struct tool *b)
{
	return !text_equal(a->good, b->good) || !text_equal(a->fails, b->fails) ||
	       !text_equal(a->verify, b->verify);
}

const struct tool *tool_save(
	struct request *request, const struct tool *before, const struct tool *changed)
{
	struct tool tool = *changed;
	bool first_launch = tool.stage == STAGE_LAUNCHED && !tool.launched_at;

	if (card_differs(before, &tool))
		tool.card_at = request->now;
	if (first_launch)
		tool.launched_at = request->now;
	tool_store_save(request->db, &tool, request->now);
	library_tool_changed(request, before, &tool);
	if (tool.owner != before->owner || tool.backup != before->backup)
		hand_over(request, tool.id);
	orphan_clear(request, &tool);
	if (first_launch)
		announce(request, &tool);
	const struct tool *saved = tool_store_get(request->db, request->arena, tool.id);
	return saved ? saved : changed;
}

void tool_card_confirmed(struct request *request, const struct tool *tool)
{
	struct tool confirmed = *tool;

	confirmed.card_at = request->now;
	tool_store_save(request->db, &confirmed, request->now);
}
