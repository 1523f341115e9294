#include "handlers/hours/hours_asked.h"

#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/hours/figures.h"
#include "handlers/hours/hours.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

/* NULL if the actor may. */
static struct outcome *may_not(struct request *request, const struct tool *tool)
{
	if (role_may_handle(request, tool))
		return NULL;
	return reject(request,
		"What work with %s takes is said by its owner, backup, champions and admins. "
		"Please "
		"tell one of them. %s shows what is known.",
		tool->name, typed(request, "roi", "%s", tool->name));
}

static struct outcome *unnamed(struct request *request, const char *command, hours_ask *ask)
{
	const char *nothing = "";
	const struct tool *tool = tool_of_line(request, &nothing);

	if (!tool)
		return ask_which_tool(request, "Of which tool?", command, command);
	struct outcome *wrong = may_not(request, tool);
	return wrong ? wrong : ask(request, tool);
}

struct outcome *hours_typed(
	struct request *request, const char *command, hours_ask *ask, hours_take *take)
{
	struct args args;

	if (text_is_blank(request->text))
		return unnamed(request, command, ask);
	struct outcome *wrong = args_read(request, &args);
	if (wrong)
		return wrong;
	const struct tool *tool = tool_called(request, args.word);
	if (!tool)
		return no_such_tool(request, args.word);
	wrong = may_not(request, tool);
	if (wrong)
		return wrong;
	struct figures figures = { .request = request, .args = &args };
	return args.setting_count ? take(request, tool, &figures) : ask(request, tool);
}

struct outcome *hours_sent(struct request *request, hours_take *take)
{
	const struct tool *tool = tool_called(request, request->text);
	struct figures figures = { .request = request };

	if (!tool)
		return no_such_tool(request, request->text);
	struct outcome *wrong = may_not(request, tool);
	return wrong ? wrong : take(request, tool, &figures);
}

struct outcome *hours_clicked(struct request *request, hours_ask *ask)
{
	const struct tool *tool = tool_called(request, request->text);

	if (!tool)
		return no_such_tool(request, request->text);
	struct outcome *wrong = may_not(request, tool);
	return wrong ? wrong : ask(request, tool);
}

struct outcome *say_how_to_type(
	struct request *request, const struct tool *tool, const char *command, const char *example)
{
	struct message *message = message_create(request->arena);

	say_assumptions(request, message, tool);
	message_line(message, "Say it in one line, for example: ");
	message_code(message, "%s", typed(request, command, "%s", example));
	return reply(request, message);
}

void say_hours_buttons(struct request *request, struct message *message, const struct tool *tool)
{
	if (!role_may_handle(request, tool))
		return;
	message_button(message, BUTTON_PLAIN, "What it took before", "baseline", tool->name);
	message_button(message, BUTTON_PLAIN, "What it takes now", "measure", tool->name);
}
