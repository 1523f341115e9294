/* See digest_facts.h. */
#include "handlers/week/digest_facts.h"

#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/number_times.h"
#include "handlers/roles.h"
#include "handlers/tool/trust_gap.h"
#include "handlers/working_hours.h"
#include "storage/db.h"
#include "storage/people_store.h"

#define DAYS(count) ((count) * (int64_t)MS_PER_DAY)
#define WEEKS_BEFORE DAYS(7 * DIGEST_WEEKS_BEFORE)

enum {
	STEP_DAYS = 90,
	MOST_OF_A_WEEK = 4, // days: a week that has just begun says nothing yet
	ASKED_DAYS = 28,
	LOOKED_BACK_DAYS = 400,
};

/* --- which tools --- */

struct digest_scope digest_scope_tool(struct request *request, const struct tool *tool)
{
	struct digest_scope scope = { 0 };

	scope.tools.items = arena_array(request->arena, 1, struct tool);
	scope.tools.items[scope.tools.count++] = *tool;
	return scope;
}

static bool is_home(const struct tool *tool, const char *platform, const char *channel)
{
	return channel && text_equal(tool->channel, channel) &&
	       text_equal(tool->channel_platform, platform);
}

struct digest_scope digest_scope_channel(
	struct request *request, const char *platform, const char *channel)
{
	struct tools all = tool_store_all(request->db, request->arena);
	struct tools here = { .items = arena_array(request->arena, all.count + 1, struct tool) };
	size_t in_use = 0;

	while (in_use < all.count && all.items[in_use].stage != STAGE_RETIRED)
		in_use++; // retired ones come last
	all.count = in_use;
	for (size_t i = 0; i < all.count; i++)
		if (is_home(&all.items[i], platform, channel))
			here.items[here.count++] = all.items[i];
	return (struct digest_scope){ .tools = here.count ? here : all, .all = !here.count };
}

/* How often a number is asked for, and of what: once for all, or once for each. */
static size_t askings(const struct digest_scope *scope)
{
	return scope->all ? 1 : scope->tools.count;
}

static int64_t asked(const struct digest_scope *scope, size_t i)
{
	return scope->all ? ALL_TOOLS : scope->tools.items[i].id;
}

/* --- issues --- */

