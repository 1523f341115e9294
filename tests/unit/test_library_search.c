/* The library is found by its words and by what others called it; nothing typed is syntax. */
#include "storage_fixture.h"

#include "bot/util/text.h"
#include "storage/library_search.h"
#include "storage/library_store.h"

static int64_t add(struct fixture *f, const char *title, const char *body)
{
	struct library_entry entry = { .kind = LIBRARY_PROMPT, .title = title, .body = body };

	return library_store_add(f->db, f->arena, &entry, 5);
}

static struct library_results search(struct fixture *f, const char *words)
{
	struct library_query query = { .words = words };

	return library_search(f->db, f->arena, &query, 0, 10);
}

static void expect_first(struct fixture *f, const char *words, int64_t id)
{
	struct library_results results = search(f, words);

	if (!results.count || results.items[0].id != id)
		fail_msg("\"%s\" finds E-%d first of %zu", words,
			results.count ? (int)results.items[0].id : 0, results.count);
}

static void test_found_by_words(void **state)
{
	struct fixture *f = *state;
	int64_t clause = add(f, "Keep every clause", "Ask for the clauses one by one.");
	int64_t tone = add(f, "A friendlier tone", "Say: keep every word, change the tone.");

	expect_first(f, "clause", clause);
	expect_first(f, "CLAUSES, please", clause);
	expect_first(f, "friend", tone); // as one types
	expect_first(f, "keep every", clause); // in the title counts more
	assert_int_equal(search(f, "keep every").count, 2);
	assert_int_equal(search(f, "keep tone").count, 1);
	/* None has all of the words: those that have some. */
	expect_first(f, "clause about dismissal", clause);
	assert_int_equal(search(f, "dismissal").count, 0);
	expect_first(f, "Résumé clàuse", clause);
	assert_int_equal(search(f, "the").count, 2); // nothing else was typed
}

static void test_what_worked_comes_first(void **state)
{
	struct fixture *f = *state;
	int64_t first = add(f, "Translate a contract", "Step by step.");
	int64_t second = add(f, "Translate a contract", "Step by step.");
	int64_t other = add(f, "Write minutes", "Of a meeting.");

	expect_first(f, "translate", second); // the newer
	assert_true(
		library_store_mark(f->db, first, add_person(f, "U1", "Ana"), LIBRARY_WORKED, 6));
	expect_first(f, "translate", first);
	library_store_mark(f->db, second, add_person(f, "U2", "Ben"), LIBRARY_USED, 6);
	expect_first(f, "translate", first); // working counts more than using
	struct library_results all = search(f, "");
	assert_int_equal(all.total, 3);
	assert_int_equal(all.items[0].id, first);
	assert_int_equal(all.items[2].id, other);
	struct library_query query = { .words = "" };
	all = library_search(f->db, f->arena, &query, 2, 10);
	assert_int_equal(all.total, 3);
	assert_int_equal(all.count, 1);
	assert_int_equal(all.items[0].id, other);
}

static void test_under_review_comes_later(void **state)
{
	struct fixture *f = *state;
	int64_t tool = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct library_entry of_tool = { .title = "Shorten mail", .body = "x", .tool = tool };
	int64_t old = add(f, "Shorten mail", "x");
	int64_t changed = library_store_add(f->db, f->arena, &of_tool, 5);
	expect_first(f, "mail", changed);
	assert_int_equal(library_store_review(f->db, tool, "its stage", 7), 1);
	expect_first(f, "mail", old);
	library_store_still_right(f->db, changed);
	expect_first(f, "mail", changed);
}

static void test_filters(void **state)
{
	struct fixture *f = *state;
	int64_t tool = 0, ana = add_person(f, "U1", "Ana");
	const char *tags[] = { "contracts" };

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct library_entry entry = { .kind = LIBRARY_AGENT,
		.title = "Mail",
		.body = "x",
		.tool = tool,
		.role = "legal",
		.tags = { tags, 1 },
		.author = ana };
	int64_t id = library_store_add(f->db, f->arena, &entry, 5);
	add(f, "Mail", "y");
	const struct library_query queries[] = {
		{ .words = "mail", .tag = "CONTRACTS" },
		{ .words = "mail", .role = "Legal" },
		{ .words = "mail", .kind = "agent" },
		{ .words = "mail", .tool = tool },
		{ .words = "mail", .author = ana },
		{ .tag = "contracts" },
		{ .role = "legal" },
		{ .kind = "agent" },
		{ .tool = tool },
		{ .author = ana },
		{ .words = "contract" },
	};
	for (size_t i = 0; i < array_length(queries); i++) {
		struct library_results found = library_search(f->db, f->arena, &queries[i], 0, 10);
		if (found.count != 1 || found.items[0].id != id)
			fail_msg("query %zu finds %zu", i, found.count);
	}
	struct library_query none = { .words = "mail", .tag = "contracts", .kind = "prompt" };
	assert_int_equal(library_search(f->db, f->arena, &none, 0, 10).count, 0);
}

