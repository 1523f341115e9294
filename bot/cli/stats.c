/*
 * `lastmile stats`: the numbers of the product, and what could not be delivered. A share is shown
 * with its denominator, and is null (a dash) when there is nothing to divide by.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "config/config.h"
#include "handlers/hours/number_times.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/hours_numbers.h"
#include "storage/issue_store.h"
#include "storage/numbers.h"
#include "storage/numbers_issues.h"
#include "storage/numbers_load.h"
#include "storage/numbers_reporters.h"
#include "storage/outbox_store.h"
#include "storage/report_store.h"
#include "storage/tool_numbers.h"
#include "storage/trust_numbers.h"

enum { UNDELIVERABLE_SHOWN = 100, BEHIND_SHOWN = 100 };

struct stats {
	struct db *db;
	struct totals totals;
	struct numbers numbers;
	struct spread acknowledge;
	struct repeat_reporters repeat;
	struct minutes_lost lost;
	struct step_balance steps;
	struct trust_gap gap;
	struct share gate;
	struct hours hours;
	struct spread load; // messages a person and week
	struct outbox_numbers outbox;
	int64_t sent;
	struct outbox_entries undeliverable;
	int64_t oldest_seconds; // 0: nothing is owed
};

static void set_share(struct cJSON *object, const char *name, struct share share)
{
	_cleanup_free_ char *part = xasprintf("%s_part", name);
	_cleanup_free_ char *whole = xasprintf("%s_of", name);

	if (share.whole)
		json_set_double(object, name, (double)share.part / (double)share.whole);
	else
		json_set_null(object, name);
	json_set_int(object, part, share.part);
	json_set_int(object, whole, share.whole);
}

static void set_seconds(struct cJSON *object, const char *name, const char *which, int64_t ms)
{
	_cleanup_free_ char *full = xasprintf("%s_seconds_%s", name, which);

	if (ms < 0)
		json_set_null(object, full);
	else
		json_set_double(object, full, (double)ms / MS_PER_SECOND);
}

static void set_spread(struct cJSON *object, const char *name, const struct spread *spread)
{
	_cleanup_free_ char *of = xasprintf("%s_of", name);

	set_seconds(object, name, "median", spread->median);
	set_seconds(object, name, "p90", spread->p90);
	json_set_int(object, of, spread->count);
}

/* Who did not get it. A card of somebody's anonymous report would tell whose it is. */
static const char *recipient(const struct stats *stats, const struct outbox_entry *entry)
{
	if (!entry->account)
		return entry->channel;
	if (report_store_is_unnamed(stats->db, entry->issue, entry->person))
		return "somebody";
	return entry->account;
}

static void add_undeliverable(struct cJSON *outbox, struct arena *arena, const struct stats *stats)
{
	struct cJSON *array = json_set_array(outbox, "undeliverable");

	for (size_t i = 0; i < stats->undeliverable.count; i++) {
		const struct outbox_entry *entry = &stats->undeliverable.items[i];
		struct cJSON *item = json_append(array, json_object());
		json_set_int(item, "delivery", entry->id);
		json_set_string(
			item, "issue", entry->issue ? issue_ref(arena, entry->issue) : NULL);
		json_set_string(item, "kind", entry->kind);
		json_set_string(item, "to", recipient(stats, entry));
		json_set_string(
			item, "state", entry->state == OUTBOX_PARKED ? "parked" : "refused");
		json_set_string(item, "reason", entry->reason);
	}
}

static void set_counts(struct cJSON *root, const struct totals *totals)
{
	json_set_int(root, "issues", totals->issues);
	json_set_int(root, "reports", totals->reports);
	json_set_int(root, "feedback", totals->feedback);
	json_set_int(root, "people", totals->people);
	struct cJSON *status = json_set_object(root, "issues_by_status");
	for (int i = ISSUE_OPEN; i <= ISSUE_WITHDRAWN; i++)
		json_set_int(status, issue_status_name((enum issue_status)i), totals->by_status[i]);
}

