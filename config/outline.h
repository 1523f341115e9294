#ifndef LASTMILE_CONFIG_OUTLINE_H
#define LASTMILE_CONFIG_OUTLINE_H
/*
 * The outline of a configuration file: which settings stand on which lines. It knows comments,
 * quotes and braces, and no option. Where the text is not a configuration at all the outline ends,
 * and the parser says what is wrong.
 *
 * Comments are overwritten with spaces, in place, because libconfuse 3.3 loses count of lines
 * there.
 */
#include <stdbool.h>
#include <stddef.h>

enum setting_type { SETTING_VALUE, SETTING_LIST, SETTING_SECTION };

struct setting {
	char *name; // with its sections: "slack.api_url"
	size_t leaf; // where the name inside its section begins
	enum setting_type type;
	bool append; // "+=" instead of "="
	int line; // of the name, from 1
	size_t start,
		end; // bytes of the text: the name and its value; of a section: also its content
};

struct outline {
	struct setting *settings; // in the order of the file
	size_t count;
	int open_line; // where a quote, comment or section begins that never ends; or 0
};
#define OUTLINE_INIT                                                                               \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

void outline_read(struct outline *outline, char *text);
void outline_finish(struct outline *outline);
#define _cleanup_outline_ __attribute__((cleanup(outline_finish)))

/* The setting of this name, the first one if there are more; NULL if there is none. */
const struct setting *outline_find(const struct outline *outline, const char *name);

/* Overwrites a setting with spaces; lines stay where they are. */
void outline_blank(char *text, const struct setting *setting);

#endif
