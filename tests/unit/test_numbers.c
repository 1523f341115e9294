/* The numbers of product.md by hand-made cases, and the export. */
#include "storage_fixture.h"

#include "bot/util/text.h"
#include "storage/export.h"
#include "storage/gathered_store.h"
#include "storage/numbers.h"
#include "storage/numbers_issues.h"

static struct numbers all(struct fixture *f)
{
	return numbers_compute(f->db, ALL_TOOLS, 0, INT64_MAX);
}

static void expect_share(struct share share, int part, int whole)
{
	assert_int_equal(share.part, part);
	assert_int_equal(share.whole, whole);
}

static void test_nothing(void **state)
{
	struct fixture *f = *state;
	struct numbers numbers = all(f);

	assert_int_equal(numbers.issues, 0);
	assert_int_equal(numbers_totals(f->db).issues, 0);
	expect_share(numbers.loop_closure, 0, 0);
	expect_share(numbers.verified_fix, 0, 0);
	assert_true(numbers.fix.median < 0 && numbers.fix.p90 < 0 && !numbers.fix.count);
}

/* The notification of a settled issue, delivered at `at`. */
static void tell(struct fixture *f, int64_t issue, int64_t person, int64_t at)
{
	char key[64];
	snprintf(key, sizeof(key), "settled:%lld:%lld:%lld", (long long)issue, (long long)person,
		(long long)at);
	struct outbox_order order = { .key = key,
		.platform = "slack",
		.person = person,
		.issue = issue,
		.kind = "settled",
		.content = "{}" };
	assert_true(outbox_store_post(f->db, &order, at));
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", at, 1);
	assert_int_equal(due.count, 1);
	outbox_store_claim(f->db, due.items[0].id, at);
	outbox_store_sent(f->db, due.items[0].id, "D", "1", at);
}

static void test_loop_closure(void **state)
{
	struct fixture *f = *state;
	const int64_t settled = 10000, late = settled + 48 * INT64_C(3600000) + 1;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t eve = add_person(f, "U3", NULL), owner = add_person(f, "U4", NULL);
	int64_t issue = add_issue(f, 0, "x");

	add_report(f, issue, ana, "a"), add_report(f, issue, ana, "again");
	add_report(f, issue, ben, "b"), add_report(f, issue, eve, "c");
	add_report(f, issue, owner, "mine"), add_report(f, issue, 0, "forgotten");
	expect_share(all(f).loop_closure, 0, 0);
	issue_store_fix(f->db, issue, owner, NULL, settled);
	expect_share(all(f).loop_closure, 0, 3);
	tell(f, issue, ana, settled + 1);
	expect_share(all(f).loop_closure, 1, 3);
	tell(f, issue, ben, late);
	expect_share(all(f).loop_closure, 1, 3);
	expect_share(numbers_compute(f->db, ALL_TOOLS, settled + 1, INT64_MAX).loop_closure, 0, 0);
	expect_share(numbers_compute(f->db, ALL_TOOLS, 0, settled).loop_closure, 0, 0);
	expect_share(numbers_compute(f->db, ALL_TOOLS, settled, settled + 1).loop_closure, 1, 3);
	int64_t declined = add_issue(f, 0, "y");
	add_report(f, declined, eve, "d");
	issue_store_decline(f->db, declined, owner, "no", "w", settled);
	tell(f, declined, eve, settled + 5);
	expect_share(all(f).loop_closure, 2, 4);
	/* Settled once more, word of the first time is no word of the second. */
	issue_store_reopen(f->db, declined, settled + 6);
	issue_store_fix(f->db, declined, owner, NULL, settled + 7);
	expect_share(all(f).loop_closure, 1, 4);
	tell(f, declined, eve, settled + 8);
	expect_share(all(f).loop_closure, 2, 4);
}

static void deliver(struct fixture *f, int64_t at)
{
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", at, 1);

	assert_int_equal(due.count, 1);
	outbox_store_claim(f->db, due.items[0].id, at);
	outbox_store_sent(f->db, due.items[0].id, "D", "1", at);
}