static int by_people(const void *a, const void *b)
{
	const struct digest_issue *left = a, *right = b;

	if (left->people != right->people)
		return left->people < right->people ? 1 : -1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static int by_age(const void *a, const void *b)
{
	const struct digest_issue *left = a, *right = b;

	if (left->since != right->since)
		return left->since < right->since ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void join(struct digest_issues *all, const struct digest_issues *some,
	int (*order)(const void *, const void *), struct arena *arena)
{
	size_t count = all->count + some->count;
	struct digest_issue *items = arena_array(arena, count + 1, struct digest_issue);

	for (size_t i = 0; i < count; i++)
		items[i] = i < all->count ? all->items[i] : some->items[i - all->count];
	qsort(items, count, sizeof(*items), order);
	all->items = items;
	all->count = count < DIGEST_DETAILS ? count : DIGEST_DETAILS;
	all->all += some->all;
}

static bool is_past(const char *timezone, int64_t since, int minutes, int64_t now)
{
	return working_hours_after(timezone, since, minutes) < now;
}

/* What has waited since before then was promised an answer by now: whoever waits longer is due
 * earlier, so the moment is found by halves. */
static int64_t overdue_before(const char *timezone, int minutes, int64_t now)
{
	int64_t past = now - DAYS(1), not_yet = now;

	while (!is_past(timezone, past, minutes, now)) {
		if (now - past > DAYS(LOOKED_BACK_DAYS))
			return 0;
		past = now - 2 * (now - past);
	}
	while (not_yet - past > 1) {
		int64_t middle = past + (not_yet - past) / 2;
		if (is_past(timezone, middle, minutes, now))
			past = middle;
		else
			not_yet = middle;
	}
	return not_yet;
}

/* The same as promise.h says of one issue: first an answer, and then a fix. */
static void add_overdue(struct request *request, struct digest *digest, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);
	const char *theirs = people.count ? people.items[0].timezone : NULL;
	const char *timezone = theirs ? theirs : request->settings->timezone;
	const int minutes[] = { tool->acknowledge_minutes, tool->fix_minutes };

	for (size_t fix = 0; fix < array_length(minutes); fix++) {
		if (minutes[fix] <= 0 || tool->stage == STAGE_RETIRED)
			continue;
		struct digest_issues overdue = digest_waiting(request->db, request->arena, tool->id,
			fix, overdue_before(timezone, minutes[fix], request->now), DIGEST_DETAILS);
		join(&digest->overdue, &overdue, by_age, request->arena);
	}
}

static bool is_thanked(const struct digest_thanks *thanked, int64_t person)
{
	for (size_t i = 0; i < thanked->count; i++)
		if (thanked->items[i] == person)
			return true;
	return false;
}

static void add_thanks(struct request *request, struct digest *digest, int64_t tool)
{
	struct digest_thanks *all = &digest->thanked;
	struct digest_thanks some = digest_thanked(request->db, request->arena, tool,
		digest->window.from, digest->window.until, DIGEST_DETAILS);

	if (!all->items)
		all->items = arena_array(request->arena, DIGEST_DETAILS, int64_t);
	for (size_t i = 0; i < some.count && all->count < DIGEST_DETAILS; i++)
		if (!is_thanked(all, some.items[i]))
			all->items[all->count++] = some.items[i];
}

static void gather_issues(struct request *request, struct digest *digest)
{
	const struct digest_scope *scope = &digest->scope;
	const struct digest_window *window = &digest->window;

	for (size_t i = 0; i < askings(scope); i++) {
		struct digest_issues fixed = digest_fixed(request->db, request->arena,
			asked(scope, i), window->from, window->until, DIGEST_DETAILS);
		struct digest_issue unanswered = digest_unanswered(request->db, request->arena,
			asked(scope, i), window->until - DAYS(ASKED_DAYS), window->until);
		join(&digest->fixed, &fixed, by_people, request->arena);
		add_thanks(request, digest, asked(scope, i));
		if (!digest->unanswered.id || unanswered.people > digest->unanswered.people)
			digest->unanswered = unanswered;
		digest->open += digest_open(request->db, asked(scope, i));
	}
	for (size_t i = 0; i < scope->tools.count; i++)
		add_overdue(request, digest, &scope->tools.items[i]);
}

/* --- numbers --- */

static void add_share(struct share *sum, struct share share)
{
	sum->part += share.part;
	sum->whole += share.whole;
}

static void add_steps(struct step_balance *sum, struct step_balance steps)
{
	sum->people += steps.people;
	sum->removed += steps.removed;
	sum->added += steps.added;
}

static void add_gaps(struct db *db, struct digest *digest, int64_t tool)
{
	int64_t until = digest->window.until, before = until - WEEKS_BEFORE;
	struct trust_gap now = trust_numbers_gap(db, tool, until - DAYS(TRUST_DAYS), until);
	struct trust_gap then = trust_numbers_gap(db, tool, before - DAYS(TRUST_DAYS), before);

	trust_gap_add(&digest->gap, &now);
	trust_gap_add(&digest->gap_before, &then);
}

static void add_numbers(struct db *db, struct digest *digest, int64_t tool)
{
	int64_t from = digest->window.from, until = digest->window.until;

	digest->logged += numbers_logged(db, tool, from, until);
	add_share(&digest->verified, numbers_fixes(db, tool, from, until).verified);
	add_share(&digest->verified_before,
		numbers_fixes(db, tool, from - WEEKS_BEFORE, from).verified);
	add_steps(&digest->steps, tool_numbers_steps(db, tool, until - DAYS(STEP_DAYS), until));
	add_steps(&digest->steps_before,
		tool_numbers_steps(
			db, tool, until - WEEKS_BEFORE - DAYS(STEP_DAYS), until - WEEKS_BEFORE));
	add_gaps(db, digest, tool);
}

static void add_weeks(struct request *request, struct digest *digest, int64_t tool)
{
	int64_t edges[CHART_WEEKS + 1];

	week_edges(digest->window.timezone, digest->window.until - DAYS(MOST_OF_A_WEEK), edges,
		CHART_WEEKS);
	for (size_t i = 0; i < CHART_WEEKS; i++) {
		struct digest_week *week = &digest->weeks[i];
		struct fixes fixes = numbers_fixes(request->db, tool, edges[i], edges[i + 1]);
		week->from = edges[i];
		week->reported += numbers_logged(request->db, tool, edges[i], edges[i + 1]);
		week->fixed += fixes.verified.whole;
		week->verified += fixes.verified.part;
	}
}

static void take_refs(
	struct request *request, struct numbered_issues *refs, const struct numbered_issues *found)
{
	if (!refs->items)
		refs->items = arena_array(request->arena, DIGEST_REFS, int64_t);
	for (size_t i = 0; i < found->count && refs->count < DIGEST_REFS; i++)
		refs->items[refs->count++] = found->items[i];
}

static void add_refs(struct request *request, struct digest *digest, int64_t tool)
{
	int64_t from = digest->window.from, until = digest->window.until;
	const struct {
		struct numbered_issues *refs;
		enum number number;
		int64_t from, until;
	} rows[] = {
		{ &digest->logged_refs, NUMBER_LOGGED, from, until },
		{ &digest->fixed_refs, NUMBER_FIXED, from, until },
		{ &digest->verified_refs, NUMBER_VERIFIED, from, until },
		{ &digest->fixed_before_refs, NUMBER_FIXED, from - WEEKS_BEFORE, from },
		{ &digest->verified_before_refs, NUMBER_VERIFIED, from - WEEKS_BEFORE, from },
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		struct numbered_issues found = numbers_issues(request->db, request->arena,
			rows[i].number, tool, rows[i].from, rows[i].until, DIGEST_REFS);
		take_refs(request, rows[i].refs, &found);
	}
	struct numbered_issues open =
		digest_open_issues(request->db, request->arena, tool, DIGEST_REFS);
	take_refs(request, &digest->open_refs, &open);
}

struct digest digest_of(struct request *request, const struct digest_scope *scope,
	const struct digest_window *window)
{
	struct digest digest = { .scope = *scope, .window = *window };
	_cleanup_reading_ struct reading reading = db_reading(request->db);

	gather_issues(request, &digest);
	digest.hours = hours_of_tools(request->db, &scope->tools, window->from, window->until);
	digest.has_office = office_time(request, &digest.office);
	digest.coming = training_store_coming(request->db, request->arena, request->now, 1);
	for (size_t i = 0; i < askings(scope); i++) {
		add_numbers(request->db, &digest, asked(scope, i));
		add_weeks(request, &digest, asked(scope, i));
		add_refs(request, &digest, asked(scope, i));
	}
	return digest;
}
