#include "handlers/report/report_form.h"

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/report/filing.h"
#include "handlers/report/kinds.h"
#include "handlers/report/report_details.h"
#include "handlers/report/report_log.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/draft_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/search.h"
#include "storage/tool_store.h"

enum { SIMILAR_SHOWN = 3, QUOTED_CHARACTERS = 300 };

/* Those like what is said; while nothing is said, or nothing is like it, those that most have. */
static struct issues similar_issues(struct request *request, const struct filing *filing)
{
	const char *words = filing->what ? filing->what : filing->quote;
	int64_t tool = filing->tool ? filing->tool->id : 0;
	struct issues similar = { 0 };

	if (words)
		similar =
			search_similar(request->db, request->arena, words, tool, 0, SIMILAR_SHOWN);
	if (!similar.count && tool)
		similar = issue_store_known(request->db, request->arena, tool, SIMILAR_SHOWN);
	return similar;
}

static void say_similar(struct request *request, struct form *form, const struct filing *filing)
{
	struct message *message = form_say(form);
	struct issues similar = similar_issues(request, filing);

	if (!similar.count)
		return;
	message_line(message,
		"Is it one of these? “Me too” counts you in, with what you have filled in here.");
	for (size_t i = 0; i < similar.count; i++) {
		const struct issue *issue = &similar.items[i];
		const char *ref = issue_ref(request->arena, issue->id);
		message_paragraph(message);
		message_strong(message, "%s", ref);
		message_text(message, " %s (%s)", issue->title,
			people_counted(request->arena, issue->reports));
		message_button(message, BUTTON_PLAIN, "Me too", "me_too", ref);
	}
	message_divider(message);
}

static void ask_minutes(struct form *form, const struct filing *filing)
{
	struct field *field = form_field(form, FIELD_CHOICE, "minutes", "Time lost");

	field->optional = true;
	for (size_t i = 0; filing_minutes[i].value; i++) {
		struct option *option =
			field_option(form, field, filing_minutes[i].value, filing_minutes[i].label);
		option->chosen = filing->minutes == filing_minutes[i].minutes;
	}
}

static void ask_deadline(struct form *form, const struct filing *filing)
{
	static const char *const values[] = { "none", "today", "tomorrow" };
	static const char *const labels[] = { "No deadline", "Today", "Tomorrow" };
	struct field *field = form_field(form, FIELD_CHOICE, "deadline", "Deadline at risk");

	field->optional = true;
	field->hint = "Then somebody is asked to help you now.";
	for (size_t i = 0; i < array_length(values); i++) {
		struct option *option = field_option(form, field, values[i], labels[i]);
		option->chosen = text_equal(filing->deadline, values[i]);
	}
}

/* Who is to be named is decided when something is logged: what was said with a name stays so. */
static void ask_more(struct form *form, const struct filing *filing)
{
	struct field *field = form_field(form, FIELD_CHOICES, "more", "What else is true");

	field->optional = true;
	field_option(form, field, "got_out", "It got out to others")->chosen = filing->got_out;
	field_option(form, field, "gave_up", "I stopped using it")->chosen = filing->gave_up;
	if (filing->issue)
		return;
	struct option *option = field_option(form, field, "anonymous", "Do not name me");
	option->description = "Nobody is told who you are; you are told all the same.";
	option->chosen = filing->anonymous;
}

static void ask_consent(struct form *form, const struct filing *filing)
{
	const struct filing_message *about = &filing->about;
	struct field *field = form_field(form, FIELD_CHOICES, "keep", "Keep the message");

	field->optional = true;
	struct option *option = field_option(form, field, "keep",
		about->channel ? "Keep this message's text and link with the report"
			       : "Keep this message's text with the report");
	option->description = about->channel && about->restricted
				      ? "The owner of the tool will see them; if you are not "
					"named, the text alone."
				      : "The owner of the tool will see them.";
	option->chosen = filing->keep;
}

