#include "handlers/tool/tool_show.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/baseline_short.h"
#include "handlers/library/library.h"
#include "handlers/report/kinds.h"
#include "handlers/roles.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_times.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/recovery_store.h"
#include "storage/tool_store.h"

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

/* An app's account stands for the app. */
static void say_aliases(struct request *request, struct message *message, const struct tool *tool)
{
	struct words aliases = tool_store_aliases(request->db, request->arena, tool->id);
	const char *platform = home_platform(request);

	for (size_t i = 0; i < aliases.count; i++) {
		const char *alias = aliases.items[i];
		const struct person *app = platform ? people_store_by_account(request->db,
							      request->arena, platform, alias)
						    : NULL;
		message_text(message, i ? ", " : " · also called ");
		if (app)
			say_person(message, app);
		else
			message_text(message, "%s", alias);
	}
}

static void say_labelled(struct message *message, const char *label, const char *words)
{
	message_paragraph(message);
	message_strong(message, "%s", label);
	message_text(message, "%s", words);
}

static void say_card(struct request *request, struct message *message, const struct tool *tool)
{
	struct recoveries recoveries = recovery_store_all(request->db, request->arena, tool->id);
	const struct {
		const char *label, *text;
	} rows[] = {
		{ "Good at: ", tool->good },
		{ "Fails at: ", tool->fails },
		{ "How to check it: ", tool->verify },
		{ "When it fails: ", tool->happens },
		{ "To get your work done then: ", tool->recovery },
	};

	for (size_t i = 0; i < array_length(rows); i++)
		if (rows[i].text)
			say_labelled(message, rows[i].label, rows[i].text);
	for (size_t i = 0; i < recoveries.count; i++) {
		const char *label = kind_label(recoveries.items[i].kind);
		say_labelled(message,
			arena_printf(
				request->arena, "%s: ", label ? label : recoveries.items[i].kind),
			recoveries.items[i].steps);
	}
	say_baselines(request, message, tool);
	if (tool->target_hours >= 0)
		message_line(
			message, "It is meant to give back %g hours a week.", tool->target_hours);
}

/* Who may change it is to know what it does by itself. */
static void say_promises(struct request *request, struct message *message, const struct tool *tool)
{
	message_note(message);
	message_text(message,
		"Reports go to %s first. A first answer is promised within %s of working time%s. "
		"With "
		"a deadline at risk the next is asked after %s. A champion holds at most %d open.",
		tool->champions_first ? "a champion" : "the owner",
		duration_words(request->arena, tool->acknowledge_minutes),
		tool->fix_minutes ? arena_printf(request->arena, ", a fix within %s",
					    duration_words(request->arena, tool->fix_minutes))
				  : "",
		duration_words(request->arena, tool->escalate_minutes), tool->champion_cap);
}

static void say_buttons(struct request *request, struct message *message, const struct tool *tool)
{
	message_button(message, BUTTON_PLAIN, "Edit", "edit_tool", tool->name);
	message_button(message, BUTTON_PLAIN, "Recovery steps", "edit_tool",
		arena_printf(request->arena, "%s recovery", tool->name));
	message_button(message, BUTTON_PLAIN, "Trust card", "trust", tool->name);
	say_offer_recovery(request, message, tool);
}

void say_tool(struct request *request, struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (!text_equal(tool->title, tool->name))
		message_text(message, " %s", tool->title);
	message_text(message, " · %s", tool_stage_name(tool->stage));
	say_aliases(request, message, tool);
	say_people(request, message, tool);
	say_orphan(request, message, tool);
	say_silent(request, message, tool);
	say_card(request, message, tool);
	message_line(message, "%s.",
		counted(request->arena, issue_store_count_live(request->db, tool->id), "open issue",
			"open issues"));
	if (!tool_may_change(request, tool))
		return;
	say_promises(request, message, tool);
	say_buttons(request, message, tool);
}
