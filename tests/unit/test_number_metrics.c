/* The numbers of the last 30 days as metrics: parts with their wholes, medians of something alone.
 */
#include "storage_fixture.h"

#include "bot/util/clock.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "handlers/hours/number_metrics.h"

/* Wednesday, 7 October 2026, 12:00 UTC. */
#define NOW INT64_C(1791374400000)

static bool prints(const char *words)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	metrics_print(&out);
	return strstr(text_string(&out), words) != NULL;
}

static void set_all(struct db *db)
{
	struct number_metrics metrics = number_metrics_read(db, NOW, "UTC");

	number_metrics_set(&metrics);
}

/* Two reported two hours ago and fixed an hour ago, one of them truly; what was fixed 31 days ago
 * is too old. */
static void parts_come_with_their_wholes(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), sam = add_person(f, "U2", NULL);

	metrics_reset();
	set_all(f->db);
	assert_false(prints("lastmile_median_seconds{"));
	for (int i = 0; i < 3; i++) {
		int64_t at = i ? NOW - 2 * MS_PER_HOUR : NOW - INT64_C(31) * MS_PER_DAY;
		int64_t issue = issue_store_create(f->db, 0, "x", at);
		struct report report = { .issue = issue,
			.reporter = ana,
			.text = "x",
			.minutes_lost = -1,
			.source = "command",
			.platform = "slack",
			.created_at = at };
		report_store_add(f->db, &report);
		issue_store_acknowledge(f->db, issue, sam, at + MS_PER_HOUR / 2);
		issue_store_fix(f->db, issue, sam, NULL, at + MS_PER_HOUR);
		verdict_store_add(
			f->db, issue, 1, ana, i == 1 ? "works" : "broken", at + MS_PER_HOUR + 1);
	}
	set_all(f->db);
	assert_int_equal(metrics_value(METRIC_NUMBER_PART, "verified_fix"), 1);
	assert_int_equal(metrics_value(METRIC_NUMBER_PART, "false_fix"), 1);
	assert_int_equal(metrics_value(METRIC_NUMBER_WHOLE, "verified_fix"), 2);
	assert_int_equal(metrics_value(METRIC_NUMBER_WHOLE, "loop_closure"), 2);
	assert_int_equal(metrics_value(METRIC_MEDIAN, "fix"), 3600);
	assert_int_equal(metrics_value(METRIC_MEDIAN, "acknowledge"), 1800);
	assert_true(prints("lastmile_number_whole{number=\"false_fix\"} 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(parts_come_with_their_wholes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
