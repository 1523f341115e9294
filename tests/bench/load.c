/*
 * A load generator: a pretend Slack that is as fast as can be, with the real daemon against it.
 *
 *     bench_load LASTMILE [REPORTS [PHASE…]]
 *
 * It starts the daemon (fresh database in a temporary folder), sends slash commands over Socket
 * Mode with a given number in flight, and measures from sending the envelope to reading its
 * acknowledgement, which the daemon sends only when the report is on disk. Deliveries are taken and
 * answered at once.
 *
 * Without phases: a steady 200 a second for 10 s while nothing else is owed, counted from when each
 * was due; then 1, 16 and 256 in flight, REPORTS in all (default 100,000). A phase is such a
 * number, or "steady", and each has REPORTS reports: `bench_load valgrind-lastmile 300 16` counts
 * one thing.
 *
 * Prints for each phase: acknowledged reports a second, latencies, and what the daemon used for one
 * report, deliveries included: CPU time, bytes written, and how many events shared a commit. Also
 * start to ready, resident memory, the database's size, and, as the yardstick of this machine in
 * this run, how many 4 KB appends with fdatasync it does in a second.
 *
 * A benchmark, not a test: it judges nothing.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/bench/pretend_slack.h"
#include "tests/bench/usage.h"

enum {
	PEOPLE = 5000,
	TOOLS = 500, // with an owner each: a steady 200 a second is then below an owner's one a
		     // second
	MOST_IN_FLIGHT = 1024,
	MOST_SAMPLES = 1 << 20,
	STEADY_A_SECOND = 200,
	STEADY_SECONDS = 10,
};

struct bench {
	struct pretend_slack slack;
	/* one phase */
	int in_flight, target;
	bool reporting; // tools are made in other words
	uint64_t steady_from, due_at; // ns; 0: as soon as it can be sent
	struct usage before;
	int64_t to_send, sent, acknowledged;
	uint64_t sent_at[MOST_IN_FLIGHT];
	double *samples; // ms
	size_t sample_count;
	uv_timer_t steady;
	int64_t serial; // of all envelopes ever
	unsigned random;
};

/* --- commands --- */

static void send_command(struct bench *bench);

static void on_acknowledged(struct pretend_slack *slack, int64_t serial, const char *bytes)
{
	struct bench *bench = container_of(slack, struct bench, slack);
	uint64_t took = uv_hrtime() - bench->sent_at[serial % MOST_IN_FLIGHT];

	if (bench->reporting && bench->acknowledged == 0 && !strstr(bytes, "Logged"))
		fprintf(stderr, "bench: an unexpected answer: %.200s\n", bytes);
	if (bench->sample_count < MOST_SAMPLES)
		bench->samples[bench->sample_count++] = (double)took / 1e6;
	bench->acknowledged++;
	bench->in_flight--;
	if (bench->target && bench->sent < bench->to_send)
		send_command(bench);
	if (bench->acknowledged >= bench->to_send)
		uv_stop(&slack->loop);
}

/* Different people, tools and words, as reports have; the generator repeats from run to run. */
static unsigned next_random(struct bench *bench)
{
	bench->random = bench->random * 1103515245u + 12345u;
	return bench->random >> 8;
}

static void report_words(struct bench *bench, struct text *words)
{
	static const char *const some[] = { "clause", "table", "total", "date", "name", "page",
		"price", "paragraph", "missing", "wrong", "empty", "dropped", "doubled",
		"translated", "slow", "refused", "summary", "contract", "invoice", "customer",
		"currency", "heading" };

	text_printf(words, "tool%u ", next_random(bench) % TOOLS);
	for (int i = 0; i < 8; i++)
		text_printf(words, "%s ", some[next_random(bench) % array_length(some)]);
	text_printf(words, "case %" PRId64, bench->serial);
}

static void send_envelope(
	struct bench *bench, const char *user, const char *command, const char *words)
{
	int64_t serial = bench->serial++;

	bench->sent_at[serial % MOST_IN_FLIGHT] = bench->due_at ? bench->due_at : uv_hrtime();
	bench->sent++;
	bench->in_flight++;
	pretend_slack_send(&bench->slack, serial, user, command, words);
}

static void send_command(struct bench *bench)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	char user[16];

	snprintf(user, sizeof(user), "U%06u", next_random(bench) % PEOPLE);
	report_words(bench, &words);
	send_envelope(bench, user, "/report", text_string(&words));
}

static void begin(struct bench *bench, int in_flight, int64_t count)
{
	bench->target = in_flight;
	bench->to_send = count;
	bench->sent = bench->acknowledged = bench->in_flight = 0;
	bench->sample_count = 0;
	bench->due_at = 0;
	bench->before = usage_read(bench->slack.daemon, bench->slack.metrics_port);
}

static void make_tools(struct bench *bench)
{
	begin(bench, 0, TOOLS);
	for (int i = 0; i < TOOLS; i++) {
		char words[64];
		snprintf(words, sizeof(words), "tool tool%d owner=UOWNER%03d", i, i);
		send_envelope(bench, "UADMIN", "/lastmile", words);
	}
	uv_run(&bench->slack.loop, UV_RUN_DEFAULT);
}

/* --- figures --- */

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double percentile(struct bench *bench, double share)
{
	if (!bench->sample_count)
		return 0;
	size_t index = (size_t)(share * (double)(bench->sample_count - 1));
	return bench->samples[index];
}

