/*
 * How long people wait while digests are made: a big database (fill.py), the real daemon, and a
 * pretend Slack that sends a steady stream of commands; first alone, then while every digest of the
 * database comes due at once, then alone again.
 *
 *     bench_busy LASTMILE FOLDER [A_SECOND [SECONDS]]     100 and 15 if not said
 *
 * FOLDER/lastmile.db is used up: give it a copy. A command counts from when it was due to be sent,
 * so that a daemon that stalls is not spared. Of each kind of command it prints p50, p99 and the
 * longest for each stretch, and what p99 is of the p99 alone: ratios within one run, because other
 * programs share the machine. A kind that is itself read aside waits for its turn there.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/bench/pretend_slack.h"
#include "tests/bench/usage.h"

enum { PEOPLE = 5000, IN_FLIGHT_AT_MOST = 1 << 14, SAMPLES_AT_MOST = 1 << 16, STRETCHES = 3 };

/* In every hundred commands. Numbers of issues are drawn for each. */
static const struct kind {
	const char *name;
	int share;
	const char *command, *words;
} kinds[] = {
	{ "/report", 60, "/report", "tool%d the total of the invoice is wrong on page %d" },
	{ "status", 18, "/lastmile", "status LM-%d%d" },
	{ "mine", 18, "/lastmile", "mine" },
	{ "trust", 2, "/trust", "tool%d" },
	{ "tools", 1, "/lastmile", "tools" },
	{ "digest", 1, "/lastmile", "digest tool%d" },
};
enum { KINDS = 6 };

struct samples {
	double *items; // ms
	size_t count;
};

struct bench {
	struct pretend_slack slack;
	uv_timer_t timer;
	uint64_t every, begun; // ns
	int64_t sent, to_send, acknowledged, serial;
	struct {
		uint64_t due;
		size_t kind;
	} under_way[IN_FLIGHT_AT_MOST];
	struct samples samples[STRETCHES][KINDS];
	int stretch;
	unsigned random;
};

static unsigned any(struct bench *bench, unsigned below)
{
	bench->random = bench->random * 1103515245u + 12345u;
	return (bench->random >> 8) % below;
}

static size_t any_kind(struct bench *bench)
{
	int place = (int)any(bench, 100);
	size_t kind = 0;

	while (kind < KINDS - 1 && place >= kinds[kind].share)
		place -= kinds[kind++].share;
	return kind;
}

static void send_one(struct bench *bench, uint64_t due)
{
	size_t kind = any_kind(bench);
	char user[16];
	_cleanup_free_ char *number = xasprintf("%u", 1 + any(bench, 30));
	_cleanup_text_ struct text words = TEXT_INIT;

	for (const char *at = kinds[kind].words; *at; at++)
		if (at[0] == '%' && at[1] == 'd') {
			text_append(&words, number);
			at++;
		} else {
			text_append_char(&words, *at);
		}
	snprintf(user, sizeof(user), "U%06u", 1 + any(bench, PEOPLE));
	bench->under_way[bench->serial % IN_FLIGHT_AT_MOST].due = due;
	bench->under_way[bench->serial % IN_FLIGHT_AT_MOST].kind = kind;
	pretend_slack_send(
		&bench->slack, bench->serial++, user, kinds[kind].command, text_string(&words));
	bench->sent++;
}

static void on_timer(uv_timer_t *timer)
{
	struct bench *bench = timer->data;

	while (bench->sent < bench->to_send) {
		uint64_t due = bench->begun + (uint64_t)bench->sent * bench->every;
		if (due > uv_hrtime())
			return;
		send_one(bench, due);
	}
}

static void on_acknowledged(struct pretend_slack *slack, int64_t serial, const char *bytes)
{
	struct bench *bench = container_of(slack, struct bench, slack);
	size_t kind = bench->under_way[serial % IN_FLIGHT_AT_MOST].kind;
	struct samples *samples = &bench->samples[bench->stretch][kind];
	uint64_t due = bench->under_way[serial % IN_FLIGHT_AT_MOST].due;

	if (strstr(bytes, "Something went wrong"))
		fprintf(stderr, "bench: an unexpected answer: %.200s\n", bytes);
	if (samples->count < SAMPLES_AT_MOST)
		samples->items[samples->count++] = (double)(uv_hrtime() - due) / 1e6;
	if (++bench->acknowledged >= bench->to_send)
		uv_stop(&slack->loop);
}

static void run_stretch(struct bench *bench, int stretch, int64_t count)
{
	bench->stretch = stretch;
	bench->sent = bench->acknowledged = 0;
	bench->to_send = count;
	bench->begun = uv_hrtime();
	for (size_t i = 0; i < KINDS; i++)
		bench->samples[stretch][i].count = 0;
	uv_timer_start(&bench->timer, on_timer, 0, 1);
	uv_run(&bench->slack.loop, UV_RUN_DEFAULT);
	uv_timer_stop(&bench->timer);
}

/* --- the database --- */

