/*
 * No statement reads a whole big table unless it is meant to: with the tables filled and analysed
 * as little as in production (not at all), the plan of every SQL text of every store is read. What
 * scans is in the list below, with the reason; a new one fails here.
 */
#include "storage_fixture.h"

#include <sqlite3.h>

#include "bot/util/text.h"

extern const char *const *const all_statements[];

static const char *const big_tables[] = { "issues", "reports", "followers", "verdicts", "feedback",
	"history", "inbox", "cards", "outbox", "outbox_contents", "people", "library_entries",
	"library_tags", "library_marks", "gathered", "pulses" };

/* Beginnings of SQL texts that may scan: each is asked for by a person, or once in a while. */
static const char *const may_scan[] = {
	"SELECT 'LM-' ||", // export: all of it is wanted
	"SELECT r.id AS report", // export
	"SELECT f.id AS feedback", // export
	"SELECT (SELECT count(*) FROM issues", // totals
	"SELECT count(*) FROM issues WHERE status", // totals
	"SELECT count(*) FROM outbox WHERE state = 'sent'", // numbers: reads only its index
	"SELECT count(*) FROM outbox WHERE state IN", // numbers: reads only its index
	"SELECT created_at FROM outbox", // numbers: reads only its index
	("SELECT id, platform, account, name, coalesce(chosen_timezone, timezone) AS timezone, "
	 "active, admin, email, directory FROM people WHERE admin"), // few people
	"SELECT e.id, e.review_since, found.score", // library: the newest 500
	"UPDATE outbox_contents SET content = replace(", // forgetting a person
	"UPDATE issues SET acknowledged_by", // linking a person, once
	"UPDATE issues SET settled_by", // likewise
	"UPDATE OR IGNORE verdicts SET person", // likewise
	"DELETE FROM verdicts WHERE $1", // likewise
	"SELECT due_at FROM gathered", // the first row of an index
};

static bool is_big(const char *name)
{
	for (size_t i = 0; i < array_length(big_tables); i++)
		if (text_equal(name, big_tables[i]))
			return true;
	return false;
}

static bool is_allowed(const char *sql)
{
	for (size_t i = 0; i < array_length(may_scan); i++)
		if (text_starts_with(sql, may_scan[i]))
			return true;
	return false;
}

/* "SCAN b USING …": b may be an alias, so the table is looked up in the text of the query. */
static bool scans_big_table(const char *sql, const char *step)
{
	char name[64], alias[80];

	/* The index of rows whose outcome is open: a handful. */
	if (sscanf(step, "SCAN %63s", name) != 1 || strstr(step, "INDEX outbox_intents"))
		return false;
	if (is_big(name))
		return true;
	for (size_t i = 0; i < array_length(big_tables); i++) {
		snprintf(alias, sizeof(alias), "%s AS %s ", big_tables[i], name);
		const char *found = strstr(sql, alias);
		if (found)
			return true;
	}
	return false;
}

static int check_plan(sqlite3 *sqlite, const char *sql)
{
	_cleanup_free_ char *explain = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *raw = NULL;
	int scans = 0;

	if (sqlite3_prepare_v2(sqlite, explain, -1, &raw, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(sqlite), sql);
	while (sqlite3_step(raw) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(raw, 3);
		if (!scans_big_table(sql, step) || is_allowed(sql))
			continue;
		fprintf(stderr, "%s\n    in %s\n", step, sql);
		scans++;
	}
	sqlite3_finalize(raw);
	return scans;
}

static void test_plans(void **state)
{
	struct fixture *f = *state;
	sqlite3 *sqlite = NULL;
	int scans = 0, statements = 0;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	for (const char *const *const *list = all_statements; *list; list++)
		for (const char *const *sql = *list; *sql; sql++, statements++)
			scans += check_plan(sqlite, *sql);
	sqlite3_close(sqlite);
	assert_int_equal(scans, 0);
	assert_true(statements > 100);
}

/* However many rows wait, in one lane or in as many lanes, only those whose turn it is are looked
 * at. */
static void fill(struct fixture *f, bool one_lane, int count)
{
	for (int i = 0; i < count; i++) {
		char key[64], channel[64];
		snprintf(key, sizeof(key), "k%d:%d", one_lane, i);
		snprintf(channel, sizeof(channel), "C%d", one_lane ? -1 : i);
		struct outbox_order order = { .key = key,
			.platform = "slack",
			.channel = channel,
			.kind = "x",
			.priority = PRIORITY_BATCH,
			.content = "{}" };
		outbox_store_post(f->db, &order, i);
	}
}

static void test_many_pending_rows(void **state)
{
	struct fixture *f = *state;
	static const char TURNS[] = "SELECT count(*) FROM outbox WHERE turn = 1";

	fill(f, true, 5000);
	assert_int_equal(db_int(f->db, 0, TURNS), 1);
	assert_int_equal((int)outbox_store_due(f->db, f->arena, "slack", 9000, 10).count, 1);
	fill(f, false, 5000);
	assert_int_equal(db_int(f->db, 0, TURNS), 5001);
	assert_int_equal((int)outbox_store_due(f->db, f->arena, "slack", 9000, 10).count, 10);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_plans),
		on_fresh(test_many_pending_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
