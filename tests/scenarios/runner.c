/*
 * Plays one scenario (README.md) in-process and says the first line that is not true.
 *
 *     runner [--show] FILE.chat
 *
 * With --show it prints the whole chat as it goes, to be read.
 *
 * A line "# must fail: WORDS" turns the rest over: the scenario is right only if a later line stops
 * it and says WORDS. So the runner itself is tested (must_fail/).
 */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>

#include "stage.h"

#include "bot/util/text.h"

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
	if (play.must_fail)
		fprintf(stderr, "%s: nothing failed, but it must: %s\n", play.file, play.must_fail);
	return play.must_fail ? 1 : 0;
}