/* One or several statements. */
static void change(const struct bench *bench, const char *sql)
{
	_cleanup_free_ char *path = xasprintf("%s/lastmile.db", bench->slack.folder);
	sqlite3 *sqlite = NULL;

	if (sqlite3_open(path, &sqlite) == SQLITE_OK)
		sqlite3_busy_timeout(sqlite, 5000);
	while (*sql) {
		sqlite3_stmt *raw = NULL;
		if (sqlite3_prepare_v2(sqlite, sql, -1, &raw, &sql) != SQLITE_OK ||
			(raw && sqlite3_step(raw) != SQLITE_DONE)) {
			fprintf(stderr, "bench: %s: %s\n", path, sqlite3_errmsg(sqlite));
			exit(1);
		}
		sqlite3_finalize(raw);
	}
	sqlite3_close(sqlite);
}

static int64_t ask(const struct bench *bench, const char *sql)
{
	_cleanup_free_ char *path = xasprintf("%s/lastmile.db", bench->slack.folder);
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *raw = NULL;
	int64_t answer = -1;

	if (sqlite3_open_v2(path, &sqlite, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL) == SQLITE_OK &&
		sqlite3_step(raw) == SQLITE_ROW)
		answer = sqlite3_column_int64(raw, 0);
	sqlite3_finalize(raw);
	sqlite3_close(sqlite);
	return answer;
}

/* Nothing comes due by itself meanwhile, neither a digest nor what is done once a day. */
static void quieten(const struct bench *bench)
{
	change(bench, "UPDATE schedules SET last_day = last_day + 7");
}

static void let_digests_come(const struct bench *bench)
{
	_cleanup_free_ char *sql = xasprintf(
		"BEGIN; UPDATE schedules SET last_day = last_day - 7 WHERE kind = 'digest'; "
		"UPDATE timers SET due_at = %" PRId64 " WHERE name = 'schedule' AND value IN "
		"(SELECT CAST(id AS TEXT) FROM schedules WHERE kind = 'digest'); COMMIT",
		clock_now());

	change(bench, sql);
}

/* --- figures --- */

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double percentile(const struct samples *samples, double share)
{
	return samples->count ? samples->items[(size_t)(share * (double)(samples->count - 1))] : 0;
}

static void print(struct bench *bench)
{
	static const char *const names[STRETCHES] = { "alone", "with digests", "alone again" };

	for (size_t kind = 0; kind < KINDS; kind++) {
		for (int i = 0; i < STRETCHES; i++) {
			struct samples *samples = &bench->samples[i][kind];
			qsort(samples->items, samples->count, sizeof(double), by_value);
			double alone = percentile(&bench->samples[0][kind], 0.99);
			printf("%-8s %-13s %6zu commands   p50 %8.2f   p99 %8.2f   longest "
			       "%8.2f ms   p99 is %.2f of alone\n",
				kinds[kind].name, names[i], samples->count,
				percentile(samples, 0.5), percentile(samples, 0.99),
				percentile(samples, 1),
				alone > 0 ? percentile(samples, 0.99) / alone : 0);
		}
	}
}

int main(int argc, char **argv)
{
	static struct bench bench = { .random = 1 };
	static const char DIGESTS[] = "SELECT count(*) FROM outbox WHERE kind = 'digest'";
	int64_t a_second = argc > 3 ? strtoll(argv[3], NULL, 10) : 100;
	int64_t seconds = argc > 4 ? strtoll(argv[4], NULL, 10) : 15;

	if (argc < 3 || a_second < 1 || seconds < 1) {
		fprintf(stderr, "usage: bench_busy LASTMILE FOLDER [A_SECOND [SECONDS]]\n");
		return 64;
	}
	for (size_t i = 0; i < (size_t)STRETCHES * KINDS; i++)
		bench.samples[i / KINDS][i % KINDS].items =
			xcalloc(SAMPLES_AT_MOST, sizeof(double));
	bench.every = 1000000000 / (uint64_t)a_second;
	pretend_slack_init(&bench.slack, argv[1], argv[2]);
	bench.slack.acknowledged = on_acknowledged;
	uv_timer_init(&bench.slack.loop, &bench.timer);
	bench.timer.data = &bench;
	quieten(&bench);
	pretend_slack_run(&bench.slack);
	run_stretch(&bench, 0, a_second * 3); /* to warm up; told anew by the next */
	run_stretch(&bench, 0, a_second * seconds);
	let_digests_come(&bench);
	run_stretch(&bench, 1, a_second * seconds);
	printf("digests and their threads owed: %" PRId64 " of %" PRId64 " schedules\n",
		ask(&bench, DIGESTS),
		ask(&bench, "SELECT count(*) FROM schedules WHERE kind = 'digest'"));
	while (ask(&bench, "SELECT count(*) FROM timers WHERE name = 'schedule' AND due_at < "
			   "(strftime('%s', 'now') * 1000)") > 0)
		run_stretch(&bench, 2, a_second);
	run_stretch(&bench, 2, a_second * seconds);
	print(&bench);
	pretend_slack_stop(&bench.slack);
	return 0;
}
