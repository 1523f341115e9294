#include "tests/support/adaptive_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/adaptive_card.h"

#define JOINER "\xe2\x81\xa0"

/* Bytes of a whole "{{DATE(2026-11-22T10:00:00Z, SHORT)}}" or "{{TIME(…)}}"; 0: it is none. */
static size_t date_length(const char *text)
{
	static const char *const forms[] = { "{{DATE(dddd-dd-ddTdd:dd:ddZ, SHORT)}}",
		"{{TIME(dddd-dd-ddTdd:dd:ddZ)}}" };

	for (size_t i = 0; i < array_length(forms); i++) {
		size_t j = 0;
		while (forms[i][j] && (forms[i][j] == 'd' ? isdigit((unsigned char)text[j]) != 0
							  : text[j] == forms[i][j]))
			j++;
		if (!forms[i][j])
			return j;
	}
	return 0;
}

/* Bytes of "<at>…</at>" that an entity speaks of. */
static size_t mention_length(const struct cJSON *card, const char *text)
{
	const struct cJSON *entity;

	json_for_each (entity, json_get(card, "msteams.entities")) {
		const char *mention = json_string_or(entity, "text", "");
		if (*mention && text_starts_with(text, mention))
			return strlen(mention);
	}
	return 0;
}

/* Bytes of "](https://…)" */
static size_t address_length(const char *text)
{
	size_t end;

	if (strncasecmp(text, "](http://", 9) != 0 && strncasecmp(text, "](https://", 10) != 0)
		return 0;
	end = strcspn(text + 2, " ()[]<>*`\\\"\n");
	return text[2 + end] == ')' ? end + 3 : 0;
}

static bool before(const char *start, const char *c, const char *wanted)
{
	size_t length = strlen(wanted);

	return (size_t)(c - start) >= length && strncmp(c - length, wanted, length) == 0;
}

static bool is_bold(const char *start, const char *c)
{
	return before(start, c, JOINER) && text_starts_with(c, "**" JOINER);
}

/* Whether a character of markdown stands where it has no meaning. */
static bool is_quiet(const char *start, const char *c)
{
	bool parted = text_starts_with(c + 1, JOINER);

	if (*c == '*' || *c == '`')
		return false;
	if (*c == '_')
		return parted && before(start, c, JOINER);
	if (*c == '@')
		return before(start, c, JOINER);
	if (strchr("]<&{\\~", *c))
		return parted;
	if (*c == '/')
		return c[1] != '/';
	return *c != '.' || !isalpha((unsigned char)c[1]);
}

static bool begins_line(const char *start, const char *c)
{
	bool first = c == start || c[-1] == '\n';
	size_t digits = strspn(c, "0123456789");

	return !first ||
	       !(strchr("-+#>=|: \t", *c) || (digits && (c[digits] == '.' || c[digits] == ')')));
}

bool adaptive_text_is_quiet(
	const struct cJSON *card, const char *text, bool block, struct adaptive_live *live)
{
	for (const char *c = text; *c;) {
		size_t date = block ? date_length(c) : 0;
		size_t mention = block ? mention_length(card, c) : 0;
		size_t address = block ? address_length(c) : 0;
		live->dates += date != 0;
		live->mentions += mention != 0;
		live->links += address != 0;
		if (date || mention || address) {
			c += date + mention + address;
		} else if (block && is_bold(text, c)) {
			c += strlen("**" JOINER);
		} else {
			if (!is_quiet(text, c) || !begins_line(text, c))
				return false;
			c++;
		}
	}
	return true;
}