/* Whoever is told once a day was told when that message was delivered, not when it gathered. */
static void test_told_together(void **state)
{
	struct fixture *f = *state;
	const int64_t settled = 10000, in_time = settled + 48 * INT64_C(3600000);
	int64_t ana = add_person(f, "U1", NULL), owner = add_person(f, "U2", NULL);
	struct card_order order = {
		.person = ana, .kind = "gathered", .round = 1, .platform = "slack", .content = "{}"
	};

	for (int i = 0; i < 3; i++) {
		int64_t issue = add_issue(f, 0, "x");
		add_report(f, issue, ana, "a");
		issue_store_fix(f->db, issue, owner, NULL, i < 2 ? settled : settled - 1);
		gathered_store_add(f->db,
			&(struct gathered){
				.person = ana, .issue = issue, .kind = "settled", .round = 1 },
			settled);
		gathered_store_end(f->db, i + 1, 1, settled);
	}
	order.issue = 1;
	card_store_show(f->db, &order, settled);
	expect_share(all(f).loop_closure, 0, 3);
	deliver(f, in_time);
	expect_share(all(f).loop_closure, 2, 3);
}

static void test_fixes(void **state)
{
	struct fixture *f = *state;
	const int64_t too_late = 10 + 14 * INT64_C(86400000) + 1;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL), ids[5];

	for (size_t i = 0; i < array_length(ids); i++) {
		ids[i] = add_issue(f, 0, "x");
		issue_store_fix(f->db, ids[i], ana, NULL, 10);
	}
	expect_share(all(f).verified_fix, 0, 5);
	verdict_store_add(f->db, ids[0], 1, ana, "works", 11);
	expect_share(all(f).verified_fix, 1, 5);
	verdict_store_add(f->db, ids[1], 1, ana, "works", 11);
	verdict_store_add(f->db, ids[1], 1, ben, "broken", 12);
	verdict_store_add(f->db, ids[2], 1, ana, "partly", 11);
	verdict_store_add(f->db, ids[3], 1, ana, "works", too_late);
	expect_share(all(f).verified_fix, 1, 5);
	expect_share(all(f).false_fix, 1, 5);
	/* A new fix is verified by itself, and the one before it was denied all the same. */
	issue_store_reopen(f->db, ids[1], 20);
	issue_store_fix(f->db, ids[1], ana, NULL, 30);
	expect_share(all(f).verified_fix, 1, 5);
	expect_share(all(f).false_fix, 1, 5);
	verdict_store_add(f->db, ids[1], 2, ben, "works", 31);
	expect_share(all(f).verified_fix, 2, 5);
	expect_share(all(f).false_fix, 1, 5);
}

/* --- false fixes --- */

