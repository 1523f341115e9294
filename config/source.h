#ifndef LASTMILE_CONFIG_SOURCE_H
#define LASTMILE_CONFIG_SOURCE_H
/*
 * The text of a configuration file: read whole, and refused when it is no text at all.
 */
struct complaints;

enum { SOURCE_MOST_BYTES = 64 * 1024 };

/*
 * The file's text (free it) without a byte order mark: UTF-8, lines ended by LF or CR LF. NULL,
 * with a complaint, if it cannot be read or is something else. A token anywhere in it, also in a
 * comment, is one more complaint.
 */
char *source_read(const char *path, struct complaints *complaints);

#endif
