/* The thread of a digest: the issues behind every number, and the weeks before it. */
#include <inttypes.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/hours/hours.h"
#include "handlers/week/digest_facts.h"
#include "handlers/week/digest_parts.h"
#include "handlers/week/digest_say.h"
#include "handlers/words.h"
#include "storage/issue_store.h"

enum { TITLE_CHARACTERS = 80 };

static void say_issue(
	struct request *request, struct message *message, const struct digest_issue *issue)
{
	message_line(message, "• ");
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " %s", first_words(request->arena, issue->title, TITLE_CHARACTERS));
}

static void say_tool(struct message *message, const struct digest *digest, int64_t id)
{
	if (!digest_has_one_tool(digest))
		message_text(message, " · %s", tool_label(digest_tool(digest, id)));
}

static void say_count(struct message *message, const char *what, int64_t all, size_t shown)
{
	if (!all)
		return;
	message_paragraph(message);
	message_strong(message, "%s: %" PRId64, what, all);
	if ((int64_t)shown < all)
		message_text(message, ", of which %zu", shown);
}

static void say_fixed(struct request *request, struct message *message, const struct digest *digest)
{
	const struct digest_issues *fixed = &digest->fixed;

	say_count(message, "Fixed", fixed->all, fixed->count);
	for (size_t i = 0; i < fixed->count; i++) {
		say_issue(request, message, &fixed->items[i]);
		say_tool(message, digest, fixed->items[i].tool);
		message_text(message, " · %s · %s",
			people_counted(request->arena, fixed->items[i].people),
			fixed->items[i].verified ? "verified" : "unverified");
	}
}

static void say_overdue(
	struct request *request, struct message *message, const struct digest *digest)
{
	const struct digest_issues *overdue = &digest->overdue;

	say_count(message, "Overdue", overdue->all, overdue->count);
	for (size_t i = 0; i < overdue->count; i++) {
		const struct digest_issue *issue = &overdue->items[i];
		say_issue(request, message, issue);
		say_tool(message, digest, issue->tool);
		message_text(message, " · %s · waits %s for %s",
			digest_owner(request, digest_tool(digest, issue->tool)),
			age(request->arena, request->now - issue->since),
			issue->acknowledged ? "its fix" : "a first answer");
	}
}

/* `all`: how many there are; the rest of them is not named. */
static void say_refs(struct request *request, struct message *message, const char *what,
	const struct numbered_issues *refs, int64_t all)
{
	if (!all)
		return;
	message_paragraph(message);
	message_strong(message, "%s: %" PRId64, what, all);
	for (size_t i = 0; i < refs->count; i++)
		message_text(message, "%s%s", i ? ", " : " · ",
			issue_ref(request->arena, refs->items[i]));
	if ((int64_t)refs->count < all)
		message_text(message, " and %" PRId64 " more", all - (int64_t)refs->count);
}

static void say_weeks(struct request *request, struct message *message, const struct digest *digest)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(digest->window.timezone);

	message_paragraph(message);
	message_strong(message, "Reported / fixed / verified by week: ");
	for (size_t i = 0; i < CHART_WEEKS; i++) {
		const struct digest_week *week = &digest->weeks[i];
		message_text(message, "%s%s %" PRId64 "/%" PRId64 "/%" PRId64, i ? " · " : "",
			digest_date(request->arena, zone, week->from), week->reported, week->fixed,
			week->verified);
	}
}

static bool is_empty(const struct digest *digest)
{
	for (size_t i = 0; i < CHART_WEEKS; i++)
		if (digest->weeks[i].reported || digest->weeks[i].fixed)
			return false;
	return true;
}

static const struct chart *chart_of(struct request *request, const struct digest *digest)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(digest->window.timezone);
	struct chart *chart = arena_new(request->arena, struct chart);
	struct chart_series *series = arena_array(request->arena, 3, struct chart_series);
	const char **names = arena_array(request->arena, CHART_WEEKS, const char *);
	double *values = arena_array(request->arena, (size_t)3 * CHART_WEEKS, double);

	for (size_t i = 0; i < CHART_WEEKS; i++) {
		names[i] = digest_date(request->arena, zone, digest->weeks[i].from);
		values[i] = (double)digest->weeks[i].reported;
		values[CHART_WEEKS + i] = (double)digest->weeks[i].fixed;
		values[2 * CHART_WEEKS + i] = (double)digest->weeks[i].verified;
	}
	series[0] = (struct chart_series){ .name = "Reported", .values = values };
	series[1] = (struct chart_series){ .name = "Fixed", .values = values + CHART_WEEKS };
	series[2] = (struct chart_series){ .name = "Verified", .values = values + 2 * CHART_WEEKS };
	*chart = (struct chart){
		.title = "Reported, fixed and verified, by week",
		.unit = "issues",
		.type = CHART_LINES,
		.categories = names,
		.category_count = CHART_WEEKS,
		.series = series,
		.series_count = 3,
	};
	return chart;
}

void say_digest_details(
	struct request *request, struct message *message, const struct digest *digest)
{
	say_fixed(request, message, digest);
	say_overdue(request, message, digest);
	say_refs(request, message, "Still open", &digest->open_refs, digest->open);
	say_refs(request, message, "Reported", &digest->logged_refs, digest->logged);
	say_refs(request, message, "Announced fixed", &digest->fixed_refs, digest->verified.whole);
	say_refs(request, message, "Of these verified", &digest->verified_refs,
		digest->verified.part);
	say_refs(request, message, "Announced fixed in the weeks before",
		&digest->fixed_before_refs, digest->verified_before.whole);
	say_refs(request, message, "Of these verified", &digest->verified_before_refs,
		digest->verified_before.part);
	if (!is_empty(digest)) {
		say_weeks(request, message, digest);
		message_chart(message, chart_of(request, digest));
	}
	say_hours_chart(request, message, &digest->scope.tools, digest->window.timezone);
}