static void expect_false(struct fixture *f, int part, int whole, size_t count, const int64_t *ids)
{
	struct numbers numbers = all(f);
	struct numbered_issues found =
		numbers_issues(f->db, f->arena, NUMBER_FALSE, ALL_TOOLS, 0, INT64_MAX, 10);

	expect_share(numbers.false_fix, part, whole);
	assert_int_equal(numbers.verified_fix.whole, whole);
	assert_int_equal(found.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(found.items[i], ids[i]);
}
#define expect_false_fixes(f, whole, ...)                                                          \
	expect_false((f), (int)array_length(((const int64_t[]){ __VA_ARGS__ })), (whole),          \
		array_length(((const int64_t[]){ __VA_ARGS__ })),                                  \
		(const int64_t[]){ __VA_ARGS__ })

/* The fix of a round, an answer to it a ms later, and the issue reopened by that if it is no. */
static void fix_and_answer(struct fixture *f, int64_t issue, int round, int64_t at, int64_t person,
	const char *verdict)
{
	issue_store_fix(f->db, issue, 0, NULL, at);
	assert_true(verdict_store_add(f->db, issue, round, person, verdict, at + 1));
	if (text_equal(verdict, "works"))
		issue_store_verify(f->db, issue, at + 1);
	else
		issue_store_reopen(f->db, issue, at + 1);
}

/* once: denied in the first of three rounds. thrice: in each of three. partly: never denied.
 * works: never. late: 30 days after its fix. */
static void test_a_fix_denied_in_any_round(void **state)
{
	struct fixture *f = *state;
	const int64_t day = 86400000;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t once = add_issue(f, 0, "once"), thrice = add_issue(f, 0, "thrice");
	int64_t partly = add_issue(f, 0, "partly"), works = add_issue(f, 0, "works");
	int64_t late = add_issue(f, 0, "late");

	fix_and_answer(f, once, 1, 1 * day, ana, "broken");
	fix_and_answer(f, once, 2, 2 * day, ana, "partly");
	fix_and_answer(f, once, 3, 50 * day, ana, "works");
	for (int round = 1; round <= 3; round++)
		fix_and_answer(f, thrice, round, (2 + 20 * round) * day, ben, "broken");
	fix_and_answer(f, partly, 1, 3 * day, ana, "partly");
	fix_and_answer(f, works, 1, 4 * day, ana, "works");
	fix_and_answer(f, late, 1, 5 * day, ana, "works");
	expect_false_fixes(f, 5, thrice, once);
	assert_true(verdict_store_add(f->db, late, 1, ben, "broken", 35 * day));
	issue_store_reopen(f->db, late, 35 * day);
	expect_false_fixes(f, 5, thrice, once, late);
	/* Verified: `once` and `works` by their last fix; `late` by what was said within 14 days.
	 */
	expect_share(all(f).verified_fix, 3, 5);
	/* Opened again by somebody's words: no fix was denied by that. */
	issue_store_reopen(f->db, works, 60 * day);
	/* Declined after a fix that was denied: that fix was announced, and denied. */
	issue_store_decline(f->db, thrice, 0, "no", "w", 70 * day);
	expect_false_fixes(f, 5, thrice, once, late);
	/* In the window of its last fix, and in no other. */
	expect_share(numbers_compute(f->db, ALL_TOOLS, 0, 10 * day).false_fix, 1, 3);
	expect_share(numbers_compute(f->db, ALL_TOOLS, 50 * day, 51 * day).false_fix, 1, 1);
}

/* A fix that was denied is counted where its issue is, and only while that counts. */
static void test_false_fixes_of_what_is_gone(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t denied = add_issue(f, 0, "denied"), other = add_issue(f, 0, "other");
	int64_t withdrawn = add_issue(f, 0, "withdrawn");

	fix_and_answer(f, denied, 1, 100, ana, "broken");
	fix_and_answer(f, withdrawn, 1, 200, ana, "broken");
	fix_and_answer(f, other, 1, 300, ben, "works");
	expect_false_fixes(f, 3, withdrawn, denied);
	/* All reports were taken back: it never happened. */
	issue_store_withdraw(f->db, withdrawn, "withdrawn");
	expect_false_fixes(f, 2, denied);
	/* The other one's fix was never denied, and it is told of what is merged into it. */
	issue_store_merge(f->db, denied, other);
	expect_false(f, 0, 1, 0, NULL);
	issue_store_unmerge(f->db, denied);
	expect_false_fixes(f, 2, denied);
	/* Who said it is forgotten, and it was said all the same. */
	people_store_forget(f->db, f->arena, ana, 400);
	expect_false_fixes(f, 2, denied);
	/* Merged the other way, it goes on with what was said of its own fix. */
	issue_store_merge(f->db, other, denied);
	expect_false_fixes(f, 1, denied);
}

static void test_times_and_counts(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL);

	for (int i = 1; i <= 10; i++) {
		int64_t id = add_issue(f, 0, "x");
		add_report(f, id, ana, "said at 1000");
		issue_store_acknowledge(f->db, id, ana, 1000 + i);
		issue_store_fix(f->db, id, ana, NULL, 1000 + 100 * (11 - i));
	}
	int64_t merged = add_issue(f, 0, "y");
	issue_store_merge(f->db, merged, 1);
	struct numbers numbers = all(f);
	struct totals totals = numbers_totals(f->db);
	assert_int_equal(numbers.fix.median, 550);
	assert_int_equal(numbers.fix.p90, 900);
	assert_int_equal(numbers.fix.count, 10);
	assert_true(numbers.issues == 10 && numbers.reports == 10);
	assert_true(totals.issues == 10 && totals.reports == 10 && totals.people == 1);
	assert_int_equal(totals.by_status[ISSUE_FIXED], 10);
	assert_int_equal(totals.by_status[ISSUE_MERGED], 1);
	assert_int_equal(numbers_compute(f->db, ALL_TOOLS, 1100, 1101).fix.median, 100);
	/* Without a transaction it makes its own. */
	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(all(f).issues, 10);
	assert_false(db_in_transaction(f->db));
}