static void ask_quote(struct form *form, const struct filing *filing)
{
	if (!filing->quote)
		return;
	struct field *field = form_field(form, FIELD_TEXT, "quote", "The message");
	field->optional = true;
	field->initial = filing->quote;
	field->hint = text_characters(filing->quote) < FORM_TEXT
			      ? "This is what is kept if the box is ticked. Shorten it as you like."
			      : "This is what is kept if the box is ticked: the beginning, because "
				"there is no room for more.";
}

static void ask_what(struct form *form, const struct filing *filing)
{
	struct field *field = form_field(form, FIELD_TEXT, "what", "What went wrong");

	field->optional = true;
	field->initial = filing->what;
	field->placeholder = "A few words are enough";
	if (filing->what && text_characters(filing->what) == FORM_TEXT)
		field->hint = "This is the beginning of what you wrote; if you leave it as it is, "
			      "all of it is kept.";
}

static void quote_message(struct request *request, struct form *form, const struct filing *filing)
{
	struct message *message = form_say(form);

	if (filing->quote)
		message_quote(
			message, first_words(request->arena, filing->quote, QUOTED_CHARACTERS));
	else
		message_line(message, "You report a message without text.");
}

struct form *report_form(struct request *request, const struct filing *filing)
{
	bool details = filing->issue != 0;
	struct form *form = form_create(request->arena, FORM_REPORT,
		details ? "Add details" : "Report an AI failure", details ? "Add" : "Log it");

	filing_context(form, filing);
	if (!details)
		say_similar(request, form, filing);
	if (filing->about.given) {
		quote_message(request, form, filing);
		ask_consent(form, filing);
	}
	if (!details)
		ask_tool(request, form, filing->tool)->watched = true;
	ask_what(form, filing);
	kind_field(form, "kind", "What kind of failure", filing->kind)->optional = true;
	ask_minutes(form, filing);
	ask_deadline(form, filing);
	ask_more(form, filing);
	if (filing->about.given)
		ask_quote(form, filing);
	return form;
}

struct outcome *report_form_open(
	struct request *request, const struct tool *tool, struct outcome *otherwise)
{
	struct filing filing = { .tool = tool, .minutes = -1 };

	return open_form(request, report_form(request, &filing), otherwise);
}

static struct outcome *how_to_type_it(struct request *request)
{
	return reply_line(request, "To log a failure, type %s.",
		typed(request, "report", "%s", "[tool] [what went wrong]"));
}

struct outcome *report_form_button(struct request *request)
{
	const struct tool *tool = *request->text ? tool_called(request, request->text) : NULL;

	return report_form_open(request, tool, how_to_type_it(request));
}

struct outcome *report_form_renew(struct request *request)
{
	if (!request->form || !text_equal(request->form->name, FORM_REPORT))
		return silent(request);
	struct filing filing = filing_read(request);
	filing.tool = *request->text ? tool_called(request, request->text) : NULL;
	return open_form(request, report_form(request, &filing), how_to_type_it(request));
}

static struct outcome *says_nothing(struct request *request, const struct filing *filing)
{
	if (filing->about.given)
		return wrong_field(request, NULL, "what",
			"Please say it in a few words, choose a kind of failure, or leave the "
			"message ticked to be kept.");
	return wrong_field(request, NULL, "what",
		"Please say it in a few words, or choose a kind of failure below.");
}

/* What a kept message without words and kind is called. */
static const char *title_of(const struct filing *filing)
{
	if (filing->what || filing->kind || filing->quote)
		return NULL;
	return "A message, see its link";
}

struct outcome *report_form_sent(struct request *request)
{
	struct filing filing = filing_read(request);

	if (filing.issue)
		return report_details_sent(request, &filing);
	if (filing_is_empty(&filing))
		return says_nothing(request, &filing);
	struct report report = filing_report(request, &filing);
	struct outcome *outcome = report_log(request, filing.tool, title_of(&filing), &report);
	if (filing.draft &&
		draft_store_get(request->db, request->arena, filing.draft, request->actor->id))
		draft_store_remove(request->db, filing.draft);
	return outcome;
}
