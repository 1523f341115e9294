/* See digest_say.h. The details are in digest_details.c. */
#include "handlers/week/digest_say.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/hours/hours.h"
#include "handlers/office/office.h"
#include "handlers/tool/trust_gap.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/digest_parts.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/training_store.h"

enum { TOOLS_NAMED = 3, NAME_WORDS = 3, NAME_CHARACTERS = 30 };

/* How much is said: the first that has room for its words. */
static const struct measure {
	size_t title_words, title_characters;
	size_t fixed, thanked, overdue;
	bool trust; // beyond the fixes
} measures[] = {
	{ 8, 60, 5, 5, 3, true },
	{ 5, 45, 5, 5, 3, true },
	{ 3, 30, 5, 3, 2, true },
	{ 2, 20, 5, 1, 1, true },
	{ 1, 20, 3, 1, 1, false },
	{ 1, 20, 1, 0, 1, false },
};

size_t words_in(const char *text)
{
	size_t words = 0;
	bool inside = false;

	for (; *text; text++) {
		bool space = isspace((unsigned char)*text) != 0;
		words += !space && !inside;
		inside = !space;
	}
	return words;
}

/* The first of them on one line, both limits kept; what was cut shows as "…". */
static const char *few_words(struct arena *arena, const char *text, size_t words, size_t characters)
{
	const char *line = first_words(arena, text, characters);
	const char *end = line;

	while (words && *end) {
		words -= *end == ' ';
		end += words > 0;
	}
	return *end ? arena_printf(arena, "%.*s…", (int)(end - line), line) : line;
}

const char *digest_date(struct arena *arena, const struct zone *zone, int64_t time)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date date = date_of_day(zone_day(zone, time));

	return arena_printf(arena, "%d %s", date.day, months[date.month - 1]);
}

const struct tool *digest_tool(const struct digest *digest, int64_t id)
{
	for (size_t i = 0; i < digest->scope.tools.count; i++)
		if (digest->scope.tools.items[i].id == id)
			return &digest->scope.tools.items[i];
	return NULL;
}

bool digest_has_one_tool(const struct digest *digest)
{
	return !digest->scope.all && digest->scope.tools.count == 1;
}

/* Where several are spoken of it says which. */
static const char *of_tool(
	struct request *request, const struct digest *digest, const struct digest_issue *issue)
{
	const struct tool *tool = digest_tool(digest, issue->tool);

	if (digest_has_one_tool(digest) || !tool)
		return "";
	return arena_printf(request->arena, " %s:", tool->name);
}

static const char *subject(struct request *request, const struct digest *digest)
{
	const struct tools *tools = &digest->scope.tools;
	_cleanup_text_ struct text names = TEXT_INIT;

	if (digest->scope.all)
		return "All tools";
	if (tools->count > TOOLS_NAMED)
		return counted(request->arena, (int64_t)tools->count, "tool", "tools");
	for (size_t i = 0; i < tools->count; i++)
		text_printf(&names, "%s%s", i ? ", " : "", tools->items[i].name);
	return arena_strdup(request->arena, text_string(&names));
}

static void say_window(
	struct request *request, struct message *message, const struct digest *digest, bool thread)
{
	const struct digest_window *window = &digest->window;
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(window->timezone);

	message_note(message);
	message_text(message, "%s to %s", digest_date(request->arena, zone, window->from),
		digest_date(request->arena, zone, window->until));
	message_text(message, " · %" PRId64 " reported · %" PRId64 " fixed", digest->logged,
		digest->fixed.all);
	if (thread)
		message_text(message, " · all issues are in the thread");
	if (window->late)
		message_text(message, " · late: it was due on %s",
			digest_date(request->arena, zone, window->until));
}

static void say_fixed(struct request *request, struct message *message, const struct digest *digest,
	const struct measure *measure)
{
	if (!digest->fixed.count)
		message_line(message, "Nothing was fixed this week.");
	for (size_t i = 0; i < digest->fixed.count && i < measure->fixed; i++) {
		const struct digest_issue *issue = &digest->fixed.items[i];
		message_line(message, "• ");
		message_strong(message, "%s", issue_ref(request->arena, issue->id));
		message_text(message, "%s %s · %s · %s", of_tool(request, digest, issue),
			few_words(request->arena, issue->title, measure->title_words,
				measure->title_characters),
			people_counted(request->arena, issue->people),
			issue->verified ? "verified" : "unverified");
	}
}

/* Named, and not called: a digest is no reminder. */
static const char *named(struct request *request, int64_t person)
{
	return few_words(request->arena, person_name(request, person), NAME_WORDS, NAME_CHARACTERS);
}

static void say_thanks(struct request *request, struct message *message,
	const struct digest *digest, const struct measure *measure)
{
	const struct digest_thanks *thanked = &digest->thanked;
	size_t shown = thanked->count < measure->thanked ? thanked->count : measure->thanked;

	if (!shown)
		return;
	message_line(message, "Thank you for saying so: ");
	for (size_t i = 0; i < shown; i++)
		message_text(message, "%s%s", i ? ", " : "", named(request, thanked->items[i]));
	message_text(message, shown < thanked->count ? " and others." : ".");
}

const char *digest_owner(struct request *request, const struct tool *tool)
{
	if (!tool || !tool->owner)
		return "no owner";
	return named(request, tool->owner);
}

