/* What /metrics shows: Prometheus' text format, line by line, and no series made by strangers. */
#include "bot/util/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

static int setup(void **state)
{
	(void)state;
	metrics_reset();
	return 0;
}

static void assert_printed(const char *expected)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	metrics_print(&out);
	if (!strstr(text_string(&out), expected))
		fail_msg("not printed:\n%s\nin:\n%s", expected, text_string(&out));
}

static void assert_not_printed(const char *unexpected)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	metrics_print(&out);
	assert_null(strstr(text_string(&out), unexpected));
}

static void test_counters_add_up(void **state)
{
	(void)state;
	assert_printed("# HELP lastmile_commits_total transactions made durable\n"
		       "# TYPE lastmile_commits_total counter\nlastmile_commits_total 0\n#");
	metrics_add(METRIC_COMMITS, NULL, 1);
	metrics_add(METRIC_COMMITS, NULL, 4000000000);
	assert_printed("\nlastmile_commits_total 4000000001\n");
	assert_true(metrics_value(METRIC_COMMITS, NULL) > 4e9);
}

static void test_a_label_is_one_of_its_row(void **state)
{
	(void)state;
	metrics_add(METRIC_EVENTS, "command", 2);
	assert_printed("\nlastmile_events_total{kind=\"command\"} 2\n"
		       "lastmile_events_total{kind=\"action\"} 0\n");
	assert_printed("\nlastmile_events_total{kind=\"timer\"} 0\n"
		       "lastmile_events_total{kind=\"profile\"} 0\n#");
	metrics_add(METRIC_EVENTS, "\"} 1\nevil{a=\"", 3);
	metrics_add(METRIC_EVENTS, "comm", 1);
	metrics_add(METRIC_EVENTS, "commander", 3);
	metrics_add(METRIC_EVENTS, "", 5);
	assert_printed("\nlastmile_events_total{kind=\"other\"} 12\n");
	assert_not_printed("evil");
	assert_int_equal(metrics_value(METRIC_EVENTS, "command"), 2);
}

static void test_a_gauge_shows_once_it_is_set(void **state)
{
	(void)state;
	assert_not_printed("\nlastmile_wal_pages ");
	metrics_set(METRIC_WAL_PAGES, NULL, 12);
	metrics_set(METRIC_WAL_PAGES, NULL, 0);
	assert_printed("# TYPE lastmile_wal_pages gauge\nlastmile_wal_pages 0\n");
	metrics_set(METRIC_SECONDS_SINCE_LAST_EVENT, NULL, 0.25);
	assert_printed("\nlastmile_seconds_since_last_event 0.25\n");
	metrics_set(METRIC_RESIDENT_MEMORY, NULL, 12345678901);
	assert_printed("\nlastmile_resident_memory_bytes 12345678901\n");
}

static void test_one_state_at_a_time(void **state)
{
	(void)state;
	metrics_set_state(METRIC_LINK_STATE, "connecting");
	metrics_set_state(METRIC_LINK_STATE, "ready");
	assert_printed("\nlastmile_link_state{state=\"down\"} 0\n"
		       "lastmile_link_state{state=\"connecting\"} 0\n"
		       "lastmile_link_state{state=\"ready\"} 1\n"
		       "lastmile_link_state{state=\"refused\"} 0\n#");
}

static void test_a_histogram_is_cumulative(void **state)
{
	(void)state;
	metrics_observe(METRIC_EVENTS_PER_COMMIT, 1); // a bound belongs to its bucket
	metrics_observe(METRIC_EVENTS_PER_COMMIT, 3);
	metrics_observe(METRIC_EVENTS_PER_COMMIT, 1000);
	assert_printed("# TYPE lastmile_events_per_commit histogram\n"
		       "lastmile_events_per_commit_bucket{le=\"1\"} 1\n"
		       "lastmile_events_per_commit_bucket{le=\"2\"} 1\n"
		       "lastmile_events_per_commit_bucket{le=\"4\"} 2\n");
	assert_printed("lastmile_events_per_commit_bucket{le=\"256\"} 2\n"
		       "lastmile_events_per_commit_bucket{le=\"+Inf\"} 3\n"
		       "lastmile_events_per_commit_sum 1004\n"
		       "lastmile_events_per_commit_count 3\n");
	assert_int_equal(metrics_value(METRIC_EVENTS_PER_COMMIT, NULL), 3);
	metrics_observe(METRIC_ACKNOWLEDGEMENT, 0.0004);
	metrics_observe(METRIC_ACKNOWLEDGEMENT, 2.5);
	assert_printed("_acknowledgement_seconds_bucket{le=\"0.001\"} 1\n");
	assert_printed("_acknowledgement_seconds_bucket{le=\"2\"} 1\n"
		       "lastmile_acknowledgement_seconds_bucket{le=\"3\"} 2\n"
		       "lastmile_acknowledgement_seconds_bucket{le=\"+Inf\"} 2\n");
}

static size_t count_words(const char *list)
{
	size_t count = 0;

	for (; *(list += strspn(list, " ")); list += strcspn(list, " "))
		count++;
	return count;
}

static void assert_ascending(const char *buckets)
{
	double last = -1;
	char *end = NULL;

	for (; *buckets; buckets = end + strspn(end, " ")) {
		double bound = strtod(buckets, &end);
		assert_true(bound > last);
		last = bound;
	}
}

static void test_every_row_is_sound(void **state)
{
	static const struct {
		const char *name, *label, *values, *buckets, *help;
		enum metric_type type;
	} rows[] = {
#define ROW(identifier, name_, type_, label_, values_, buckets_, help_)                            \
	{ name_, label_, values_, buckets_, help_, METRIC_##type_ },
		METRICS_LIST(ROW)
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		size_t length = strlen(rows[i].name);
		bool total = length > 6 && text_equal(rows[i].name + length - 6, "_total");
		assert_int_equal(total, rows[i].type == METRIC_COUNTER);
		assert_int_equal(strspn(rows[i].name, "abcdefghijklmnopqrstuvwxyz_"), length);
		assert_true(!text_is_blank(rows[i].help) && !strpbrk(rows[i].help, "\\\n"));
		assert_int_equal(!*rows[i].label, !*rows[i].values);
		assert_true(count_words(rows[i].values) <= 12);
		assert_int_equal(!*rows[i].buckets, rows[i].type != METRIC_HISTOGRAM);
		assert_true(count_words(rows[i].buckets) <= 12);
		assert_ascending(rows[i].buckets);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_counters_add_up, setup),
		cmocka_unit_test_setup(test_a_label_is_one_of_its_row, setup),
		cmocka_unit_test_setup(test_a_gauge_shows_once_it_is_set, setup),
		cmocka_unit_test_setup(test_one_state_at_a_time, setup),
		cmocka_unit_test_setup(test_a_histogram_is_cumulative, setup),
		cmocka_unit_test_setup(test_every_row_is_sound, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
