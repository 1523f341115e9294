/*
 * What followers are told when an issue is settled, and when that turns out to be wrong.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

bool issue_was_declined(const struct issue *issue)
{
	return issue->settled_at && issue->settled_at != issue->fixed_at;
}

static void say_ask(
	struct request *request, struct message *message, const struct issue *issue, int round)
{
	static const struct {
		const char *label, *name;
		enum button_style style;
	} answers[] = {
		{ "Works", "works", BUTTON_PRIMARY },
		{ "Partly", "partly", BUTTON_PLAIN },
		{ "Still broken", "broken", BUTTON_DANGER },
	};
	const char *value =
		arena_printf(request->arena, "%s %d", issue_ref(request->arena, issue->id), round);

	message_line(message, "Does it work for you now?");
	for (size_t i = 0; i < array_length(answers); i++)
		message_button(message, answers[i].style, answers[i].label, answers[i].name, value);
}

/* What the buttons turn into. */
static void say_answered(struct request *request, struct message *message,
	const struct issue *issue, const char *verdict)
{
	const char *ref = issue_ref(request->arena, issue->id);

	if (text_equal(verdict, "works")) {
		message_line(message, "You said: it works. Thank you for checking.");
		return;
	}
	message_line(message,
		"You said: %s. Thank you; whoever has it knows. In one line, what is still "
		"wrong? ",
		text_equal(verdict, "partly") ? "partly" : "still broken");
	message_code(message, "%s", typed(request, "reopen", "%s what is still wrong", ref));
}

static void say_declined(struct message *message, const struct issue *issue)
{
	if (issue->note)
		say_words(message, issue->note);
	if (issue->workaround) {
		message_paragraph(message);
		message_strong(message, "Instead: ");
		message_text(message, "%s", issue->workaround);
	}
}

static void say_by(struct request *request, struct message *message, const struct issue *issue)
{
	const struct tool *tool =
		issue->tool ? tool_store_get(request->db, request->arena, issue->tool) : NULL;

	message_text(message, " by ");
	say_person_id(request, message, issue->settled_by);
	if (tool)
		message_text(message, " (%s)", tool->name);
	message_text(message, issue->note ? ":" : ".");
}

static void say_last_settling(struct request *request, struct message *message,
	const struct issue *issue, const char *verdict)
{
	say_by(request, message, issue);
	if (issue_was_declined(issue)) {
		say_declined(message, issue);
		return;
	}
	if (issue->note)
		say_words(message, issue->note);
	message_note(message);
	message_text(message, "%s", issue->title);
	if (issue->status == ISSUE_VERIFIED && !verdict)
		message_line(message, "Others have said that it works.");
	if (verdict)
		say_answered(request, message, issue, verdict);
	else
		say_ask(request, message, issue, issue->round);
}

/* How they are told is changed where they think of it. */
void say_settings(struct message *message)
{
	message_button(message, BUTTON_PLAIN, "Settings", "settings_form", "");
}

void say_settling(struct request *request, struct message *message, const struct issue *issue,
	const struct person *person)
{
	const char *verdict =
		verdict_store_get(request->db, request->arena, issue->id, issue->round, person->id);

	message_paragraph(message);
	message_text(message, "Your issue ");
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " was %s", issue_was_declined(issue) ? "declined" : "fixed");
	say_last_settling(request, message, issue, verdict);
}

/* In words: the only buttons here are the answers to the one question that is asked. */
static void say_how_told(struct request *request, struct message *message)
{
	message_note(message);
	message_text(message, "How you are told: ");
	message_code(message, "%s", typed(request, "settings", "%s", ""));
}

const struct message *settled_card(
	struct request *request, const struct issue *issue, const struct person *person, int round)
{
	struct message *message = message_create(request->arena);
	const char *ref = issue_ref(request->arena, issue->id);
	const char *verdict =
		verdict_store_get(request->db, request->arena, issue->id, round, person->id);
	bool last = round == issue->round;
	const char *how = last && issue_was_declined(issue) ? "declined" : "fixed";

	message_paragraph(message);
	message_text(message, "Your issue %s was %s", ref, how);
	if (issue->status == ISSUE_MERGED) {
		message_text(message, ". It was merged into another since, and goes on there.");
	} else if (last) {
		say_last_settling(request, message, issue, verdict);
		if (!verdict)
			say_how_told(request, message);
	} else {
		message_text(message, ". That was not the last word: a newer message has it.");
	}
	message_summary(message, "Your issue %s was %s%s%s", ref, how,
		issue->note && last ? ": " : "",
		issue->note && last ? first_words(request->arena, issue->note, 200) : "");
	return message;
}

const struct message *reopened_card(
	struct request *request, const struct issue *issue, const struct person *person)
{
	struct message *message = message_create(request->arena);
	const struct tool *tool =
		issue->tool ? tool_store_get(request->db, request->arena, issue->tool) : NULL;
	const char *ref = issue_ref(request->arena, issue->id);
	bool responsible = role_owns(person, tool) || role_is_admin(request, person);

	message_paragraph(message);
	message_strong(message, "%s is open again", ref);
	message_text(message, ": %s", issue->title);
	if (responsible) {
		say_what_people_said(request, message, issue);
		message_summary(message, "%s is open again: %s", ref, issue->title);
		return message;
	}
	message_line(message,
		"It was not %s for everybody after all. Whoever has it knows, and you will be "
		"told when it is settled.",
		issue_was_declined(issue) ? "settled" : "fixed");
	message_summary(message, "%s is open again: %s", ref, issue->title);
	return message;
}
