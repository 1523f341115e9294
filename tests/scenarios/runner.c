/*
 * Plays one scenario (README.md) in-process and says the first line that is not true.
 *
 *     runner [--show] FILE.chat
 *
 * With --show it prints the whole chat as it goes, to be read.
 */
#include <stdio.h>
#include <string.h>

#include "glob.h"
#include "stage.h"

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct play {
	const char *file;
	int line;
	struct stage *stage;
	bool show;
};

__attribute__((format(printf, 2, 3), noreturn)) static void stop(
	const struct play *play, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", play->file, play->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(1);
}

static struct screen *screen_of(const struct play *play, const char *handle)
{
	struct screen *screen = stage_screen(play->stage, handle);

	if (!screen)
		stop(play, "nobody is called %s", handle);
	return screen;
}

/* Everything that was said since the last act must have been expected. */
static void before_act(const struct play *play)
{
	const struct seen *seen;
	const char *handle = stage_unnamed(play->stage, &seen);

	if (handle)
		stop(play, "%s was told something that no line before this expects:\n\t%s", handle,
			seen->text);
}

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

static char *last_bracket(char *line)
{
	size_t length = strlen(line);

	if (!length || line[length - 1] != ']')
		return NULL;
	char *open = strrchr(line, '[');
	return open && (open == line || open[-1] == ' ') ? open : NULL;
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

static void expect_reply(const struct play *play, struct screen *screen, const char *words)
{
	struct expected expected = read_expected(play, words);
	bool nothing = text_equal(words, "(nothing)");

	screen->last = &screen->reply;
	if (nothing ? screen->reply.text != NULL : !fits(&expected, &screen->reply)) {
		show(&screen->reply);
		stop(play, "the reply is another");
	}
	free_expected(&expected);
}

enum which { NEW, EDITED, ANY };

static bool is_candidate(const struct seen *seen, enum which which)
{
	switch (which) {
	case NEW:
		return seen->is_new;
	case EDITED:
		return seen->is_edited;
	case ANY:
		break;
	}
	return true;
}

static void expect_message(
	const struct play *play, struct screen *screen, const char *words, enum which which)
{
	struct expected expected = read_expected(play, words);

	for (size_t i = 0; i < screen->count; i++) {
		struct seen *seen = &screen->items[i];
		if (!is_candidate(seen, which) || !fits(&expected, seen))
			continue;
		if (which == NEW)
			seen->is_new = false;
		if (which != ANY)
			seen->is_edited = false;
		screen->last = seen;
		free_expected(&expected);
		return;
	}
	for (size_t i = 0; i < screen->count; i++)
		if (is_candidate(&screen->items[i], which))
			show(&screen->items[i]);
	stop(play, which == NEW      ? "no such new message"
		   : which == EDITED ? "no such edit"
				     : "nothing says that");
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

/* "reply ana> …", "dm sam lacks> …" */
static bool expectation(const struct play *play, char *line)
{
	static const char *const kinds[] = { "reply", "dm", "edit", "screen" };
	char *words = strstr(line, "> ");
	char kind[16], handle[32], more[16] = "";

	if (!words || sscanf(line, "%15s %31[a-z] %15[a-z]", kind, handle, more) < 2)
		return false;
	size_t index = 0;
	while (index < array_length(kinds) && strcmp(kinds[index], kind) != 0)
		index++;
	if (index == array_length(kinds))
		return false;
	struct screen *screen = screen_of(play, handle);
	words = text_trim(words + 2);
	if (text_equal(more, "lacks"))
		expect_lacks(play, index == 0 ? &screen->reply : screen->last, words);
	else if (index == 0)
		expect_reply(play, screen, words);
	else
		expect_message(play, screen, words, (enum which)(index - 1));
	return true;
}

static bool names(const char *value, const char *ref)
{
	size_t length = strlen(ref);

	for (const char *at = strstr(value, ref); at; at = strstr(at + 1, ref))
		if ((at == value || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

static const struct seen_button *in_message(
	const struct seen *seen, const char *label, const char *ref)
{
	for (size_t i = 0; i < seen->button_count; i++)
		if (text_equal(seen->buttons[i].label, label) && names(seen->buttons[i].value, ref))
			return &seen->buttons[i];
	return NULL;
}

/* The newest one that can be seen now. */
static const struct seen_button *visible(
	const struct screen *screen, const char *label, const char *ref)
{
	const struct seen_button *button = in_message(&screen->reply, label, ref);

	for (size_t i = screen->count; !button && i > 0; i--)
		button = in_message(&screen->items[i - 1], label, ref);
	return button;
}

static const struct seen_button *ever(
	const struct screen *screen, const char *label, const char *ref)
{
	for (size_t i = screen->ever_count; i > 0; i--) {
		const struct seen_button *button = &screen->ever[i - 1];
		if (text_equal(button->label, label) && names(button->value, ref))
			return button;
	}
	return NULL;
}

/* "ana clicks [Works] on LM-1 again", "ben clicks ana's [Works] on LM-1" */
static bool click(const struct play *play, const char *line)
{
	char handle[32], other[32] = "", label[64], ref[32], more[16] = "";
	bool forged = sscanf(line, "%31[a-z] clicks %31[a-z]'s [%63[^]]] on %31s", handle, other,
			      label, ref) == 4;

	if (!forged && sscanf(line, "%31[a-z] clicks [%63[^]]] on %31s %15s", handle, label, ref,
			       more) < 3)
		return false;
	before_act(play);
	const struct screen *screen = screen_of(play, forged ? other : handle);
	const struct seen_button *button =
		text_equal(more, "again") ? ever(screen, label, ref) : visible(screen, label, ref);
	if (!button)
		stop(play, "%s sees no button [%s] about %s", forged ? other : handle, label, ref);
	struct seen_button copy = { NULL, xstrdup(button->name), xstrdup(button->value) };
	stage_press(play->stage, handle, &copy);
	free(copy.name);
	free(copy.value);
	return true;
}

static bool type(const struct play *play, const char *line)
{
	char handle[32], channel[32] = "";
	bool twice = text_starts_with(line, "twice ");
	const char *words = strstr(line, "> ");

	line += twice ? strlen("twice ") : 0;
	if (!words || sscanf(line, "%31[a-z] #%31[a-z-]", handle, channel) < 1)
		return false;
	before_act(play);
	if (!stage_type(play->stage, handle, *channel ? channel : NULL, words + 2, twice))
		stop(play, "who, where, or not a command?");
	return true;
}

static bool wait_for(const struct play *play, const char *line)
{
	static const struct {
		const char *unit;
		int64_t milliseconds;
	} units[] = {
		{ "minute", MS_PER_MINUTE },
		{ "hour", MS_PER_HOUR },
		{ "day", MS_PER_DAY },
	};
	char unit[16];
	int count;

	if (sscanf(line, "later %d %15s", &count, unit) != 2)
		return false;
	before_act(play);
	for (size_t i = 0; i < array_length(units); i++)
		if (text_starts_with(unit, units[i].unit)) {
			stage_wait(play->stage, count * units[i].milliseconds);
			return true;
		}
	return false;
}

static bool presence(const struct play *play, const char *line)
{
	char handle[32], verb[16], rest[32] = "";

	if (sscanf(line, "%31[a-z] %15s %31[a-z ]", handle, verb, rest) < 2)
		return false;
	if (text_equal(verb, "leaves") || text_equal(verb, "returns"))
		return stage_presence(play->stage, handle, text_equal(verb, "returns"));
	if (!text_equal(verb, "cannot") || !text_equal(rest, "be reached"))
		return false;
	screen_of(play, handle)->unreachable = true;
	return true;
}

static void play_line(const struct play *play, char *line)
{
	line = text_trim(line);
	if (!*line || *line == '#')
		return;
	if (expectation(play, line))
		return;
	if (click(play, line) || type(play, line) || wait_for(play, line) || presence(play, line)) {
		if (play->show)
			stage_show(play->stage, line);
		return;
	}
	stop(play, "this line says nothing I know: %s", line);
}

int main(int argc, char **argv)
{
	bool show = argc == 3 && text_equal(argv[1], "--show");
	FILE *file = argc == 2 || show ? fopen(argv[argc - 1], "r") : NULL;
	char *line = NULL;
	size_t size = 0;

	if (!file) {
		fprintf(stderr, "usage: runner [--show] FILE.chat\n");
		return 2;
	}
	struct play play = { .file = argv[argc - 1], .stage = stage_create(), .show = show };
	while (getline(&line, &size, file) >= 0) {
		play.line++;
		play_line(&play, line);
	}
	before_act(&play);
	stage_destroy(play.stage);
	free(line);
	fclose(file);
	return 0;
}
