/*
 * Every form of the product and the home pages, as Slack gets them (NAME.json) and as Teams does
 * (teams-NAME.json).
 *
 *     golden_views FOLDER CONTENT [--show]
 *
 * plays FOLDER/forms.chat (tests/scenarios/README.md) with the words of FOLDER/CONTENT.content in
 * it: ordinary ones, the longest that can be, hostile ones. What opens must be as in
 * FOLDER/CONTENT/; LASTMILE_REGENERATE=1 writes that anew, to be read in the diff. That they take
 * it is looked at on the stage (tests/scenarios/{slack,teams}_check.c). In the end every button
 * anybody saw is pressed by everybody: what opens then is only looked at.
 *
 * A form that some command lists under .forms and that forms.chat does not open fails; so does a
 * golden file that nothing opens any more.
 *
 * In forms.chat `$name` stands for a line "name = words" of the content, in which \xHH is a byte;
 * "$tools times LINE" plays LINE so often, with `$n` for the number. What is repeated in a golden
 * file is shortened: {3000 x}.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "tests/scenarios/runner.h"
#include "tests/scenarios/stage.h"

enum { WORDS = 40, VIEWS = 200, REPEATED = 24, PRESSES = 400, EACH = 3 };

static const char *const everybody[] = { "priya", "ana", "ben", "chen", "sam", "maya", "luis",
	"noor" };

struct word {
	char *name, *value;
};

struct view {
	char *name, *file, *content;
};

struct golden {
	const char *folder;
	struct word words[WORDS];
	size_t word_count;
	struct view views[VIEWS];
	size_t view_count;
	bool recording;
	int failures;
};

static void fail(struct golden *golden, const char *what, const char *why)
{
	fprintf(stderr, "%s/%s: %s\n", golden->folder, what, why);
	golden->failures++;
}

/* --- content --- */

static char *with_bytes(const char *words)
{
	_cleanup_text_ struct text text = TEXT_INIT;
	unsigned int byte;

	for (; *words; words++) {
		if (sscanf(words, "\\x%2x", &byte) == 1) {
			text_append_char(&text, (char)byte);
			words += 3;
		} else {
			text_append_char(&text, *words);
		}
	}
	return text_steal(&text);
}

static void read_content(struct golden *golden, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (!file) {
		perror(path);
		exit(2);
	}
	while (getline(&line, &size, file) >= 0 && golden->word_count < WORDS) {
		char *equals = strstr(line, " = ");
		if (*line == '#' || !equals)
			continue;
		*equals = '\0';
		golden->words[golden->word_count++] = (struct word){
			.name = xstrdup(text_trim(line)),
			.value = with_bytes(text_trim(equals + strlen(" = "))),
		};
	}
	free(line);
	fclose(file);
}

static const char *word(const struct golden *golden, const char *name, size_t length)
{
	for (size_t i = 0; i < golden->word_count; i++)
		if (strlen(golden->words[i].name) == length &&
			strncmp(golden->words[i].name, name, length) == 0)
			return golden->words[i].value;
	return NULL;
}

/* "$name" and "$n" in their places; the caller's to free. */
static char *filled_in(const struct golden *golden, const char *line, int number)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	while (*line) {
		size_t length = *line == '$' ? strspn(line + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
		const char *value = length ? word(golden, line + 1, length) : NULL;
		if (length == 1 && line[1] == 'n')
			text_printf(&text, "%d", number);
		else if (value)
			text_append(&text, value);
		else
			text_append_bytes(&text, line, length + 1);
		line += length + 1;
	}
	return text_steal(&text);
}

/* --- golden files --- */