static void set_count(struct cJSON *object, const char *name, int64_t count)
{
	if (count < 0)
		json_set_null(object, name);
	else
		json_set_int(object, name, count);
}

static void set_load(struct cJSON *root, const struct spread *spread)
{
	struct cJSON *load = json_set_object(root, "load");

	set_count(load, "median", spread->median);
	set_count(load, "p90", spread->p90);
	json_set_int(load, "of", spread->count);
}

/* In hours. A net of a grade has what is stronger in it, as in chat. */
static void set_hours(struct cJSON *root, const struct hours *hours)
{
	static const char *const names[GRADES] = { "a", "b", "c" };
	struct cJSON *object = json_set_object(root, "hours_returned");

	for (enum grade grade = GRADE_A; grade <= GRADE_C; grade++) {
		if (!hours->known[grade]) {
			json_set_null(object, names[grade]);
			continue;
		}
		struct cJSON *item = json_set_object(object, names[grade]);
		json_set_double(item, "gross", hours->gross[grade] / 60);
		json_set_double(item, "net", hours_net(hours, grade) / 60);
	}
	json_set_double(object, "lost", (double)hours->lost.minutes / 60);
	if (hours->promised < 0)
		json_set_null(object, "promised");
	else
		json_set_double(object, "promised", hours->promised / 60);
	json_set_int(object, "tools", (int64_t)hours->tools);
	json_set_int(object, "of", (int64_t)hours->launched);
}

static void set_gap(struct cJSON *root, const struct trust_gap *gap)
{
	struct cJSON *object = json_set_object(root, "trust_gap");
	const struct {
		const char *name;
		double points;
	} rows[] = { { "gap", gap->over - gap->under }, { "over_trust", gap->over },
		{ "under_trust", gap->under } };

	for (size_t i = 0; i < array_length(rows); i++)
		if (trust_gap_is_known(gap))
			json_set_double(object, rows[i].name, rows[i].points);
		else
			json_set_null(object, rows[i].name);
	json_set_int(object, "of", gap->people);
	json_set_int(object, "said", gap->said);
}

static void set_numbers(struct cJSON *root, const struct stats *stats)
{
	const struct numbers *numbers = &stats->numbers;

	set_share(root, "loop_closure", numbers->loop_closure);
	set_share(root, "verified_fix", numbers->verified_fix);
	set_share(root, "false_fix", numbers->false_fix);
	set_spread(root, "acknowledge", &stats->acknowledge);
	set_spread(root, "fix", &numbers->fix);
	set_share(root, "repeat_reporters", stats->repeat.all);
	if (repeat_reporters_may_split(&stats->repeat)) {
		set_share(root, "repeat_reporters_closed", stats->repeat.closed);
		set_share(root, "repeat_reporters_not_closed", stats->repeat.not_closed);
	}
	json_set_int(root, "minutes_lost", stats->lost.minutes);
	json_set_int(root, "minutes_lost_reports", stats->lost.reports);
	json_set_int(root, "minutes_lost_said", stats->lost.said);
	json_set_int(root, "minutes_lost_estimated", stats->lost.estimated);
	if (stats->steps.people >= TOOL_PEOPLE_AT_LEAST)
		json_set_int(root, "step_balance_percent", step_balance_percent(&stats->steps));
	else
		json_set_null(root, "step_balance_percent");
	json_set_int(root, "step_balance_of", stats->steps.people);
	set_gap(root, &stats->gap);
	set_share(root, "gate_coverage", stats->gate);
	set_load(root, &stats->load);
	set_hours(root, &stats->hours);
}

