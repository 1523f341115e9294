/* trust: how far a tool can be relied on, and what keeps that card true. */
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/card_review.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_word.h"
#include "handlers/tool/trust_card.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

static struct outcome *look(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	const struct tool *tool = tool_asked(request, args.rest, &wrong);
	if (tool)
		return reply(request, trust_card(request, tool));
	return wrong ? wrong : ask_which_tool(request, "Whose trust card?", "trust", "trust");
}

static struct outcome *run(struct request *request)
{
	return answer_aside(request, look);
}

/* The button: the card of the tool it names, with new numbers. */
static struct outcome *look_at_named(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);

	if (!tool)
		return no_such_tool(request, request->text);
	return reply(request, trust_card(request, tool));
}

static struct outcome *show(struct request *request)
{
	return answer_aside(request, look_at_named);
}

static const struct handler buttons[] = {
	{ "trust", show },
	{ "card_right", card_right },
	{ "add_to_fails", add_to_fails },
	{ NULL, NULL },
};
static const struct handler timers[] = { { "card_review", card_review_due }, { NULL, NULL } };

const struct command command_trust = {
	.name = "trust",
	.usage = "[tool]",
	.example = "summarizer",
	.summary = "the trust card: what a tool is good at, where it fails, how to check it",
	.who = "all",
	.slash = true,
	.run = run,
	.buttons = buttons,
	.timers = timers,
};