static size_t character_length(const char *at)
{
	size_t length = 1;

	while (((unsigned char)at[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* A character that comes very often in a row says how often. */
static char *shortened(const char *content)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	while (*content) {
		size_t length = character_length(content);
		size_t count = 1;
		while (*content != ' ' && strncmp(content, content + count * length, length) == 0)
			count++;
		if (count >= REPEATED)
			text_printf(&text, "{%zu %.*s}", count, (int)length, content);
		else
			text_append_bytes(&text, content, length * count);
		content += length * count;
	}
	return text_steal(&text);
}

static bool is_known(const struct golden *golden, const char *name, const char *content)
{
	for (size_t i = 0; i < golden->view_count; i++)
		if (text_equal(golden->views[i].name, name) &&
			(!content || text_equal(golden->views[i].content, content)))
			return true;
	return false;
}

static size_t count_of(const struct golden *golden, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < golden->view_count; i++)
		count += text_equal(golden->views[i].name, name);
	return count;
}

/* stage_watcher: each view once. */
static void record(void *data, const char *name, const struct cJSON *json)
{
	struct golden *golden = data;
	_cleanup_free_ char *printed = json_print_pretty(json);
	_cleanup_free_ char *line = xasprintf("%s\n", printed);
	_cleanup_free_ char *content = shortened(line);
	size_t count = count_of(golden, name);

	if (!golden->recording || text_equal(name, "notice") || is_known(golden, name, content) ||
		golden->view_count == VIEWS)
		return;
	golden->views[golden->view_count++] = (struct view){
		.name = xstrdup(name),
		.file = count ? xasprintf("%s-%zu.json", name, count + 1)
			      : xasprintf("%s.json", name),
		.content = steal_pointer(content),
	};
}

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	_cleanup_text_ struct text text = TEXT_INIT;
	char buffer[4096];
	size_t length;

	if (!file)
		return NULL;
	while ((length = fread(buffer, 1, sizeof(buffer), file)) > 0)
		text_append_bytes(&text, buffer, length);
	fclose(file);
	return text_steal(&text);
}

static void show_difference(const char *before, const char *now)
{
	size_t line = 0;

	for (size_t i = 0; before[i] && before[i] == now[i]; i++)
		if (before[i] == '\n')
			line = i + 1;
	fprintf(stderr, "- %.*s\n", (int)strcspn(before + line, "\n"), before + line);
	fprintf(stderr, "+ %.*s\n", (int)strcspn(now + line, "\n"), now + line);
}

static void write_whole(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(content, file) < 0 || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static void compare(struct golden *golden, const struct view *view)
{
	_cleanup_free_ char *path = xasprintf("%s/%s", golden->folder, view->file);
	_cleanup_free_ char *before = read_whole(path);

	if (getenv("LASTMILE_REGENERATE")) {
		write_whole(path, view->content);
	} else if (!before) {
		fail(golden, view->file, "there is no such file; LASTMILE_REGENERATE=1 writes it");
	} else if (strcmp(before, view->content) != 0) {
		fail(golden, view->file, "differs from what opens now:");
		show_difference(before, view->content);
	}
}

static bool is_made(const struct golden *golden, const char *file)
{
	for (size_t i = 0; i < golden->view_count; i++)
		if (text_equal(golden->views[i].file, file))
			return true;
	return false;
}

static void look_for_others(struct golden *golden)
{
	DIR *folder = opendir(golden->folder);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (*entry->d_name == '.' || is_made(golden, entry->d_name))
			continue;
		_cleanup_free_ char *path = xasprintf("%s/%s", golden->folder, entry->d_name);
		if (getenv("LASTMILE_REGENERATE"))
			unlink(path);
		else
			fail(golden, entry->d_name, "nothing opens this any more");
	}
	if (folder)
		closedir(folder);
}

static void look_for_forgotten(struct golden *golden)
{
	for (size_t i = 0; commands[i]; i++)
		for (const struct handler *form = commands[i]->forms; form && form->name; form++)
			if (!is_known(golden, form->name, NULL))
				fail(golden, form->name, "forms.chat does not open this form");
	if (!is_known(golden, "home", NULL))
		fail(golden, "home", "forms.chat does not open the home page");
}

/* --- playing --- */

static void play_times(struct golden *golden, struct play *play, const char *line)
{
	_cleanup_free_ char *first = filled_in(golden, line, 1);
	const char *times = strstr(line, " times ");
	int count = 1;
	int end = 0;

	if (sscanf(first, "%d times %n", &count, &end) < 1 || !end)
		count = 1;
	for (int i = 1; i <= count; i++) {
		_cleanup_free_ char *filled =
			filled_in(golden, end ? times + strlen(" times ") : line, i);
		play_line(play, filled);
	}
}

static void play_forms(struct golden *golden, struct play *play)
{
	FILE *file = fopen(play->file, "r");
	char *line = NULL;
	size_t size = 0;

	if (!file) {
		perror(play->file);
		exit(2);
	}
	while (getline(&line, &size, file) >= 0) {
		play->line++;
		play_times(golden, play, line);
	}
	free(line);
	fclose(file);
}

/* What somebody has pressed already; of each kind of button a few are enough. */
struct pressed {
	char *names[PRESSES], *values[PRESSES];
	size_t count;
};

static bool may_press(struct pressed *pressed, const struct seen_button *button)
{
	_cleanup_free_ char *both = xasprintf("%s %s", button->name, button->value);
	size_t same = 0;

	for (size_t i = 0; i < pressed->count; i++) {
		if (text_equal(pressed->values[i], both))
			return false;
		same += text_equal(pressed->names[i], button->name);
	}
	if (same >= EACH || pressed->count == PRESSES)
		return false;
	pressed->names[pressed->count] = xstrdup(button->name);
	pressed->values[pressed->count++] = steal_pointer(both);
	return true;
}

static void press_all(
	struct stage *stage, const char *handle, const char *whose, struct pressed *pressed)
{
	const struct screen *screen = stage_screen(stage, whose);
	size_t count = screen->ever_count;

	for (size_t i = 0; i < count; i++) {
		if (!may_press(pressed, &screen->ever[i]))
			continue;
		struct seen_button copy = { NULL, xstrdup(screen->ever[i].name),
			xstrdup(screen->ever[i].value) };
		struct press press = { .where = ON_MESSAGE, .message = "m", .button = &copy };
		stage_press(stage, handle, &press);
		stage_close(stage, handle);
		free(copy.name);
		free(copy.value);
	}
}

static void press_everything(struct stage *stage)
{
	for (size_t i = 0; i < array_length(everybody); i++) {
		struct pressed pressed = { 0 };
		for (size_t j = 0; j < array_length(everybody); j++)
			press_all(stage, everybody[i], everybody[j], &pressed);
		for (size_t j = 0; j < pressed.count; j++) {
			free(pressed.names[j]);
			free(pressed.values[j]);
		}
	}
}

static void finish(struct golden *golden)
{
	for (size_t i = 0; i < golden->view_count; i++) {
		free(golden->views[i].name);
		free(golden->views[i].file);
		free(golden->views[i].content);
	}
	for (size_t i = 0; i < golden->word_count; i++) {
		free(golden->words[i].name);
		free(golden->words[i].value);
	}
}

int main(int argc, char **argv)
{
	struct golden golden = { .recording = true };

	bool show = argc == 4 && text_equal(argv[3], "--show");

	if ((argc != 3 && !show) || chdir(argv[1]) != 0) {
		fprintf(stderr, "usage: golden_views FOLDER CONTENT [--show]\n");
		return 2;
	}
	golden.folder = argv[2];
	_cleanup_free_ char *content = xasprintf("%s.content", argv[2]);
	read_content(&golden, content);
	mkdir(argv[2], 0777);
	_cleanup_arena_ struct arena *arena = arena_create();
	struct play play = {
		.file = "forms.chat", .stage = stage_create(), .lenient = true, .show = show
	};
	stage_watch(play.stage, record, &golden);
	const char *person = word(&golden, "person", strlen("person"));
	for (size_t i = 0; person && i < array_length(everybody); i++)
		stage_rename(play.stage, everybody[i], stage_expand(arena, person));
	play_forms(&golden, &play);
	golden.recording = false;
	press_everything(play.stage);
	for (size_t i = 0; i < golden.view_count; i++)
		compare(&golden, &golden.views[i]);
	look_for_others(&golden);
	look_for_forgotten(&golden);
	stage_destroy(play.stage);
	printf("%zu views, %d failures\n", golden.view_count, golden.failures);
	bool failed = golden.failures || !golden.view_count;
	finish(&golden);
	return failed;
}
