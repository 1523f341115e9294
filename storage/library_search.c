/*
 * FTS5 finds, and weighs the columns: a word in the title counts more than one in the text. What it
 * says is then raised by how many people an entry worked for, and lowered while its tool has
 * changed.
 */
#include "storage/library_search.h"

#include <math.h>
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/stmt.h"
#include "storage/words.h"

/* A query of a dozen words says all it will; more of what others said than this is noise. */
enum { MOST_WORDS = 12, MOST_READ = 1000, MOST_OTHERS = 200 };

#define COLUMNS                                                                                    \
	"SELECT e.id, e.review_since, found.score, "                                               \
	"(SELECT count(*) FROM library_marks AS m WHERE m.entry = e.id AND m.mark = 'used') "      \
	"AS used, "                                                                                \
	"(SELECT count(*) FROM library_marks AS m WHERE m.entry = e.id AND m.mark = 'worked') "    \
	"AS worked "
#define ALLOWED(tool, author, kind, role, tag)                                                     \
	"e.removed_at IS NULL AND (" tool " = 0 OR e.tool = " tool ") "                            \
	"AND (" author " = 0 OR e.author = " author ") "                                           \
	"AND (" kind " IS NULL OR e.kind = " kind ") "                                             \
	"AND (" role " IS NULL OR e.role = " role ") "                                             \
	"AND (" tag " IS NULL OR EXISTS (SELECT 1 FROM library_tags AS t "                         \
	"WHERE t.entry = e.id AND t.tag = " tag "))"

static const char MATCHES[] = COLUMNS
	"FROM (SELECT rowid AS entry, -bm25(library_words, 8.0, 1.0, 4.0, 3.0) AS score "
	"FROM library_words WHERE library_words MATCH $1 ORDER BY rowid DESC LIMIT 500) AS found "
	"JOIN library_entries AS e ON e.id = found.entry WHERE " ALLOWED(
		"$2", "$3", "$4", "$5", "$6");
static const char NEWEST[] = COLUMNS
	"FROM (SELECT e.id AS entry, 1.0 AS score FROM library_entries AS e WHERE " ALLOWED("$1",
		"$2", "$3", "$4",
		"$5") " ORDER BY e.id DESC LIMIT 500) AS found JOIN library_entries AS e "
		      "ON e.id = found.entry";
static const char OTHERS[] = "SELECT others FROM library_words WHERE rowid = $1";
static const char SET_OTHERS[] = "UPDATE library_words SET others = $1 WHERE rowid = $2";
static const char DROP[] = "DELETE FROM library_words WHERE rowid = $1";
static const char INDEX[] =
	"INSERT INTO library_words (rowid, title, body, tags, others) VALUES ($1, $2, $3, $4, $5)";
static const char REPORTED[] = "SELECT r.text FROM library_entries AS e JOIN reports AS r "
			       "ON r.issue = e.issue WHERE e.id = $1 AND r.anonymous = 0 "
			       "ORDER BY r.id LIMIT 50";

LIST_STATEMENTS(
	library_search_statements, MATCHES, NEWEST, OTHERS, SET_OTHERS, DROP, INDEX, REPORTED);

/* --- what is typed --- */

struct typed_words {
	char words[MOST_WORDS][WORD_BYTES];
	size_t count;
};

static struct typed_words read_words(const char *text, bool only_telling)
{
	struct typed_words typed = { .count = 0 };
	char word[WORD_BYTES];

	for (int read = 0; read < MOST_READ && typed.count < MOST_WORDS && words_next(&text, word);
		read++)
		if (!only_telling || word_is_telling(word))
			memcpy(typed.words[typed.count++], word, sizeof(word));
	return typed;
}

/* Somebody who types nothing but "it is" means that. */
static struct typed_words choose_words(const char *text)
{
	struct typed_words typed = read_words(text, true);

	return typed.count ? typed : read_words(text, false);
}

/* Quoted, a word is only a word to FTS5; words_next() leaves no quote in it. */
static char *match_expression(const struct typed_words *typed, const char *joined)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	for (size_t i = 0; i < typed->count; i++)
		text_printf(&out, "%s\"%s\"%s", i ? joined : "", typed->words[i],
			i + 1 == typed->count ? " *" : "");
	return text_steal(&out);
}

/* --- what is found --- */

struct candidate {
	int64_t id;
	double score;
};

struct candidates {
	struct candidate *items;
	size_t count;
};

static double weigh(struct query *query)
{
	double score = query_known_real(query, "score");
	int64_t used = query_int(query, "used"), worked = query_int(query, "worked");

	score *= 1 + 0.5 * log2(1 + (double)used + 3 * (double)worked);
	return query_int(query, "review_since") ? score * 0.7 : score;
}

static int best_first(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;

	if (one->score < other->score || one->score > other->score)
		return one->score < other->score ? 1 : -1;
	return (one->id < other->id) - (one->id > other->id);
}

