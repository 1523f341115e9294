#include "bot/platform/teams/encode_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "bot/platform/fit.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

#define JOINER "\xe2\x81\xa0"

/* What is parted from what follows, or shown by its likeness. A '.' that a name of a host could go
 * on after, and the "//" of an address, are looked at below. */
static const char *const quiet[128] = {
	['*'] = "∗",
	['`'] = "ˋ",
	['_'] = JOINER "_" JOINER, // within a word it has no meaning
	['~'] = "~" JOINER,
	[']'] = "]" JOINER,
	['<'] = "<" JOINER,
	['&'] = "&" JOINER,
	['@'] = JOINER "@",
	['{'] = "{" JOINER,
	['\\'] = "\\" JOINER,
};

/* What a client looks for in a run. */
static const char *const run_words[] = { "{{DATE(", "{{TIME(", "<at>", "</at>" };

void teams_append_run(struct text *out, const char *words)
{
	for (const char *c = words; *c; c++) {
		text_append_char(out, *c);
		for (size_t i = 0; i < array_length(run_words); i++)
			if (strncasecmp(c, run_words[i], strlen(run_words[i])) == 0)
				text_append(out, JOINER);
	}
}

/* Whether a '.' or '/' before this would make it a host's name or an address. */
static bool goes_on(char before, const char *c)
{
	unsigned char byte = (unsigned char)*c;

	return before == '.' ? isalpha(byte) || byte >= 0x80 : before == '/' && byte == '/';
}

/* Nothing that begins a line begins a list, a heading, a table or code. */
static bool begins_word(const char *c)
{
	size_t digits = strspn(c, "0123456789");

	if (digits)
		return c[digits] != '.' && c[digits] != ')';
	return isalpha((unsigned char)*c) || (unsigned char)*c >= 0x80;
}

static void append_quiet_character(struct text *out, char c)
{
	unsigned char byte = (unsigned char)c;

	if (byte < 0x80 && quiet[byte])
		text_append(out, quiet[byte]);
	else
		text_append_char(out, c);
}

void teams_append_quiet(struct text *out, const char *words)
{
	bool line_start = true;

	for (const char *c = words; *c; c++) {
		if (*c == '\n') {
			text_append(out, line_start ? "" : "\n\n");
			line_start = true;
			continue;
		}
		char before = out->length ? out->data[out->length - 1] : '\0';
		if ((line_start && !begins_word(c)) || goes_on(before, c))
			text_append(out, JOINER);
		line_start = false;
		append_quiet_character(out, *c);
	}
}

char *teams_quiet_line(const char *text, size_t units)
{
	_cleanup_free_ char *line = fit_line(text, units);
	struct text out = TEXT_INIT;

	teams_append_quiet(&out, line);
	return text_steal(&out);
}

char *teams_run_line(const char *text, size_t units)
{
	_cleanup_free_ char *line = fit_line(text, units);
	struct text out = TEXT_INIT;

	teams_append_run(&out, line);
	return text_steal(&out);
}

static bool begins_apart(const char *words)
{
	return isspace((unsigned char)words[0]);
}

static bool ends_apart(const char *words)
{
	size_t length = strlen(words);

	return length && isspace((unsigned char)words[length - 1]);
}

/* Marks that touch a space are no marks, so it stands outside. The joiners inside make them stand
 * beside a letter, those outside keep them apart from the next ones. */
void teams_append_bold(struct text *out, const char *words)
{
	_cleanup_free_ char *line = text_one_line(words);

	if (!*line)
		return;
	if (begins_apart(words) && out->length && !ends_apart(text_string(out)))
		text_append_char(out, ' ');
	text_append(out, JOINER "**" JOINER);
	teams_append_quiet(out, line);
	text_append(out, JOINER "**" JOINER);
	if (ends_apart(words))
		text_append_char(out, ' ');
}

/* Brackets in the words and what could end the address would leave the link. */
void teams_append_link(struct text *out, const char *words, const char *url)
{
	_cleanup_free_ char *line = text_one_line(words);

	for (char *c = line; *c; c++)
		*c = *c == '[' ? '(' : *c == ']' ? ')' : *c;
	text_append_char(out, '[');
	teams_append_quiet(out, *line ? line : url);
	text_append(out, "](");
	for (const char *c = url; *c; c++) {
		if (strchr("()[]*~;'", *c))
			text_printf(out, "%%%02X", (unsigned char)*c);
		else
			text_append_char(out, *c);
	}
	text_append_char(out, ')');
}

void teams_append_time(struct text *out, int64_t time)
{
	time_t seconds = (time_t)(time / MS_PER_SECOND);
	struct tm utc;
	char moment[32];

	if (!gmtime_r(&seconds, &utc) ||
		!strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%SZ", &utc))
		return;
	text_printf(out, "{{DATE(%s, SHORT)}} at {{TIME(%s)}}", moment, moment);
}

static bool is_guid(const char *id)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '-' ? id[i] != '-' : !isxdigit((unsigned char)id[i]))
			return false;
	return !id[sizeof(form) - 1];
}

bool teams_is_person_id(const char *id)
{
	if (!id)
		return false;
	if (is_guid(id))
		return true;
	return text_starts_with(id, "29:") && id[3] && strlen(id) <= 255 && !strchr(id, '|');
}
