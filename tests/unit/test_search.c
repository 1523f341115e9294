/* Alike reports are found best first, and nothing that people type is syntax. */
#include "storage_fixture.h"

#include "bot/util/text.h"
#include "storage/search.h"
#include "storage/words.h"

static struct issues similar(struct fixture *f, const char *words)
{
	return search_similar(f->db, f->arena, words, 0, 0, 10);
}

static int64_t said(struct fixture *f, int64_t tool, const char *text)
{
	int64_t issue = add_issue(f, tool, text);

	add_report(f, issue, 0, text);
	return issue;
}

static void test_best_first(void **state)
{
	struct fixture *f = *state;
	int64_t clause = said(f, 0, "The summary dropped clause 9 of the Müller contract");
	int64_t summary = said(f, 0, "The summary is in French");
	int64_t other = said(f, 0, "Translation is slow today");

	struct issues found = similar(f, "summary without clause 9 again");
	assert_int_equal(found.count, 2);
	assert_int_equal(found.items[0].id, clause);
	assert_int_equal(found.items[1].id, summary);
	assert_int_equal(similar(f, "SLOW translation!").items[0].id, other);
	assert_int_equal(similar(f, "muller").items[0].id, clause);
	assert_int_equal(similar(f, "the is in of").count, 0);
	assert_int_equal(similar(f, "unheard").count, 0);
	assert_int_equal(similar(f, "").count, 0);
	found = search_similar(f->db, f->arena, "clause summary", 0, clause, 10);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].id, summary);
	assert_int_equal(search_similar(f->db, f->arena, "summary", 0, 0, 1).count, 1);
}

static void test_only_live_ones_of_the_tool(void **state)
{
	struct fixture *f = *state;
	int64_t one = 0, two = 0;

	assert_int_equal(tool_store_create(f->db, "one", 1, &one), 0);
	assert_int_equal(tool_store_create(f->db, "two", 1, &two), 0);
	int64_t first = said(f, one, "wrong totals"), second = said(f, two, "wrong totals");
	struct issues found = search_similar(f->db, f->arena, "totals", one, 0, 10);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].id, first);
	issue_store_fix(f->db, second, 0, NULL, 5);
	found = similar(f, "totals");
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].id, first);
	/* After a merge, the words lead to the issue that lives. */
	int64_t third = said(f, one, "sums");
	issue_store_merge(f->db, first, third);
	assert_int_equal(similar(f, "totals").items[0].id, third);
}

static void test_each_issue_once(void **state)
{
	struct fixture *f = *state;
	int64_t issue = said(f, 0, "slow loading");

	for (int i = 0; i < 300; i++)
		add_report(f, issue, 0, "slow loading again");
	assert_int_equal(similar(f, "slow").count, 1);
}

static unsigned int seed = 4;

static int any(int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (unsigned int)below);
}

/* Whatever people type, it is words: never an error of FTS5. */
static void test_no_input_is_syntax(void **state)
{
	static const char *const pieces[] = { "\"", "'", "C++", "a-b", "NEAR", "NEAR(a b, 2)",
		"50%", "AND", "OR", "NOT", "*", "^", ":", "text:", "(", ")", "{", "}", "-", "+",
		"\\", ";", "--", "col : x", "summary", "Größe", "日本語", "🦉", "e\u0301",
		"\u200d", "\u00ad", " ", "\t", "\n", "%s%n", "$1", "?", "\xf0\x9f\xa6\x89", "İ",
		"ß", "٣", "DROP TABLE", "[x]", "a", "9", "report_words", "rowid", "\"a\" OR \"b\"",
		"ǅ", "\U0001D400" };
	struct fixture *f = *state;
	char text[4096];

	said(f, 0, "summary Größe C++ 50% NEAR a-b 日本語");
	for (int i = 0; i < 10000; i++) {
		size_t length = 0;
		for (int n = any(24); n > 0; n--)
			length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
				pieces[any((int)array_length(pieces))], any(3) ? " " : "");
		text[length] = '\0';
		similar(f, text);
		assert_int_equal(db_failure(f->db, NULL), 0);
		arena_reset(f->arena);
	}
	assert_int_equal(similar(f, "C++ \"größe\" NOT 日本語").count, 1);
}

static void test_very_long_text(void **state)
{
	struct fixture *f = *state;
	char *text = xcalloc(1, 200001);

	memset(text, 'x', 200000);
	similar(f, text);
	for (int i = 0; i < 200000; i++)
		text[i] = i % 7 ? (char)('a' + any(26)) : ' ';
	said(f, 0, text);
	assert_int_equal(similar(f, text).count, 1);
	assert_int_equal(db_failure(f->db, NULL), 0);
	free(text);
}

static void expect_words(const char *text, const char *expected)
{
	_cleanup_text_ struct text all = TEXT_INIT;
	char word[WORD_BYTES];

	while (words_next(&text, word))
		text_printf(&all, "%s|", word);
	assert_string_equal(text_string(&all), expected);
}

static void test_words(void **state)
{
	(void)state;
	expect_words("", "");
	expect_words(" ... ", "");
	expect_words("Hello, wörld-wide ŁÓDŹ 50%", "hello|world|wide|łodz|50|");
	expect_words("ΑΒΓ Привет", "αβγ|привет|");
	expect_words("\xff" "a\xc3", "a|");
	assert_true(word_is_telling("clause"));
	assert_true(word_is_telling("9x"));
	assert_false(word_is_telling("9"));
	assert_false(word_is_telling("the"));
	assert_false(word_is_telling("a") || word_is_telling("your"));
	_cleanup_free_ char *folded = words_fold("  A\t\tß  Ω\u00a0x ");
	assert_string_equal(folded, "a ß ω x");
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_best_first),
		on_fresh(test_only_live_ones_of_the_tool), on_fresh(test_each_issue_once),
		on_fresh(test_no_input_is_syntax), on_fresh(test_very_long_text),
		cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
