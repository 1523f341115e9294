/* tool NAME: shows a tool, or changes it; an admin names a new one by setting something of it. */
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/library.h"
#include "handlers/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool_keys.h"
#include "handlers/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { ISSUES_HANDED_OVER = 50 };

static void say_people(struct request *request, struct message *message, const struct tool *tool)
{
	struct people champions = tool_store_champions(request->db, request->arena, tool->id);

	message_line(message, "Owner: ");
	if (tool->owner)
		say_person_id(request, message, tool->owner);
	else
		message_text(message, "nobody yet");
	message_text(message, ". Backup: ");
	if (tool->backup)
		say_person_id(request, message, tool->backup);
	else
		message_text(message, "nobody yet");
	message_text(message, ".");
	for (size_t i = 0; i < champions.count; i++) {
		message_text(message, i ? ", " : " Champions: ");
		say_person(message, &champions.items[i]);
	}
	if (champions.count)
		message_text(message, ".");
	if (tool->channel) {
		message_text(message, " Home: ");
		message_channel(message, tool->channel_platform, tool->channel, tool->channel_name);
		message_text(message, ".");
	}
}

static void say_aliases(struct request *request, struct message *message, const struct tool *tool)
{
	struct words aliases = tool_store_aliases(request->db, request->arena, tool->id);

	for (size_t i = 0; i < aliases.count; i++)
		message_text(message, "%s%s", i ? ", " : " · also called ", aliases.items[i]);
}

static void say_card(struct message *message, const struct tool *tool)
{
	const struct {
		const char *label, *text;
	} rows[] = {
		{ "Good at: ", tool->good },
		{ "Fails at: ", tool->fails },
		{ "How to check it: ", tool->verify },
		{ "When it fails: ", tool->happens },
		{ "To get your work done then: ", tool->recovery },
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		if (!rows[i].text)
			continue;
		message_paragraph(message);
		message_strong(message, "%s", rows[i].label);
		message_text(message, "%s", rows[i].text);
	}
	if (tool->baseline_minutes >= 0)
		message_line(message, "The work took %g minutes before.", tool->baseline_minutes);
	if (tool->target_hours >= 0)
		message_line(
			message, "It is meant to give back %g hours a week.", tool->target_hours);
}

static void say_tool(struct request *request, struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (!text_equal(tool->title, tool->name))
		message_text(message, " %s", tool->title);
	message_text(message, " · %s", tool_stage_name(tool->stage));
	say_aliases(request, message, tool);
	say_people(request, message, tool);
	say_card(message, tool);
	message_line(message, "%s.",
		counted(request->arena, issue_store_count_live(request->db, tool->id), "open issue",
			"open issues"));
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

static struct outcome *save(struct request *request, const struct tool *before, struct tool *tool)
{
	struct message *message = message_create(request->arena);

	if (tool->owner && tool->owner == tool->backup)
		return reject(request,
			"Owner and backup are the same person; the backup is for when the owner is "
			"away, so please name another.");
	tool_store_save(request->db, tool, request->now);
	library_tool_changed(request, before, tool);
	if (tool->owner != before->owner || tool->backup != before->backup)
		hand_over(request, tool->id);
	message_line(message, "Saved.");
	const struct tool *saved = tool_store_get(request->db, request->arena, tool->id);
	say_tool(request, message, saved ? saved : tool);
	return reply(request, message);
}

static struct outcome *change(
	struct request *request, const struct tool *tool, const struct args *args)
{
	struct tool changed = *tool;

	if (tool->owner != request->actor->id && !role_is_admin(request, request->actor))
		return reject(request,
			"%s can be changed by its owner and by admins. Please ask one of them.",
			tool->name);
	for (size_t i = 0; i < args->setting_count; i++) {
		const char *problem = tool_set(request, &changed, &args->settings[i]);
		if (problem)
			return reject(request, "%s", problem);
	}
	return save(request, tool, &changed);
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

const struct command command_tool = {
	.name = "tool",
	.usage = "NAME [key=value …]",
	.example = "summarizer owner=@sam recovery=\"use last month's template\"",
	.summary = "show a tool, or change what is said of it and who answers for it",
	.who = "all; to change it: its owner, admin",
	.run = run,
};