/* From the first of several reports, not from the last. */
static void test_times_begin_with_the_first_report(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), issue = add_issue(f, 0, "x");

	add_report(f, issue, ana, "said at 1000");
	add_report(f, issue, 0, "said at 3000");
	db_int(f->db, 0, "UPDATE reports SET created_at = 3000 WHERE reporter IS NULL");
	issue_store_acknowledge(f->db, issue, ana, 4000);
	issue_store_fix(f->db, issue, ana, NULL, 5000);
	assert_int_equal(all(f).fix.median, 4000);
	struct acknowledgements answered =
		numbers_acknowledgements(f->db, f->arena, ALL_TOOLS, 0, INT64_MAX);
	assert_int_equal(answered.count, 1);
	assert_int_equal(answered.items[0].first_report, 1000);
}

/* --- Export --- */

struct printed {
	char *out;
	enum export_table table;
};

static int to_text(void *data, const struct export_value *values)
{
	struct printed *to = data;
	const char *const *columns = export_columns(to->table);

	for (int i = 0; columns[i]; i++) {
		if (values[i].type == EXPORT_NULL)
			continue;
		char *more = values[i].type == EXPORT_TEXT
				     ? xasprintf("%s%s=%s ", to->out, columns[i], values[i].text)
				     : xasprintf("%s%s=%lld ", to->out, columns[i],
					       (long long)values[i].integer);
		free(to->out);
		to->out = more;
	}
	return 0;
}

static void expect_export(struct fixture *f, enum export_table table, const char *expected)
{
	struct printed to = { xstrdup(""), table };

	assert_int_equal(export_rows(f->db, table, to_text, &to), 0);
	assert_string_equal(to.out, expected);
	free(to.out);
}

static void test_export(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct tool owned = *tool_store_get(f->db, f->arena, tool);
	owned.owner = ana;
	tool_store_save(f->db, &owned, 1);
	int64_t issue = add_issue(f, tool, "=1+1"), other = add_issue(f, 0, "b");
	add_report(f, issue, ana, "=1+1");
	struct report hidden = { .issue = other,
		.reporter = ana,
		.anonymous = true,
		.text = "b",
		.minutes_lost = 15,
		.source = "me_too",
		.platform = "slack",
		.created_at = 9,
		.got_out = true,
		.quote = "clause 9" };
	report_store_add(f->db, &hidden);
	issue_store_merge(f->db, other, issue);
	feedback_store_add(f->db, &(struct feedback){ .tool = tool,
					  .person = ana,
					  .text = "ok",
					  .rating = 4,
					  .minutes_saved = 0,
					  .platform = "slack",
					  .created_at = 5 });
	/* Two people, as far as anybody can see: one would tell who the anonymous one is. */
	expect_export(f, EXPORT_ISSUES,
		"issue=LM-1 tool=summarizer status=open title==1+1 owner=U1 reports=2 followers=1 "
		"created_at=1000 owner_name=Ana "
		"issue=LM-2 status=merged title=b reports=0 followers=0 created_at=1000 "
		"merged_into=LM-1 ");
	expect_export(f, EXPORT_REPORTS,
		"report=1 issue=LM-1 tool=summarizer reporter=U1 anonymous=0 text==1+1 "
		"source=command created_at=1000 reporter_name=Ana got_out=0 gave_up=0 "
		"report=2 issue=LM-1 tool=summarizer anonymous=1 text=b minutes_lost=15 "
		"source=me_too created_at=9 got_out=1 gave_up=0 quote=clause 9 ");
	assert_int_equal(db_commit(f->db), 0);
	expect_export(f, EXPORT_FEEDBACK,
		"feedback=1 tool=summarizer person=U1 text=ok rating=4 minutes_saved=0 "
		"created_at=5 "
		"person_name=Ana ");
	assert_false(db_in_transaction(f->db));
}

static int stop_at_first(void *data, const struct export_value *values)
{
	(void)values;
	++*(int *)data;
	return 42;
}

static void test_export_stops(void **state)
{
	struct fixture *f = *state;
	int rows = 0;

	add_issue(f, 0, "a"), add_issue(f, 0, "b");
	assert_int_equal(export_rows(f->db, EXPORT_ISSUES, stop_at_first, &rows), 42);
	assert_int_equal(rows, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_nothing), on_fresh(test_loop_closure),
		on_fresh(test_told_together), on_fresh(test_fixes),
		on_fresh(test_a_fix_denied_in_any_round),
		on_fresh(test_false_fixes_of_what_is_gone), on_fresh(test_times_and_counts),
		on_fresh(test_times_begin_with_the_first_report), on_fresh(test_export),
		on_fresh(test_export_stops) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
