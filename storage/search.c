/*
 * One FTS5 query finds the newest reports that share any telling word; what they share is then
 * weighed here: a word counts the more, the fewer of the found reports have it. FTS5's own ranking
 * would have to look at every match there ever was.
 */
#include "storage/search.h"

#include <math.h>
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/stmt.h"
#include "storage/words.h"

enum { MOST_WORDS = 12, MOST_READ = 1000 };

static const char MATCHES[] =
	"SELECT r.issue, r.text FROM (SELECT rowid AS report FROM report_words "
	"WHERE report_words MATCH $1 ORDER BY rowid DESC LIMIT 200) AS found "
	"JOIN reports AS r ON r.id = found.report JOIN issues AS i ON i.id = r.issue "
	"WHERE i.status IN ('open', 'acknowledged', 'reopened') AND i.id <> $2 "
	"AND ($3 = 0 OR i.tool = $3)";

LIST_STATEMENTS(search_statements, MATCHES);

struct wanted {
	char words[MOST_WORDS][WORD_BYTES];
	size_t found_in[MOST_WORDS]; // reports with this word
	size_t count;
};

struct candidate {
	int64_t issue;
	uint32_t shared; // a bit for each wanted word
	double score;
};

struct candidates {
	struct candidate *items;
	size_t count;
};

static int index_of(const struct wanted *wanted, const char *word)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (strcmp(wanted->words[i], word) == 0)
			return (int)i;
	return -1;
}

static size_t shortest(const struct wanted *wanted)
{
	size_t place = 0;

	for (size_t i = 1; i < wanted->count; i++)
		if (strlen(wanted->words[i]) < strlen(wanted->words[place]))
			place = i;
	return place;
}

/* The longest distinct telling words: long words tell more. */
static void choose(struct wanted *wanted, const char *text)
{
	char word[WORD_BYTES];

	for (int read = 0; read < MOST_READ && words_next(&text, word); read++) {
		if (!word_is_telling(word) || index_of(wanted, word) >= 0)
			continue;
		size_t place = wanted->count;
		if (wanted->count == MOST_WORDS) {
			place = shortest(wanted);
			if (strlen(word) <= strlen(wanted->words[place]))
				continue;
		} else {
			wanted->count++;
		}
		memcpy(wanted->words[place], word, sizeof(word));
	}
}

/* Quoted, a word is only a word to FTS5, never syntax; words_next() leaves no quote in it. */
static char *match_expression(const struct wanted *wanted)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	for (size_t i = 0; i < wanted->count; i++)
		text_printf(&out, "%s\"%s\"", i ? " OR " : "", wanted->words[i]);
	return text_steal(&out);
}

static uint32_t shared_words(struct wanted *wanted, const char *text)
{
	uint32_t shared = 0;
	char word[WORD_BYTES];

	for (int read = 0; read < MOST_READ && words_next(&text, word); read++) {
		int place = index_of(wanted, word);
		if (place < 0 || shared & UINT32_C(1) << place)
			continue;
		shared |= UINT32_C(1) << place;
		wanted->found_in[place]++;
	}
	return shared;
}

static struct candidates find(struct db *db, struct arena *arena, struct wanted *wanted,
	int64_t tool, int64_t except)
{
	_cleanup_free_ char *expression = match_expression(wanted);
	_cleanup_query_ struct query query =
		stmt_query(db, MATCHES, as_text(expression), as_int(except), as_int(tool));
	struct candidates candidates = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &candidates) = (struct candidate){
			.issue = query_int(&query, "issue"),
			.shared = shared_words(wanted, query_peek(&query, "text")),
		};
	return candidates;
}

/* FTS5 may see a word where we see none (it knows more accents): such a report shares one. */
static double score(const struct wanted *wanted, uint32_t shared, size_t reports)
{
	double sum = 0;

	for (size_t i = 0; i < wanted->count; i++)
		if (shared & UINT32_C(1) << i)
			sum += 1 + log((double)reports / (double)wanted->found_in[i]);
	return sum > 0 ? sum : 1;
}

static int by_issue_best_first(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->issue != other->issue)
		return one->issue < other->issue ? -1 : 1;
	return (one->score < other->score) - (one->score > other->score);
}

static int best_first(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->score < other->score || one->score > other->score)
		return one->score > other->score ? -1 : 1;
	return (one->issue < other->issue) - (one->issue > other->issue);
}

/* An issue is as alike as its likest report. */
static void rank(struct candidates *candidates, const struct wanted *wanted)
{
	size_t kept = 0;

	for (size_t i = 0; i < candidates->count; i++)
		candidates->items[i].score =
			score(wanted, candidates->items[i].shared, candidates->count);
	qsort(candidates->items, candidates->count, sizeof(*candidates->items),
		by_issue_best_first);
	for (size_t i = 0; i < candidates->count; i++)
		if (!kept || candidates->items[kept - 1].issue != candidates->items[i].issue)
			candidates->items[kept++] = candidates->items[i];
	candidates->count = kept;
	qsort(candidates->items, candidates->count, sizeof(*candidates->items), best_first);
}

struct issues search_similar(struct db *db, struct arena *arena, const char *words, int64_t tool,
	int64_t except, int limit)
{
	struct wanted wanted = { 0 };
	struct issues issues = { 0 };

	choose(&wanted, words);
	if (!wanted.count || limit <= 0)
		return issues;
	struct candidates candidates = find(db, arena, &wanted, tool, except);
	if (!candidates.count)
		return issues;
	rank(&candidates, &wanted);
	for (size_t i = 0; i < candidates.count && issues.count < (size_t)limit; i++) {
		const struct issue *issue = issue_store_get(db, arena, candidates.items[i].issue);
		if (issue)
			*stmt_grow(arena, &issues) = *issue;
	}
	return issues;
}
