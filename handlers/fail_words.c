#include "handlers/fail_words.h"

#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/tool_store.h"
#include "storage/words.h"

enum { ALIKE = 4, ENDING = 3 }; // letters: "clause", "clauses"
enum { ENOUGH = 2 }; // words of a phrase

static bool same_word(const char *a, const char *b)
{
	size_t alike = 0;

	while (a[alike] && a[alike] == b[alike])
		alike++;
	if (!a[alike] && !b[alike])
		return true;
	return alike >= ALIKE && strlen(a + alike) <= ENDING && strlen(b + alike) <= ENDING;
}

static bool has_word(const char *text, const char *wanted)
{
	char word[WORD_BYTES];

	while (words_next(&text, word))
		if (same_word(word, wanted))
			return true;
	return false;
}

/* A phrase says it if its words are in the title: two of them, or the only one. */
static bool phrase_says(const struct tool *tool, const char *phrase, const char *title)
{
	char word[WORD_BYTES];
	int telling = 0, found = 0;

	while (words_next(&phrase, word)) {
		if (!word_is_telling(word) || has_word(tool->name, word))
			continue;
		telling++;
		found += has_word(title, word);
	}
	return found >= ENOUGH || (found && found == telling);
}

bool fails_say(const struct tool *tool, const char *title)
{
	const char *at = tool->fails ? tool->fails : "";

	if (fails_have_line(tool, title))
		return true;
	while (*at) {
		size_t length = strcspn(at, "\n,;.");
		_cleanup_free_ char *phrase = xstrndup(at, length);
		if (phrase_says(tool, phrase, title))
			return true;
		at += length + (at[length] != '\0');
	}
	return false;
}

bool fails_have_line(const struct tool *tool, const char *line)
{
	_cleanup_free_ char *wanted = words_fold(line);
	const char *at = tool->fails ? tool->fails : "";

	while (*at) {
		size_t length = strcspn(at, "\n");
		_cleanup_free_ char *one = xstrndup(at, length);
		_cleanup_free_ char *folded = words_fold(one);
		if (text_equal(folded, wanted))
			return true;
		at += length + (at[length] == '\n');
	}
	return false;
}
