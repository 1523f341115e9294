#ifndef LASTMILE_PLAYGROUND_EMBEDDED_H
#define LASTMILE_PLAYGROUND_EMBEDDED_H
/*
 * The files inside the binary: the page (everything web/meson.build lists), the built-in world and
 * the built-in manifest. The build writes the table; the assembler puts the bytes in.
 */
#include <stddef.h>

struct embedded_file {
	const char *name; // "index.html"
	const char *bytes; // NUL follows the last
	const char *end;
};

extern const struct embedded_file embedded_files[];
extern const struct embedded_file embedded_files_end[];

const struct embedded_file *embedded_find(const char *name); // NULL: no such file

#endif
