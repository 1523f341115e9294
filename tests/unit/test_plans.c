/*
 * Nothing that somebody waits for reads a whole table that grows with use: the plan of every SQL
 * text of every store is read, in a database without statistics, as in production. Every table
 * grows unless it is listed as small; every statement is waited for unless it is listed below, with
 * the reason; and what is listed without need fails, too.
 *
 * A plan that begins with an index may still read much: bench_answers tells.
 */
#include "storage_fixture.h"

#include <ctype.h>
#include <sqlite3.h>

#include "bot/util/text.h"

extern const char *const *const all_statements[];

/* They have a row for each tool, schedule or the like, however many people report. */
static const char *const small_tables[] = {
	"tools", "tool_aliases", "tool_champions", "schedules",
	"trainings", // a few a week, by people who give them
	"notices", // one when a tool is wrong for everybody
};

/* Partial indexes that hold what is still to be done, and little else. */
static const char *const small_indexes[] = {
	"outbox_lanes", // what is to be sent
	"outbox_intents", // what is being sent
	"gathered_waiting", // its first row
	"office_queue_in_order", // who waits
	"people_admins",
};

/* Beginnings of SQL texts: each is asked for once in a while, and nobody in the chat waits. */
static const char *const not_waited_for[] = {
	"SELECT 'LM-' || i.id AS issue, t.name", // export of all issues
	"SELECT r.id AS report", // export of all reports
	"SELECT f.id AS feedback", // export of all feedback
	"SELECT 'LM-' || h.issue AS issue, h.change", // export of a person's data
	"SELECT (SELECT count(*) FROM issues", // stats: counts all there is
	"SELECT status, count(*) AS issues FROM issues", // stats
	"/* from the beginning */", // stats
	"SELECT count(*) FROM outbox WHERE state = 'sent'", // stats
	"DELETE FROM departures WHERE (believed", // somebody has left
	"SELECT platform, company, count(*) AS people FROM departures", // check, metrics
	"UPDATE outbox_contents SET content = replace(", // forgetting a person; only what is owed
};

/* Waited for, and bounded otherwise. */
static const char *const bounded[] = {
	"SELECT e.id, e.review_since, found.score, (SELECT count(*) FROM library_marks AS m WHERE "
	"m.entry = e.id AND m.mark = 'used') AS used, (SELECT count(*) FROM library_marks AS m "
	"WHERE m.entry = e.id AND m.mark = 'worked') AS worked FROM (SELECT e.id AS entry", // LIMIT
};

enum { LISTED_AT_MOST = 32, TABLES_AT_MOST = 128 };

struct listed {
	const char *const *names;
	size_t count;
	bool needed[LISTED_AT_MOST];
};

struct plans {
	sqlite3 *sqlite;
	struct arena *arena;
	const char *tables[TABLES_AT_MOST];
	size_t table_count;
	struct listed small_tables, small_indexes, not_waited_for, bounded;
};

#define LIST(names)                                                                                \
	{                                                                                          \
		names, array_length(names),                                                        \
		{                                                                                  \
			false                                                                      \
		}                                                                                  \
	}

static bool is_listed(struct listed *listed, const char *name)
{
	for (size_t i = 0; i < listed->count; i++)
		if (text_equal(listed->names[i], name))
			return listed->needed[i] = true;
	return false;
}

static bool begins_listed(struct listed *listed, const char *sql)
{
	for (size_t i = 0; i < listed->count; i++)
		if (text_starts_with(sql, listed->names[i]))
			return listed->needed[i] = true;
	return false;
}

/* --- which table a step of a plan reads --- */