static struct candidates read_all(struct query *query, struct arena *arena)
{
	struct candidates found = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &found) = (struct candidate){
			.id = query_int(query, "id"),
			.score = weigh(query),
		};
	if (found.count)
		qsort(found.items, found.count, sizeof(*found.items), best_first);
	return found;
}

static struct candidates matches(struct db *db, struct arena *arena,
	const struct library_query *query, const struct typed_words *typed, const char *joined)
{
	_cleanup_free_ char *expression = match_expression(typed, joined);
	_cleanup_query_ struct query rows = stmt_query(db, MATCHES, as_text(expression),
		as_int(query->tool), as_int(query->author), as_text(query->kind),
		as_text(query->role), as_text(query->tag));

	return read_all(&rows, arena);
}

static struct candidates newest(
	struct db *db, struct arena *arena, const struct library_query *query)
{
	_cleanup_query_ struct query rows =
		stmt_query(db, NEWEST, as_int(query->tool), as_int(query->author),
			as_text(query->kind), as_text(query->role), as_text(query->tag));

	return read_all(&rows, arena);
}

static struct candidates find(struct db *db, struct arena *arena, const struct library_query *query)
{
	if (text_is_blank(query->words))
		return newest(db, arena, query);
	struct typed_words typed = choose_words(query->words);
	if (!typed.count)
		return (struct candidates){ 0 };
	struct candidates found = matches(db, arena, query, &typed, " ");
	return found.count ? found : matches(db, arena, query, &typed, " OR ");
}

struct library_results library_search(struct db *db, struct arena *arena,
	const struct library_query *query, size_t offset, size_t limit)
{
	struct candidates found = find(db, arena, query);
	struct library_results results = { .total = found.count };

	for (size_t i = offset; i < found.count && results.count < limit; i++) {
		const struct library_entry *entry = library_store_get(db, arena, found.items[i].id);
		if (entry)
			*stmt_grow(arena, &results) = *entry;
	}
	return results;
}

/* --- what others called it --- */

struct others {
	char words[MOST_OTHERS][WORD_BYTES]; // in the order of the alphabet, each once
	size_t count;
};

static void add_word(struct others *others, const char *word)
{
	size_t place = 0;

	while (place < others->count && strcmp(others->words[place], word) < 0)
		place++;
	if (others->count == MOST_OTHERS ||
		(place < others->count && strcmp(others->words[place], word) == 0))
		return;
	memmove(others->words[place + 1], others->words[place],
		(others->count - place) * sizeof(others->words[0]));
	memcpy(others->words[place], word, strlen(word) + 1);
	others->count++;
}

static void add_words(struct others *others, const char *text, int most)
{
	char word[WORD_BYTES];

	for (int read = 0; read < most && words_next(&text, word); read++)
		if (word_is_telling(word))
			add_word(others, word);
}

static void add_known(struct db *db, struct others *others, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, OTHERS, as_int(id));

	while (query_next(&query))
		add_words(others, query_peek(&query, "others"), MOST_READ);
}

static void add_reported(struct db *db, struct others *others, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, REPORTED, as_int(id));

	while (query_next(&query))
		add_words(others, query_peek(&query, "text"), MOST_READ);
}

static const char *as_line(struct arena *arena, const struct others *others)
{
	_cleanup_text_ struct text line = TEXT_INIT;

	for (size_t i = 0; i < others->count; i++)
		text_printf(&line, "%s%s", i ? " " : "", others->words[i]);
	return arena_strdup(arena, text_string(&line));
}

void library_search_learn(struct db *db, struct arena *arena, int64_t id, const char *words)
{
	struct others others = { .count = 0 };

	add_known(db, &others, id);
	add_reported(db, &others, id);
	add_words(&others, words, MOST_WORDS);
	stmt_run(db, SET_OTHERS, as_text(as_line(arena, &others)), as_int(id));
}

static const char *tags_line(struct arena *arena, const struct words *tags)
{
	_cleanup_text_ struct text line = TEXT_INIT;

	for (size_t i = 0; i < tags->count; i++)
		text_printf(&line, "%s%s", i ? " " : "", tags->items[i]);
	return arena_strdup(arena, text_string(&line));
}

void library_search_index(
	struct db *db, struct arena *arena, int64_t id, const struct library_entry *entry)
{
	struct others others = { .count = 0 };

	add_known(db, &others, id);
	add_reported(db, &others, id);
	library_search_drop(db, id);
	stmt_run(db, INDEX, as_int(id), as_text(entry->title), as_text(entry->body),
		as_text(tags_line(arena, &entry->tags)), as_text(as_line(arena, &others)));
}

void library_search_drop(struct db *db, int64_t id)
{
	stmt_run(db, DROP, as_int(id));
}