/* The newest issues behind each number; of what was lost, those where most was. */
static void set_behind(struct cJSON *root, struct arena *arena, const struct stats *stats)
{
	static const struct {
		const char *name;
		enum number number;
	} rows[] = {
		{ "acknowledge", NUMBER_ACKNOWLEDGED },
		{ "fix", NUMBER_FIXED },
		{ "verified_fix", NUMBER_VERIFIED },
		{ "false_fix", NUMBER_FALSE },
		{ "loop_closure", NUMBER_SETTLED },
		{ "loop_closure_not", NUMBER_NOT_TOLD },
		{ "minutes_lost", NUMBER_LOST_TIME },
	};
	struct cJSON *behind = json_set_object(root, "behind");

	for (size_t i = 0; i < array_length(rows); i++) {
		struct numbered_issues issues = numbers_issues(
			stats->db, arena, rows[i].number, ALL_TOOLS, 0, INT64_MAX, BEHIND_SHOWN);
		struct cJSON *refs = json_set_array(behind, rows[i].name);
		for (size_t j = 0; j < issues.count; j++)
			json_append_string(refs, issue_ref(arena, issues.items[j]));
	}
}

static void print_json(struct arena *arena, const struct stats *stats)
{
	_cleanup_json_ struct cJSON *root = json_object();

	set_counts(root, &stats->totals);
	set_numbers(root, stats);
	set_behind(root, arena, stats);
	struct cJSON *outbox = json_set_object(root, "outbox");
	json_set_int(outbox, "pending", stats->outbox.pending);
	json_set_int(outbox, "sent", stats->sent);
	json_set_int(outbox, "parked", stats->outbox.parked);
	json_set_int(outbox, "refused", stats->outbox.refused);
	json_set_int(outbox, "oldest_seconds", stats->oldest_seconds);
	add_undeliverable(outbox, arena, stats);
	_cleanup_free_ char *printed = json_print_pretty(root);
	puts(printed);
}

static void print_share(const char *label, struct share share)
{
	if (share.whole)
		printf("%-22s %.0f %% (%" PRId64 " of %" PRId64 ")\n", label,
			100.0 * (double)share.part / (double)share.whole, share.part, share.whole);
	else
		printf("%-22s -\n", label);
}

static const char *span(struct arena *arena, int64_t ms)
{
	return ms < 0 ? "-" : age(arena, ms);
}

static void print_spread(struct arena *arena, const char *label, const struct spread *spread)
{
	if (!spread->count)
		printf("%-22s -\n", label);
	else
		printf("%-22s median %s, nine in ten within %s (of %" PRId64 ")\n", label,
			span(arena, spread->median), span(arena, spread->p90), spread->count);
}

static void print_counts(const struct totals *totals)
{
	printf("%-22s %" PRId64 "\n", "issues", totals->issues);
	for (int i = ISSUE_OPEN; i <= ISSUE_WITHDRAWN; i++)
		if (totals->by_status[i])
			printf("  %-20s %" PRId64 "\n", issue_status_name((enum issue_status)i),
				totals->by_status[i]);
	printf("%-22s %" PRId64 "\n", "reports", totals->reports);
}

static void print_hours(const struct hours *hours)
{
	printf("%-22s", "hours returned, net");
	for (enum grade grade = GRADE_A; grade <= GRADE_C; grade++)
		if (hours->known[grade])
			printf(" %.1f (grade %s)", hours_net(hours, grade) / 60, grade_name(grade));
	if (!hours->tools)
		printf(" -\n");
	else
		printf(", of %zu of %zu launched tools\n", hours->tools, hours->launched);
}

static void print_gap(const struct trust_gap *gap)
{
	if (trust_gap_is_known(gap))
		printf("%-22s %+d (over-trust %.0f, under-trust %.0f, of %" PRId64 " people)\n",
			"trust gap", trust_gap_points(gap), gap->over, gap->under, gap->people);
	else
		printf("%-22s -\n", "trust gap");
}

