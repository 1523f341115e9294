#include "config/options.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/config.h"

static bool is_printable(const char *word)
{
	for (const char *at = word; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	return text_is_utf8(word, strlen(word));
}

/* Any text, before the row's own check sees it. */
static bool check_text(const struct option *option, const char *word, struct text *why)
{
	int64_t length = (int64_t)strlen(word);
	bool list = option->type == OPTION_LIST;
	int64_t minimum = list ? 1 : option->minimum, maximum = list ? 64 : option->maximum;

	if (!is_printable(word)) {
		text_append(why, "leave out what cannot be seen");
		return false;
	}
	if (length < minimum) {
		text_append(why, length ? "make it longer" : "write something between the quotes");
		return false;
	}
	if (length > maximum) {
		text_printf(why, "make it at most %lld bytes long", (long long)maximum);
		return false;
	}
	return !option->check || option->check(word, why);
}

static bool set_text(const struct option *option, void *member, const char *word, struct text *why)
{
	if (!check_text(option, word, why))
		return false;
	free(*(char **)member);
	*(char **)member = xstrdup(word);
	return true;
}

static void free_list(char **list)
{
	for (char **item = list; item && *item; item++)
		free(*item);
	free(list);
}

void option_clear(const struct option *option, struct config *config)
{
	void *member = (char *)config + option->offset;

	if (option->type == OPTION_TEXT)
		free(*(char **)member);
	else if (option->type == OPTION_LIST)
		free_list(*(char ***)member);
}

static bool set_list(const struct option *option, void *member, const char *const *words,
	size_t count, struct text *why)
{
	if (count > (size_t)option->maximum) {
		text_printf(why, "list at most %lld", (long long)option->maximum);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (!check_text(option, words[i], why))
			return false;
	char **list = xcalloc(count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = xstrdup(words[i]);
	free_list(*(char ***)member);
	*(char ***)member = list;
	return true;
}

static bool set_number(
	const struct option *option, void *member, const char *word, struct text *why)
{
	char *end = NULL;
	long long number = strtoll(word, &end, 10); // beyond its range: the end of its range

	if (end == word || *end) {
		text_append(why, "write digits");
		return false;
	}
	if (number < option->minimum || number > option->maximum) {
		text_append(why, number < option->minimum ? "make it larger" : "make it smaller");
		return false;
	}
	*(int64_t *)member = number;
	return true;
}

static bool set_switch(void *member, const char *word, struct text *why)
{
	if (!text_equal(word, "true") && !text_equal(word, "false")) {
		text_append(why, "write one of the two words, without quotes");
		return false;
	}
	*(bool *)member = text_equal(word, "true");
	return true;
}

static bool set_choice(
	const struct option *option, void *member, const char *word, struct text *why)
{
	for (unsigned int i = 0; option->choices[i]; i++) {
		if (text_equal(option->choices[i], word)) {
			*(unsigned int *)member = i; // how both compilers store an enum
			return true;
		}
	}
	text_append(why, "write one of these words");
	return false;
}

bool option_set(const struct option *option, struct config *config, const char *const *words,
	size_t count, struct text *why)
{
	void *member = (char *)config + option->offset;

	switch (option->type) {
	case OPTION_TEXT:
		return set_text(option, member, words[0], why);
	case OPTION_LIST:
		return set_list(option, member, words, count, why);
	case OPTION_NUMBER:
		return set_number(option, member, words[0], why);
	case OPTION_SWITCH:
		return set_switch(member, words[0], why);
	case OPTION_CHOICE:
		return set_choice(option, member, words[0], why);
	}
	abort();
}
