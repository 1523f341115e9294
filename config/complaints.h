#ifndef LASTMILE_CONFIG_COMPLAINTS_H
#define LASTMILE_CONFIG_COMPLAINTS_H
/*
 * Complaints about one configuration file, collected in whatever order they are found and printed
 * in the order of the file, safe for a terminal and without secrets.
 */
#include <stddef.h>

struct text;

struct complaint {
	int line; // 0: the file as a whole
	char *sentence;
};

struct complaints {
	struct complaint *items;
	size_t count;
};
#define COMPLAINTS_INIT                                                                            \
	{                                                                                          \
		NULL, 0                                                                            \
	}

/* "what was found; what is allowed; what to do". One for each line and sentence is enough. */
void complain(struct complaints *complaints, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Appends each as "path:line: sentence" and a newline; after the first 50, how many there are. */
void complaints_print(const struct complaints *complaints, const char *path, struct text *out);

void complaints_finish(struct complaints *complaints);
#define _cleanup_complaints_ __attribute__((cleanup(complaints_finish)))

#endif
