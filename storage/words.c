#include "storage/words.h"

#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

/* What U+00C0 … U+017F look like without accents; '.' stays itself. */
static const char without_accents[] =
	"aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
	"aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
	"...nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.";

/* Opened once, by whichever thread asks first. */
static pthread_once_t unicode_once = PTHREAD_ONCE_INIT;
static locale_t unicode_locale;

static void open_unicode(void)
{
	unicode_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

/* The classes of letters, whatever locale the process is in. */
static locale_t unicode(void)
{
	pthread_once(&unicode_once, open_unicode);
	return unicode_locale;
}

enum { NOT_UTF8 = 0xfffd };

/* One code point; 0 at the end. Each byte that is not UTF-8 is U+FFFD. */
static uint32_t next_character(const char **at)
{
	const unsigned char *byte = (const unsigned char *)*at;
	int more = *byte >= 0xf0 ? 3 : *byte >= 0xe0 ? 2 : *byte >= 0xc0 ? 1 : 0;
	uint32_t character = more ? *byte & (0x3fu >> more) : *byte;

	if (!*byte)
		return 0;
	if (!more && *byte >= 0x80)
		character = NOT_UTF8;
	for (int i = 1; i <= more; i++) {
		if ((byte[i] & 0xc0) != 0x80) {
			*at += 1;
			return NOT_UTF8;
		}
		character = character << 6 | (byte[i] & 0x3f);
	}
	*at += 1 + more;
	return character;
}

static size_t put_character(char *out, uint32_t character)
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	int more = character >= 0x10000 ? 3 : character >= 0x800 ? 2 : 1;
	static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	out[0] = (char)(lead[more] | character >> (6 * more));
	for (int i = 1; i <= more; i++)
		out[i] = (char)(0x80 | (character >> (6 * (more - i)) & 0x3f));
	return (size_t)more + 1;
}

static uint32_t lower(uint32_t character)
{
	if (character < 0x80)
		return character >= 'A' && character <= 'Z' ? character + 32 : character;
	return unicode() ? (uint32_t)towlower_l((wint_t)character, unicode()) : character;
}

static bool is_space(uint32_t character)
{
	return character == ' ' || (character >= '\t' && character <= '\r') || character == 0xa0;
}

char *words_fold(const char *text)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	bool gap = false;
	uint32_t character;
	char bytes[4];

	while ((character = next_character(&text))) {
		if (is_space(character)) {
			gap = out.length > 0;
			continue;
		}
		if (gap)
			text_append_char(&out, ' ');
		gap = false;
		text_append_bytes(&out, bytes, put_character(bytes, lower(character)));
	}
	return xstrdup(text_string(&out));
}

static bool is_word(uint32_t character)
{
	if (character < 0x80)
		return (character >= '0' && character <= '9') ||
		       ((character | 32) >= 'a' && (character | 32) <= 'z');
	return unicode() && iswalnum_l((wint_t)character, unicode());
}

static uint32_t plain(uint32_t character)
{
	character = lower(character);
	if (character < 0xc0 || character >= 0xc0 + sizeof(without_accents) - 1)
		return character;
	char base = without_accents[character - 0xc0];
	return base == '.' ? character : (uint32_t)base;
}

bool words_next(const char **rest, char word[static WORD_BYTES])
{
	size_t length = 0;
	const char *at = *rest;
	uint32_t character;

	while ((character = next_character(&at))) {
		if (is_word(character)) {
			if (length < WORD_BYTES - 4)
				length += put_character(word + length, plain(character));
		} else if (length) {
			break;
		}
		*rest = at;
	}
	*rest = at;
	word[length] = '\0';
	return length > 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool word_is_telling(const char *word)
{
	/* Keep alphabetized. Few: a word that many reports share weighs little anyway. */
	static const char *const silent[] = { "a", "about", "again", "all", "also", "an", "and",
		"any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
		"does", "for", "from", "get", "got", "had", "has", "have", "how", "i", "if", "in",
		"into", "is", "it", "its", "just", "me", "my", "no", "not", "of", "on", "or", "our",
		"out", "so", "still", "that", "the", "their", "them", "then", "there", "they",
		"this", "to", "up", "was", "we", "were", "what", "when", "which", "who", "why",
		"will", "with", "would", "you", "your" };

	if (text_characters(word) < 2)
		return false;
	return !bsearch(&word, silent, array_length(silent), sizeof(silent[0]), compare);
}
