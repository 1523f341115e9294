/*
 * Runs a fuzz target over its corpus, as an ordinary test: every file of the folders named is given
 * to the target once. A crash is the failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay_file(const char *path)
{
	_cleanup_text_ struct text content = TEXT_INIT;
	struct stat status;
	char buffer[4096];

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	for (size_t length; (length = fread(buffer, 1, sizeof(buffer), file)) > 0;)
		text_append_bytes(&content, buffer, length);
	fclose(file);
	/* A block of just this size, so that the address sanitizer sees a read past its end. */
	_cleanup_free_ uint8_t *exact = xmalloc(content.length);
	for (size_t i = 0; i < content.length; i++)
		exact[i] = (uint8_t)content.data[i];
	LLVMFuzzerTestOneInput(exact, content.length);
	return true;
}

static int replay_folder(const char *path)
{
	DIR *folder = opendir(path);
	int replayed = 0;

	if (!folder)
		return 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		_cleanup_free_ char *file = xasprintf("%s/%s", path, entry->d_name);
		replayed += replay_file(file);
	}
	closedir(folder);
	return replayed;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int replayed = replay_folder(argv[i]);
		printf("%s: %d replayed\n", argv[i], replayed);
		if (!replayed)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