static void say_open(struct request *request, struct message *message, const struct digest *digest,
	const struct measure *measure)
{
	const struct digest_issues *overdue = &digest->overdue;

	message_paragraph(message);
	message_strong(message, "Still open: ");
	message_text(message, "%" PRId64, digest->open);
	if (!overdue->all) {
		message_text(message, digest->open ? ", none overdue." : ".");
		return;
	}
	message_text(message, ", ");
	message_strong(message, "overdue: ");
	message_text(message, "%" PRId64 "%s", overdue->all,
		(size_t)overdue->all > measure->overdue ? ", first:" : ":");
	for (size_t i = 0; i < overdue->count && i < measure->overdue; i++) {
		const struct digest_issue *issue = &overdue->items[i];
		message_text(message, "%s%s%s %s (%s)", i ? ", " : " ",
			issue_ref(request->arena, issue->id), of_tool(request, digest, issue),
			few_words(request->arena, issue->title, measure->title_words,
				measure->title_characters),
			digest_owner(request, digest_tool(digest, issue->tool)));
	}
	message_text(message, ".");
}

static int64_t percent(const struct share *share)
{
	return (100 * share->part + share->whole / 2) / share->whole;
}

static void say_share(struct message *message, const struct share *share)
{
	message_text(message, "%" PRId64 " of %" PRId64 " (%" PRId64 " %%)", share->part,
		share->whole, percent(share));
}

static void say_steps(struct message *message, const struct digest *digest)
{
	if (digest->steps.people < TOOL_PEOPLE_AT_LEAST)
		return;
	message_text(message, " Step balance: %+d of %" PRId64 " people",
		step_balance_percent(&digest->steps), digest->steps.people);
	if (digest->steps_before.people >= TOOL_PEOPLE_AT_LEAST)
		message_text(message, "; %d weeks ago %+d of %" PRId64, DIGEST_WEEKS_BEFORE,
			step_balance_percent(&digest->steps_before), digest->steps_before.people);
	message_text(message, ".");
}

static void say_fixes(struct message *message, const struct digest *digest)
{
	const struct share *now = &digest->verified, *before = &digest->verified_before;

	message_paragraph(message);
	message_strong(message, "Fixes verified: ");
	if (now->whole)
		say_share(message, now);
	else
		message_text(message, "none to verify");
	if (before->whole) {
		message_text(message, "; %d weeks before ", DIGEST_WEEKS_BEFORE);
		say_share(message, before);
	}
	message_text(message, ".");
}

static void say_gap(struct request *request, struct message *message, const struct digest *digest)
{
	if (!trust_gap_is_known(&digest->gap))
		return;
	message_text(message, " Trust gap: ");
	say_trust_gap_shortly(request, message, &digest->gap);
	if (trust_gap_is_known(&digest->gap_before))
		message_text(message, "; %d weeks ago %+d", DIGEST_WEEKS_BEFORE,
			trust_gap_points(&digest->gap_before));
	message_text(message, ".");
}

static void say_office(
	struct request *request, struct message *message, const struct digest *digest)
{
	if (!digest->has_office)
		return;
	message_paragraph(message);
	message_strong(message, "Office hours: ");
	message_text(message, digest->office.on ? "now, since " : "next on ");
	message_time(message, digest->office.at);
	message_text(message, ". ");
	message_code(message, "%s", typed(request, "stuck", "%s", ""));
}

static void say_training(struct request *request, struct message *message,
	const struct digest *digest, const struct measure *measure)
{
	const struct trainings *coming = &digest->coming;

	if (!coming->count)
		return;
	if (digest->has_office)
		message_text(message, " ");
	else
		message_paragraph(message);
	message_strong(message, "Next training: ");
	message_text(message, "%s, ",
		few_words(request->arena, coming->items[0].title, measure->title_words,
			measure->title_characters));
	message_time(message, coming->items[0].starts_at);
	message_text(message, ".");
}

static void say_ask(struct request *request, struct message *message, const struct digest *digest)
{
	const struct digest_issue *issue = &digest->unanswered;

	message_paragraph(message);
	message_strong(message, "One ask: ");
	if (issue->id) {
		message_text(message,
			"does %s work now? %s had it; nobody has answered. Please press Works or "
			"Still broken.",
			issue_ref(request->arena, issue->id),
			people_counted(request->arena, issue->people));
	} else if (digest_has_one_tool(digest) && digest->steps.people < TOOL_PEOPLE_AT_LEAST) {
		message_text(message, "does it remove a step for you, or add one? ");
		message_code(message, "%s",
			typed(request, "pulse", "%s", digest->scope.tools.items[0].name));
	} else {
		message_text(message, "when a tool fails you, say so in one line: ");
		message_code(message, "%s", typed(request, "report", "what went wrong"));
	}
}

static struct message *compose(struct request *request, const struct digest *digest,
	const struct measure *measure, bool thread)
{
	struct message *message = message_create(request->arena);

	message_heading(message, "You said, we fixed · %s", subject(request, digest));
	say_window(request, message, digest, thread);
	say_fixed(request, message, digest, measure);
	say_thanks(request, message, digest, measure);
	say_open(request, message, digest, measure);
	say_hours_counted(
		request, message, &digest->hours, digest->window.from, digest->window.until);
	say_fixes(message, digest);
	if (measure->trust) {
		say_steps(message, digest);
		say_gap(request, message, digest);
	}
	say_office(request, message, digest);
	say_training(request, message, digest, measure);
	say_ask(request, message, digest);
	return message;
}

static bool is_short(const struct message *message)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	message_plain(message, &plain);
	return words_in(text_string(&plain)) <= DIGEST_WORDS;
}

struct message *digest_post(struct request *request, const struct digest *digest, bool thread)
{
	struct message *message = NULL;

	for (size_t i = 0; i < array_length(measures); i++) {
		message = compose(request, digest, &measures[i], thread);
		if (is_short(message))
			break;
	}
	return message;
}