/* For one report, with all that follows from it. */
static void print_usage(struct bench *bench)
{
	struct usage now = usage_read(bench->slack.daemon, bench->slack.metrics_port),
		     *before = &bench->before;
	double reports = (double)bench->acknowledged;
	double turns = now.turns - before->turns;

	printf("%28s %10.2f ms CPU   %7.1f KB written   %5.2f commits   %5.1f events a commit\n",
		"a report:", (now.cpu - before->cpu) * 1e3 / reports,
		(now.written - before->written) / 1e3 / reports,
		(now.commits - before->commits) / reports,
		turns > 0 ? (now.events - before->events) / turns : 0);
}

static void print_phase(struct bench *bench, const char *name, uint64_t took)
{
	qsort(bench->samples, bench->sample_count, sizeof(double), by_value);
	printf("%-28s %10.0f /s   p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms\n", name,
		(double)bench->acknowledged * 1e9 / (double)took, percentile(bench, 0.5),
		percentile(bench, 0.99), percentile(bench, 1));
	print_usage(bench);
	fflush(stdout);
}

static void run_in_flight(struct bench *bench, int in_flight, int64_t count)
{
	char name[64];

	begin(bench, in_flight, count);
	uint64_t began = uv_hrtime();
	for (int i = 0; i < in_flight && i < count; i++)
		send_command(bench);
	uv_run(&bench->slack.loop, UV_RUN_DEFAULT);
	snprintf(name, sizeof(name), "%d in flight", in_flight);
	print_phase(bench, name, uv_hrtime() - began);
}

/* What is due is sent, late or not, and counts from when it was due: a daemon that stalls is not
 * spared. */
static void on_steady(uv_timer_t *timer)
{
	struct bench *bench = timer->data;
	const uint64_t every = 1000000000 / STEADY_A_SECOND;

	while (bench->sent < bench->to_send && bench->in_flight < MOST_IN_FLIGHT - 1) {
		bench->due_at = bench->steady_from + (uint64_t)bench->sent * every;
		if (bench->due_at > uv_hrtime())
			return;
		send_command(bench);
	}
}

static void run_steady(struct bench *bench, int64_t count)
{
	begin(bench, 0, count);
	bench->steady_from = uv_hrtime();
	uv_timer_start(&bench->steady, on_steady, 0, 1);
	uv_run(&bench->slack.loop, UV_RUN_DEFAULT);
	uv_timer_stop(&bench->steady);
	print_phase(bench, "steady 200 a second", uv_hrtime() - bench->steady_from);
}

static void run_phase(struct bench *bench, const char *phase, int64_t count)
{
	int in_flight = (int)strtol(phase, NULL, 10);

	bench->reporting = true;
	if (in_flight >= 1 && in_flight < MOST_IN_FLIGHT)
		run_in_flight(bench, in_flight, count);
	else
		run_steady(bench, count);
}

static void run_phases(struct bench *bench, int64_t reports, char **phases)
{
	if (*phases) {
		for (; *phases; phases++)
			run_phase(bench, *phases, reports);
		return;
	}
	run_phase(bench, "steady", (int64_t)STEADY_A_SECOND * STEADY_SECONDS);
	run_phase(bench, "1", reports / 50);
	run_phase(bench, "16", reports / 10);
	run_phase(bench, "256", reports - reports / 50 - reports / 10);
}

static void print_size(const struct bench *bench, const char *suffix)
{
	char path[128];
	struct stat size;

	snprintf(path, sizeof(path), "%s/lastmile.db%s", bench->slack.folder, suffix);
	if (stat(path, &size) == 0)
		printf("database%-20s %10.1f MB\n", suffix, (double)size.st_size / 1e6);
}

/* The yardstick: what a commit costs at the least. */
static void measure_disk(const struct bench *bench)
{
	char path[128], page[4096] = { 0 };
	int count = 0;

	snprintf(path, sizeof(path), "%s/yardstick", bench->slack.folder);
	int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	uint64_t began = uv_hrtime();
	while (file >= 0 && uv_hrtime() - began < 2000000000u) {
		if (write(file, page, sizeof(page)) < 0 || fdatasync(file) < 0)
			break;
		count++;
	}
	printf("%-28s %10.0f /s\n", "yardstick: 4 KB + fdatasync",
		(double)count * 1e9 / (double)(uv_hrtime() - began));
	if (file >= 0)
		close(file);
	unlink(path);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/lastmile-bench-XXXXXX";
	static struct bench bench = { .random = 42 };
	int64_t reports = argc > 2 ? strtoll(argv[2], NULL, 10) : 100000;

	if (argc < 2) {
		fprintf(stderr, "usage: bench_load LASTMILE [REPORTS [PHASE…]]\n");
		return 64;
	}
	bench.samples = xcalloc(MOST_SAMPLES, sizeof(double));
	if (!mkdtemp(folder))
		return 1;
	pretend_slack_init(&bench.slack, argv[1], folder);
	bench.slack.acknowledged = on_acknowledged;
	uv_timer_init(&bench.slack.loop, &bench.steady);
	bench.steady.data = &bench;
	measure_disk(&bench);
	pretend_slack_run(&bench.slack);
	printf("%-28s %10.1f MB\n", "resident, idle", usage_resident(bench.slack.daemon) / 1e6);
	make_tools(&bench);
	run_phases(&bench, reports, argc > 3 ? argv + 3 : argv + argc);
	printf("%-28s %10.1f MB\n", "resident, after the reports",
		usage_resident(bench.slack.daemon) / 1e6);
	print_size(&bench, "");
	print_size(&bench, "-wal");
	printf("%-28s %10" PRIu64 "\n", "deliveries taken", bench.slack.posts);
	measure_disk(&bench);
	pretend_slack_stop(&bench.slack);
	return 0;
}
