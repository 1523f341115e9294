/* tool NAME: shows a tool, or changes it; an admin names a new one by setting something of it. */
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_form.h"
#include "handlers/tool/tool_keys.h"
#include "handlers/tool/tool_show.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/tool_store.h"

static struct outcome *change(
	struct request *request, const struct tool *tool, const struct args *args)
{
	struct message *message = message_create(request->arena);
	struct tool changed = *tool;
	const char *key;

	if (!tool_may_change(request, tool))
		return tool_may_not_change(request, tool);
	for (size_t i = 0; i < args->setting_count; i++) {
		const char *problem = tool_set(request, &changed, &args->settings[i]);
		if (problem)
			return reject(request, "%s", problem);
	}
	const char *problem = tool_problem(request, tool, &changed, &key);
	if (problem)
		return reject(request, "%s", problem);
	message_line(message, "Saved.");
	say_tool(request, message, tool_save(request, tool, &changed));
	return reply(request, message);
}

static struct outcome *unknown(struct request *request, const char *word)
{
	return reject(request,
		"There is no tool called “%s”. %s lists them; an admin names a new one with %s.",
		first_words(request->arena, word, 40), typed(request, "tools", "%s", ""),
		typed(request, "tool", "NAME owner=@person"));
}

static struct outcome *create(struct request *request, const struct args *args)
{
	int64_t id;

	if (!args->setting_count || !role_is_admin(request, request->actor))
		return unknown(request, args->word);
	if (!tool_name_allowed(args->word))
		return reject(request,
			"“%s” cannot be a tool's name: it is one word of letters, digits and "
			"dashes, "
			"at most 40, and not the number of an issue.",
			first_words(request->arena, args->word, 40));
	if (tool_store_create(request->db, args->word, request->now, &id) != 0)
		return unknown(request, args->word);
	const struct tool *tool = tool_store_get(request->db, request->arena, id);
	return tool ? change(request, tool, args) : fail(request, db_failure(request->db, NULL));
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	struct message *message = message_create(request->arena);

	if (wrong && text_is_blank(request->text) && role_is_admin(request, request->actor))
		return open_tool_form(request, NULL, wrong);
	if (wrong)
		return wrong;
	const struct tool *tool = tool_called(request, args.word);
	if (!tool)
		return create(request, &args);
	if (args.setting_count)
		return change(request, tool, &args);
	say_tool(request, message, tool);
	return reply(request, message);
}

/* "summarizer": its form; "summarizer recovery": the one of its recovery steps; "": a new tool. */
static struct outcome *edit(struct request *request)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);
	const struct tool *tool = word ? tool_called(request, word) : NULL;

	if (!word && role_is_admin(request, request->actor))
		return open_tool_form(request, NULL,
			reply_line(request, "To name a new tool: %s",
				typed(request, "tool", "NAME owner=@person")));
	if (!tool)
		return unknown(request, word ? word : "");
	if (!tool_may_change(request, tool))
		return tool_may_not_change(request, tool);
	if (text_equal(cursor, "recovery"))
		return open_recovery_form(request, tool,
			reply_line(request, "To say it in words: %s",
				typed(request, "tool", "%s recovery.wrong_answer=\"what to do\"",
					tool->name)));
	return open_tool_form(request, tool,
		reply_line(request, "To change it in words: %s. The keys are: %s.",
			typed(request, "tool", "%s key=value", tool->name),
			tool_key_names(request)));
}

static const struct handler buttons[] = { { "edit_tool", edit, .opens_form = true },
	{ NULL, NULL } };
static const struct handler forms[] = {
	{ "tool", tool_form_sent },
	{ "recovery", recovery_form_sent },
	{ NULL, NULL },
};

const struct command command_tool = {
	.name = "tool",
	.usage = "NAME [key=value …]",
	.example = "summarizer owner=@sam recovery=\"use last month's template\"",
	.summary = "show a tool, or change what is said of it and who answers for it",
	.who = "all; to change it: its owner, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
