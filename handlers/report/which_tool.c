#include "handlers/report/which_tool.h"

#include <string.h>

#include "bot/event.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/report_log.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

/* Gives a waiting issue its tool: whoever answers for it hears of it now. */
static struct outcome *choose(
	struct request *request, struct subject *subject, const struct tool *tool)
{
	const struct report *report = report_store_of(
		request->db, request->arena, subject->issue->id, request->actor->id);
	struct happening happening = { .change = "tool",
		.from = subject->tool ? subject->tool->name : NULL,
		.to = tool->name };

	issue_store_set_tool(request->db, subject->issue->id, tool->id);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	if (report) {
		struct outcome *outcome = report_answer(request, subject, report);
		outcome->answer.owed = false; // the receipt is changed where it stands
		return outcome;
	}
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
	notify_responsible(request, subject);
	return reply_line(request, "%s is about %s now.", subject->ref, tool->name);
}

static bool may_choose(struct request *request, const struct subject *subject)
{
	return role_may_settle(request, subject->tool) ||
	       report_store_of(request->db, request->arena, subject->issue->id, request->actor->id);
}

struct outcome *choose_tool_of(struct request *request, int64_t ref, const struct tool *tool)
{
	struct subject subject;
	struct outcome *wrong = subject_find(request, ref, &subject);

	if (wrong)
		return wrong;
	if (!may_choose(request, &subject))
		return reject(request,
			"%s is not yours: whoever reported it, or an admin, says which "
			"tool it is about.",
			subject.ref);
	if (subject.tool && subject.tool->id == tool->id)
		return reply_line(request, "%s is about %s already.", subject.ref, tool->name);
	if (subject.tool && !role_may_settle(request, subject.tool))
		return reject(request,
			"%s is with %s already. If that is wrong, tell its owner, or merge it "
			"into the right one.",
			subject.ref, subject.tool->name);
	return choose(request, &subject, tool);
}

struct outcome *choose_tool(struct request *request)
{
	const char *cursor = request->text;
	const char *ref_word = next_word(request, &cursor);
	const char *tool_word = next_word(request, &cursor);
	const struct tool *tool = tool_word ? tool_called(request, tool_word) : NULL;
	int64_t ref;

	if (!ref_word || !tool || !issue_ref_parse(ref_word, &ref))
		return reject(request, "That tool is not there any more. %s lists those that are.",
			typed(request, "tools", "%s", ""));
	return choose_tool_of(request, ref, tool);
}

struct outcome *answers_which_tool(struct request *request)
{
	const char *cursor = request->text;
	const char *ref_word = next_word(request, &cursor);
	const char *tool_word = next_word(request, &cursor);
	const struct tool *tool = tool_word && !*cursor ? tool_called(request, tool_word) : NULL;
	int64_t ref;

	if (!tool || !text_starts_with(ref_word, "LM-") || !issue_ref_parse(ref_word, &ref))
		return NULL;
	return choose_tool_of(request, ref, tool);
}