static void report(struct fixture *f, int64_t issue, bool anonymous, const char *text)
{
	struct report said = { .issue = issue,
		.first_issue = issue,
		.anonymous = anonymous,
		.text = text,
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack" };

	report_store_add(f->db, &said);
}

static void test_what_others_called_it(void **state)
{
	struct fixture *f = *state;
	int64_t issue = add_issue(f, 0, "clause nine is dropped");

	report(f, issue, false, "It forgets termination notices!");
	report(f, issue, true, "zanzibar is lost");
	struct library_entry entry = {
		.kind = LIBRARY_SOLVED, .title = "Clause nine", .body = "Ask twice.", .issue = issue
	};
	int64_t id = library_store_add(f->db, f->arena, &entry, 5);
	expect_first(f, "termination", id);
	assert_int_equal(search(f, "zanzibar").count, 0); // not what an anonymous reporter said
	/* What a search that ended in it called it. */
	assert_int_equal(search(f, "vanishing paragraphs").count, 0);
	library_search_learn(f->db, f->arena, id, "the vanishing paragraphs");
	expect_first(f, "vanishing paragraphs", id);
	/* Is not lost when it is edited, nor is it a sentence that could be read. */
	entry.id = id, entry.title = "Clause ten";
	library_store_edit(f->db, f->arena, &entry, 6);
	expect_first(f, "paragraphs", id);
	expect_first(f, "ten", id);
	assert_int_equal(search(f, "nine").count, 0);
	assert_int_equal(db_int(f->db, 0,
				 "SELECT count(*) FROM library_words WHERE others = "
				 "'forgets notices paragraphs termination vanishing'"),
		1);
	library_store_remove(f->db, id, 7);
	assert_int_equal(search(f, "paragraphs").count, 0);
	library_search_learn(f->db, f->arena, id, "paragraphs");
	assert_int_equal(search(f, "paragraphs").count, 0);
}

static void test_learns_so_much(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "Clause", "x");

	for (int i = 0; i < 60; i++)
		library_search_learn(f->db, f->arena, id,
			arena_printf(f->arena, "a%da b%db c%dc d%dd e%de f%df", i, i, i, i, i, i));
	_cleanup_text_ struct text long_words = TEXT_INIT;
	for (int i = 0; i < 5000; i++)
		text_printf(&long_words, "w%dw ", i);
	library_search_learn(f->db, f->arena, id, text_string(&long_words));
	assert_true(db_int(f->db, 0, "SELECT max(length(others)) FROM library_words") < 1200);
	expect_first(f, "clause", id);
}

/* As in test_search.c: whatever is typed is words. */
static void test_nothing_is_syntax(void **state)
{
	struct fixture *f = *state;
	static const char *const hostile[] = { "\"", "\"\"", "clause\" OR \"*", "* clause *",
		"title: clause", "others : clause", "NEAR(clause, 2)", "clause AND", "NOT clause",
		"-clause", "^clause", "(clause", "clause)", "{title}: clause", "clause + ",
		"'; DROP TABLE library_entries; --", "clause\\", "%s%n", "\xf0\x9f\x98\x80 clause",
		"clause\ttab\nline", "OR", "AND OR NOT", "*", "--", "/*", "\xe2\x80\xae clause" };
	int64_t id = add(f, "Clause nine", "or and not near title others");

	for (size_t i = 0; i < array_length(hostile); i++) {
		struct library_results found = search(f, hostile[i]);
		if (strstr(hostile[i], "clause") && (!found.count || found.items[0].id != id))
			fail_msg("“%s” does not find it", hostile[i]);
		assert_int_equal(db_failure(f->db, NULL), 0);
		library_search_learn(f->db, f->arena, id, hostile[i]);
		assert_int_equal(db_failure(f->db, NULL), 0);
	}
	assert_int_equal(search(f, "“”").count, 0);
	char *long_word = xcalloc(1, 40001);
	memset(long_word, 'x', 40000);
	assert_int_equal(search(f, long_word).count, 0);
	free(long_word);
}

static void test_work_is_bounded(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 700; i++)
		add(f, "Clause", "x");
	assert_int_equal(search(f, "clause").total, 500);
	assert_int_equal(search(f, "").total, 500);
	assert_int_equal(search(f, "clause").count, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_found_by_words),
		on_fresh(test_what_worked_comes_first), on_fresh(test_under_review_comes_later),
		on_fresh(test_filters), on_fresh(test_what_others_called_it),
		on_fresh(test_learns_so_much), on_fresh(test_nothing_is_syntax),
		on_fresh(test_work_is_bounded) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