static bool is_word_character(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

/* `words` stand in the text, and are not the beginning or the end of longer ones. */
static bool stands_in(const char *sql, const char *words)
{
	size_t length = strlen(words);

	for (const char *at = strstr(sql, words); at; at = strstr(at + 1, words)) {
		bool begins = at == sql || !is_word_character(at[-1]) || !is_word_character(*words);
		if (begins &&
			(!is_word_character(at[length]) || !is_word_character(words[length - 1])))
			return true;
	}
	return false;
}

static bool is_called(struct plans *plans, const char *sql, const char *table, const char *name)
{
	return text_equal(table, name) ||
	       stands_in(sql, arena_printf(plans->arena, "%s AS %s", table, name));
}

/* A result of this very statement: WITH name AS (…), or (…) AS name. */
static bool is_result(struct plans *plans, const char *sql, const char *name)
{
	return stands_in(sql, arena_printf(plans->arena, "%s AS (", name)) ||
	       stands_in(sql, arena_printf(plans->arena, "%s AS MATERIALIZED (", name)) ||
	       stands_in(sql, arena_printf(plans->arena, "%s (id", name)) ||
	       stands_in(sql, arena_printf(plans->arena, ") AS %s", name));
}

/* An alias of such a result. */
static bool is_result_called(struct plans *plans, const char *sql, const char *name)
{
	const char *words = arena_printf(plans->arena, " AS %s", name);

	for (const char *at = strstr(sql, words); at; at = strstr(at + 1, words)) {
		const char *begin = at;
		while (begin > sql && is_word_character(begin[-1]))
			begin--;
		if (begin < at &&
			is_result(plans, sql,
				arena_printf(plans->arena, "%.*s", (int)(at - begin), begin)))
			return true;
	}
	return is_result(plans, sql, name);
}

/* What it cannot make out counts as a table that grows. */
static bool reads_growing_table(struct plans *plans, const char *sql, const char *name)
{
	bool small = false;

	if (*name == '(')
		return false; // (subquery-1)
	for (size_t i = 0; i < plans->table_count; i++) {
		if (!is_called(plans, sql, plans->tables[i], name))
			continue;
		if (!is_listed(&plans->small_tables, plans->tables[i]))
			return true;
		small = true;
	}
	return !small && !is_result_called(plans, sql, name);
}

/* --- which step reads all of it --- */

/* "SCAN b USING INDEX …"; "SEARCH b" without an index is a walk to the smallest or greatest; an
 * automatic index is made by reading all; a virtual table without a term lists all it has; what was
 * sent in some days, to anybody, is all there is. */
static bool reads_all(struct plans *plans, const char *step, char name[static 64])
{
	char index[64] = "";
	const char *using = strstr(step, " INDEX ");

	if (strstr(step, "CONSTANT ROW"))
		return false;
	if (sscanf(step, "SEARCH %63s", name) == 1)
		return !strstr(step, " USING ") || strstr(step, " AUTOMATIC ") ||
		       strstr(step, " outbox_by_sent ");
	if (sscanf(step, "SCAN %63s", name) != 1)
		return false;
	if (strstr(step, " VIRTUAL TABLE INDEX "))
		return step[strlen(step) - 1] == ':';
	if (using)
		(void)!sscanf(using, " INDEX %63s", index);
	return !is_listed(&plans->small_indexes, index);
}

/* The step that makes it refused; NULL: none. */
static const char *refused_step(struct plans *plans, const char *sql)
{
	const char *explain = arena_printf(plans->arena, "EXPLAIN QUERY PLAN %s", sql);
	const char *refused = NULL;
	sqlite3_stmt *raw = NULL;

	if (sqlite3_prepare_v2(plans->sqlite, explain, -1, &raw, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(plans->sqlite), sql);
	while (!refused && sqlite3_step(raw) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(raw, 3);
		char name[64];
		if (reads_all(plans, step, name) && reads_growing_table(plans, sql, name))
			refused = arena_strdup(plans->arena, step);
	}
	sqlite3_finalize(raw);
	return refused;
}

static void open_plans(struct plans *plans, struct fixture *f)
{
	sqlite3_stmt *raw = NULL;

	*plans = (struct plans){ .arena = f->arena,
		.small_tables = LIST(small_tables),
		.small_indexes = LIST(small_indexes),
		.not_waited_for = LIST(not_waited_for),
		.bounded = LIST(bounded) };
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &plans->sqlite), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(plans->sqlite,
			"SELECT name FROM sqlite_master WHERE type = 'table'", -1, &raw, NULL),
		SQLITE_OK);
	while (sqlite3_step(raw) == SQLITE_ROW) {
		assert_true(plans->table_count < TABLES_AT_MOST);
		plans->tables[plans->table_count++] =
			arena_strdup(f->arena, (const char *)sqlite3_column_text(raw, 0));
	}
	sqlite3_finalize(raw);
	assert_true(plans->table_count > 30);
}

static int say_needless(const struct listed *listed)
{
	int needless = 0;

	for (size_t i = 0; i < listed->count; i++)
		if (!listed->needed[i]) {
			fprintf(stderr, "no longer scanned, and need not be listed: %s\n",
				listed->names[i]);
			needless++;
		}
	return needless;
}

static void nothing_that_grows_is_read_whole(void **state)
{
	struct plans plans;
	int refused = 0, statements = 0;

	open_plans(&plans, *state);
	for (const char *const *const *list = all_statements; *list; list++)
		for (const char *const *sql = *list; *sql; sql++, statements++) {
			const char *step = refused_step(&plans, *sql);
			if (!step || begins_listed(&plans.not_waited_for, *sql) ||
				begins_listed(&plans.bounded, *sql))
				continue;
			fprintf(stderr, "%s\n    in %s\n", step, *sql);
			refused++;
		}
	sqlite3_close(plans.sqlite);
	assert_int_equal(refused, 0);
	assert_true(statements > 300);
	assert_int_equal(say_needless(&plans.small_tables) + say_needless(&plans.small_indexes) +
				 say_needless(&plans.not_waited_for) + say_needless(&plans.bounded),
		0);
}

static void each_way_to_read_all_is_seen(void **state)
{
	static const char *const bad[] = {
		"SELECT id FROM reports WHERE text = $1",
		"SELECT r.id FROM reports AS r WHERE r.text = $1",
		"SELECT t.id FROM tools AS t JOIN verdicts AS v ON v.verdict = t.name",
		"SELECT min(id) FROM outbox WHERE kind = $1",
		"SELECT count(*) FROM issues",
		"SELECT 1 FROM (SELECT id FROM feedback WHERE text = $1) AS found",
		"WITH found AS (SELECT * FROM history WHERE text = $1) SELECT * FROM found",
		"UPDATE issues SET note = NULL WHERE title = $1",
		"SELECT rowid FROM report_words",
		"SELECT b.id FROM outbox AS b WHERE b.state = 'sent' AND b.sent_at >= $1",
	};
	static const char *const good[] = {
		"SELECT id FROM reports WHERE id = $1",
		"SELECT name FROM tools WHERE good = $1",
		"SELECT t.name FROM tools AS t WHERE t.good = $1",
		"SELECT rowid FROM report_words WHERE report_words MATCH $1",
		"WITH found AS (SELECT * FROM reports WHERE id = $1) SELECT f.id FROM found AS f",
	};
	struct plans plans;

	open_plans(&plans, *state);
	for (size_t i = 0; i < array_length(bad); i++)
		if (!refused_step(&plans, bad[i]))
			fail_msg("not refused: %s", bad[i]);
	for (size_t i = 0; i < array_length(good); i++)
		if (refused_step(&plans, good[i]))
			fail_msg("refused: %s", good[i]);
	sqlite3_close(plans.sqlite);
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
	const struct CMUnitTest tests[] = { on_fresh(nothing_that_grows_is_read_whole),
		on_fresh(each_way_to_read_all_is_seen), on_fresh(test_many_pending_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
