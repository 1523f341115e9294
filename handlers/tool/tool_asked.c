#include "handlers/tool/tool_asked.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

enum { BUTTONS_SHOWN = 20 };

struct outcome *no_such_tool(struct request *request, const char *word)
{
	return reject(request, "There is no tool called “%s”. %s lists them.",
		first_words(request->arena, word, 40), typed(request, "tools", "%s", ""));
}

const struct tool *tool_asked(
	struct request *request, const char *words, struct outcome **ret_wrong)
{
	const char *nothing = "";
	const struct tool *tool;

	*ret_wrong = NULL;
	if (text_is_blank(words))
		return tool_of_line(request, &nothing);
	tool = tool_called(request, words);
	if (!tool)
		*ret_wrong = no_such_tool(request, words);
	return tool;
}

static size_t in_use(const struct tools *tools)
{
	size_t count = 0;

	while (count < tools->count && tools->items[count].stage != STAGE_RETIRED)
		count++; /* retired ones come last */
	return count;
}

struct outcome *ask_which_tool(
	struct request *request, const char *question, const char *button, const char *command)
{
	struct message *message = message_create(request->arena);
	struct tools tools = tool_store_all(request->db, request->arena);
	size_t count = in_use(&tools);

	if (!count)
		return reject(request, "No tool is known yet. An admin names one with %s.",
			typed(request, "tool", "NAME owner=@person"));
	message_line(message, "%s ", question);
	message_code(message, "%s", typed(request, command, "%s", tools.items[0].name));
	message_text(
		message, " names it in words; %s lists all.", typed(request, "tools", "%s", ""));
	for (size_t i = 0; i < count && i < BUTTONS_SHOWN; i++)
		message_button(
			message, BUTTON_PLAIN, tools.items[i].name, button, tools.items[i].name);
	return reply(request, message);
}