static void print_numbers(struct arena *arena, const struct stats *stats)
{
	print_share("people told", stats->numbers.loop_closure);
	print_share("verified fixes", stats->numbers.verified_fix);
	print_share("false fixes", stats->numbers.false_fix);
	print_spread(arena, "first answer (working)", &stats->acknowledge);
	print_spread(arena, "fix", &stats->numbers.fix);
	print_share("report again", stats->repeat.all);
	if (repeat_reporters_may_split(&stats->repeat)) {
		print_share("  once told", stats->repeat.closed);
		print_share("  not told", stats->repeat.not_closed);
	}
	printf("%-22s %" PRId64 " (%" PRId64 " of %" PRId64 " reports said)\n", "minutes lost",
		stats->lost.minutes, stats->lost.said, stats->lost.reports);
	if (stats->steps.people >= TOOL_PEOPLE_AT_LEAST)
		printf("%-22s %+d (of %" PRId64 " answers)\n", "step balance",
			step_balance_percent(&stats->steps), stats->steps.people);
	else
		printf("%-22s -\n", "step balance");
	print_gap(&stats->gap);
	print_share("launch gate", stats->gate);
	print_hours(&stats->hours);
	if (stats->load.count)
		printf("%-22s median %" PRId64 ", nine in ten at most %" PRId64 " (of %" PRId64
		       " weeks of people)\n",
			"messages a week", stats->load.median, stats->load.p90, stats->load.count);
	else
		printf("%-22s -\n", "messages a week");
}

static void print_text(struct arena *arena, const struct stats *stats)
{
	const struct outbox_numbers *outbox = &stats->outbox;

	print_counts(&stats->totals);
	print_numbers(arena, stats);
	printf("%-22s %" PRId64 " pending (oldest %" PRId64 " s), %" PRId64 " sent, %" PRId64
	       " parked, %" PRId64 " refused\n",
		"outbox", outbox->pending, stats->oldest_seconds, stats->sent, outbox->parked,
		outbox->refused);
	for (size_t i = 0; i < stats->undeliverable.count; i++) {
		const struct outbox_entry *entry = &stats->undeliverable.items[i];
		printf("  delivery %" PRId64 " (%s, %s) to %s: %s, %s\n", entry->id,
			entry->issue ? issue_ref(arena, entry->issue) : "no issue", entry->kind,
			recipient(stats, entry),
			entry->state == OUTBOX_PARKED ? "parked" : "refused",
			entry->reason ? entry->reason : "no reason given");
	}
	if (stats->outbox.parked)
		puts("A parked delivery may or may not have arrived. Look, then say: "
		     "lastmile outbox sent|resend NUMBER");
}

static int run(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_config_ struct config *config = NULL;
	_cleanup_arena_ struct arena *arena = arena_create();

	if (cli->argc)
		return cli_error(EX_USAGE, "stats takes no words, only --json");
	int status = cli_config(cli, &config);
	if (status == EX_OK)
		status = cli_database(cli, true, &db);
	if (status != EX_OK)
		return status;
	/* All numbers from one moment. */
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct stats stats = {
		.db = db,
		.totals = numbers_totals(db),
		.numbers = numbers_compute(db, ALL_TOOLS, 0, INT64_MAX),
		.acknowledge =
			numbers_time_to_acknowledge(db, ALL_TOOLS, 0, INT64_MAX, config->timezone),
		.repeat = numbers_repeat_reporters(db, ALL_TOOLS, 0, INT64_MAX),
		.lost = tool_numbers_lost(db, ALL_TOOLS, 0, INT64_MAX),
		.steps = tool_numbers_steps(db, ALL_TOOLS, 0, INT64_MAX),
		.gap = trust_numbers_gap(db, ALL_TOOLS, 0, INT64_MAX),
		.gate = gate_coverage(db, arena, clock_now()),
		.hours = hours_of_all(db, 0, clock_now() + 1),
		.load = numbers_load(db, 0, INT64_MAX),
		.outbox = outbox_store_numbers(db),
		.sent = outbox_store_count_sent(db),
		.undeliverable = outbox_store_undeliverable(db, arena, 0, UNDELIVERABLE_SHOWN),
	};
	if (stats.outbox.oldest)
		stats.oldest_seconds = (clock_now() - stats.outbox.oldest) / MS_PER_SECOND;
	if (cli->json)
		print_json(arena, &stats);
	else
		print_text(arena, &stats);
	return cli_flush();
}

const struct verb verb_stats = {
	.name = "stats",
	.usage = "[--json]",
	.summary = "the numbers: loop closure, verified fixes, the outbox",
	.options = CLI_JSON,
	.run = run,
};
