/* What people see, line by line: see README.md. */
#include "runner.h"

#include <stdio.h>
#include <string.h>

#include "glob.h"
#include "stage.h"

#include "bot/util/memory.h"
#include "bot/util/text.h"

/* "text [One] [Two]" in two: what stands before the buttons, and the buttons' labels. */
struct expected {
	char *pattern;
	char *labels[BUTTONS_AT_MOST];
	size_t label_count;
	bool with_buttons;
};

static void free_expected(struct expected *expected)
{
	free(expected->pattern);
	for (size_t i = 0; i < expected->label_count; i++)
		free(expected->labels[i]);
}

/* "[ ]" and "[x]" are boxes of a form, no buttons. */
static bool is_box(const char *bracket)
{
	return text_starts_with(bracket, "[ ]") || text_starts_with(bracket, "[x]");
}

static char *last_bracket(char *line)
{
	size_t length = strlen(line);

	if (!length || line[length - 1] != ']')
		return NULL;
	char *open = strrchr(line, '[');
	return open && (open == line || open[-1] == ' ') && !is_box(open) ? open : NULL;
}

static struct expected read_expected(const struct play *play, const char *words)
{
	struct expected expected = { 0 };
	char *open;

	expected.pattern = xstrdup(words);
	while ((open = last_bracket(expected.pattern))) {
		size_t length = strlen(open);
		expected.with_buttons = true;
		if (length > 2) {
			if (expected.label_count == BUTTONS_AT_MOST)
				stop(play, "too many buttons");
			memmove(expected.labels + 1, expected.labels,
				expected.label_count++ * sizeof(char *));
			expected.labels[0] = xstrndup(open + 1, length - 2);
		}
		*open = '\0';
		memmove(expected.pattern, text_trim(expected.pattern),
			strlen(text_trim(expected.pattern)) + 1);
	}
	return expected;
}

static bool fits(const struct expected *expected, const struct seen *seen)
{
	if (!seen->text || !glob_matches(expected->pattern, seen->text))
		return false;
	if (!expected->with_buttons)
		return true;
	if (expected->label_count != seen->button_count)
		return false;
	for (size_t i = 0; i < seen->button_count; i++)
		if (!text_equal(expected->labels[i], seen->buttons[i].label))
			return false;
	return true;
}

static void show(const struct seen *seen)
{
	fprintf(stderr, "\t%s", seen->text ? seen->text : "(nothing)");
	for (size_t i = 0; i < seen->button_count; i++)
		fprintf(stderr, " [%s]", seen->buttons[i].label);
	fprintf(stderr, "\n");
}

enum kind { REPLY, FORM, HOME, DM, EDIT, SCREEN, POST, THREAD, ERROR };

static const struct {
	const char *word;
	enum kind kind;
	const char *otherwise; // what is said if nothing fits
} kinds[] = {
	{ "reply", REPLY, "the reply is another" },
	{ "form", FORM, "the form says something else" },
	{ "home", HOME, "the home page says something else" },
	{ "dm", DM, "no such new message" },
	{ "edit", EDIT, "no such edit" },
	{ "screen", SCREEN, "nothing says that" },
	{ "post", POST, "no such new post" },
	{ "thread", THREAD, "no such new post in a thread" },
	{ "error", ERROR, "no such error" },
};

/* Of these there is one at a time. */
static struct seen *only_one(struct screen *screen, enum kind kind)
{
	return kind == REPLY  ? &screen->reply
	       : kind == FORM ? &screen->form
	       : kind == HOME ? &screen->home
			      : NULL;
}

static bool is_candidate(const struct seen *seen, enum kind kind)
{
	switch (kind) {
	case REPLY:
	case FORM:
	case HOME:
	case SCREEN:
		return true;
	case DM:
	case POST:
	case ERROR:
		return seen->is_new;
	case THREAD:
		return seen->is_new && seen->in_thread;
	case EDIT:
		return seen->is_edited;
	}
	return false;
}

static void expect_one(const struct play *play, struct screen *screen, const char *words, int row)
{
	struct expected expected = read_expected(play, words);
	struct seen *seen = only_one(screen, kinds[row].kind);
	bool nothing = text_equal(words, "(nothing)");

	screen->last = seen;
	if (nothing ? seen->text != NULL : !fits(&expected, seen)) {
		show(seen);
		stop(play, "%s", kinds[row].otherwise);
	}
	if (kinds[row].kind == FORM && !nothing && !seen->is_new)
		stop(play, "the form has not changed since the last line that looked");
	seen->is_new = false;
	free_expected(&expected);
}

static void expect_among(const struct play *play, struct screen *screen, const char *words, int row)
{
	struct expected expected = read_expected(play, words);
	enum kind kind = kinds[row].kind;
	struct seen *items = kind == ERROR ? screen->errors : screen->items;
	size_t count = kind == ERROR ? screen->error_count : screen->count;

	for (size_t i = 0; i < count; i++) {
		if (!is_candidate(&items[i], kind) || !fits(&expected, &items[i]))
			continue;
		if (kind != SCREEN)
			items[i].is_edited = false;
		if (kind != SCREEN && kind != EDIT)
			items[i].is_new = false;
		screen->last = &items[i];
		free_expected(&expected);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (is_candidate(&items[i], kind))
			show(&items[i]);
	stop(play, "%s", kinds[row].otherwise);
}

static void expect_no_errors(const struct play *play, const struct screen *screen)
{
	for (size_t i = 0; i < screen->error_count; i++)
		if (screen->errors[i].is_new) {
			show(&screen->errors[i]);
			stop(play, "there is an error");
		}
}

static void expect_lacks(const struct play *play, const struct seen *seen, const char *pattern)
{
	if (!seen || !seen->text)
		stop(play, "there is nothing to look at");
	if (!glob_matches(pattern, seen->text))
		return;
	show(seen);
	stop(play, "it says so");
}

static int row_of(const char *word)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (text_equal(kinds[i].word, word))
			return (int)i;
	return -1;
}

static struct screen *screen_of_kind(const struct play *play, enum kind kind, const char *whose)
{
	bool channel = *whose == '#';
	struct screen *screen =
		channel ? stage_channel(play->stage, whose + 1) : screen_of(play, whose);

	if (!screen)
		stop(play, "there is no channel %s", whose);
	if (channel != (kind == POST || kind == THREAD) && kind != EDIT && kind != SCREEN)
		stop(play, "%s does not see that", whose);
	return screen;
}

bool expectation(const struct play *play, char *line)
{
	char *words = strstr(line, "> ");
	char word[16], whose[32], more[16] = "";

	if (!words || sscanf(line, "%15s %31[#a-z-] %15[a-z]", word, whose, more) < 2)
		return false;
	int row = row_of(word);
	if (row < 0)
		return false;
	enum kind kind = kinds[row].kind;
	struct screen *screen = screen_of_kind(play, kind, whose);
	words = text_trim(words + 2);
	if (text_equal(more, "lacks"))
		expect_lacks(play, only_one(screen, kind) ? only_one(screen, kind) : screen->last,
			words);
	else if (only_one(screen, kind))
		expect_one(play, screen, words, row);
	else if (kind == ERROR && text_equal(words, "(nothing)"))
		expect_no_errors(play, screen);
	else
		expect_among(play, screen, words, row);
	return true;
}
