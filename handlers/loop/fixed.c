/*
 * /fixed: settles one or more issues and tells everyone who follows them. Its buttons: "Mark fixed"
 * on the owner's card, and what followers answer (verdict.c).
 */
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/issue_form.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/verdict.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static void say_told(
	struct request *request, struct message *message, const struct subject *subject, int told)
{
	say_merged(request, message, subject);
	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	if (told > 0)
		message_text(message, " is fixed. %s %s told and asked whether it is true.",
			people_counted(request->arena, told), told == 1 ? "is" : "are");
	else
		message_text(message, " is fixed. Nobody else follows it, so nobody is told.");
	if (!subject->issue->note) {
		message_text(message, " A word on what changed helps them: ");
		message_code(
			message, "%s", typed(request, "fixed", "%s what changed", subject->ref));
	}
	say_offer_library(request, message, subject);
}

static void change_note(
	struct request *request, struct message *message, struct subject *subject, const char *note)
{
	struct happening happening = { .change = "note", .text = note };

	say_merged(request, message, subject);
	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	if (!note || text_equal(note, subject->issue->note)) {
		message_text(message, " was fixed already; nobody is told twice.");
		return;
	}
	issue_store_set_note(request->db, subject->issue->id, note);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	cards_refresh(request, subject->issue->id, CARDS_OF_EVERYBODY);
	message_text(message,
		" was fixed already: the note is changed in what they were sent, and nobody "
		"is told twice.");
}

static void fix(
	struct request *request, struct message *message, struct subject *subject, const char *note)
{
	struct happening happening = { .change = "fixed",
		.from = issue_status_name(subject->issue->status),
		.to = "fixed",
		.text = note };

	issue_store_fix(request->db, subject->issue->id, request->actor->id, note, request->now);
	record(request, subject->issue->id, &happening);
	subject_refresh(request, subject);
	say_told(request, message, subject, notify_settled(request, subject));
}

static void fix_or_note(
	struct request *request, struct message *message, struct subject *subject, const char *note)
{
	enum issue_status status = subject->issue->status;

	if (status == ISSUE_FIXED || status == ISSUE_VERIFIED)
		change_note(request, message, subject, note);
	else
		fix(request, message, subject, note);
}

/* Two refs may stand for one issue since a merge. */
static bool seen_before(const struct subject *subjects, size_t count, int64_t issue)
{
	for (size_t i = 0; i < count; i++)
		if (subjects[i].issue->id == issue)
			return true;
	return false;
}

static struct form *new_form(struct request *request)
{
	return form_create(request->arena, "fixed", "Mark fixed", "Mark fixed");
}

static void ask_what_changed(struct form *form)
{
	struct field *field = form_field(form, FIELD_TEXT, "what", "What changed");

	field->optional = true;
	field->hint = "One line in plain words helps those who wait for it.";
}

static void say_who_is_told(
	struct request *request, struct form *form, const struct subject *subject)
{
	int count = notify_settled_count(request, subject->issue->id);
	struct message *message = form_say(form);

	if (count)
		message_line(message, "%s will be told, and asked whether it is true.",
			people_counted(request->arena, count));
	else
		message_line(message, "Nobody else follows it, so nobody is told.");
}

static struct outcome *open_list(struct request *request, struct outcome *otherwise)
{
	struct issues issues = issues_waiting(request);
	struct form *form = new_form(request);

	if (!form_asks_issue(request, form, &issues))
		return otherwise;
	ask_what_changed(form);
	message_line(form_say(form),
		"Everyone who follows it will be told, and asked whether it is true.");
	return open_form(request, form, otherwise);
}

static struct outcome *fix_all(
	struct request *request, struct subject *subjects, size_t count, const char *note)
{
	struct message *message = message_create(request->arena);

	for (size_t i = 0; i < count; i++)
		fix_or_note(request, message, &subjects[i], note);
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return text_is_blank(request->text) ? open_list(request, wrong) : wrong;
	struct subject *subjects = arena_array(request->arena, args.ref_count, struct subject);
	size_t count = 0;
	for (size_t i = 0; i < args.ref_count; i++) {
		wrong = subject_to_settle(request, args.refs[i], &subjects[count]);
		if (wrong)
			return wrong;
		count += !seen_before(subjects, count, subjects[count].issue->id);
	}
	return fix_all(request, subjects, count, text_is_blank(args.rest) ? NULL : args.rest);
}

static struct outcome *how_to_type(struct request *request, const struct subject *subject)
{
	struct message *message = message_create(request->arena);

	message_line(message, "To mark %s fixed: ", subject->ref);
	message_code(message, "%s", typed(request, "fixed", "%s what changed", subject->ref));
	return reply(request, message);
}

/* Sent is announced: two steps. Where nothing can be asked it is done at once. */
static struct outcome *mark_fixed(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_settle(request, subject.asked, &subject);
	if (wrong)
		return wrong;
	if (!form_can_open(request) || !issue_status_is_live(subject.issue->status))
		return fix_all(request, &subject, 1, NULL);
	struct form *form = new_form(request);
	form_about(request, form, &subject, "");
	ask_what_changed(form);
	say_who_is_told(request, form, &subject);
	return open_form(request, form, how_to_type(request, &subject));
}

static struct outcome *sent(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_form_to_settle(request, &subject);

	return wrong ? wrong : fix_all(request, &subject, 1, field_value(request, "what"));
}

static const struct handler buttons[] = {
	{ "mark_fixed", mark_fixed, .opens_form = true },
	{ "works", verdict_works },
	{ "partly", verdict_partly, .opens_form = true },
	{ "broken", verdict_broken, .opens_form = true },
	{ "recovered", recovered_yes },
	{ "recovered_partly", recovered_partly },
	{ "not_recovered", recovered_no },
	{ NULL, NULL },
};

static const struct handler timers[] = {
	{ "recovered", recovered_due },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "fixed", sent },
	{ "why_broken", verdict_why },
	{ NULL, NULL },
};

const struct command command_fixed = {
	.name = "fixed",
	.usage = "LM-<n>… [what changed]",
	.example = "LM-12 clause 9 is kept now",
	.summary = "settle one or more issues; everyone who follows them is told",
	.who = "the tool's owner, backup, admin",
	.slash = true,
	.run = run,
	.buttons = buttons,
	.forms = forms,
	.timers = timers,
};
