#ifndef LASTMILE_ZIP_H
#define LASTMILE_ZIP_H
/*
 * A zip archive of a few small files, stored and not compressed, with no time of its own: the same
 * files make the same bytes. APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
 */
#include <stddef.h>
#include <stdint.h>

struct text;

struct zip_file {
	const char *name; // UTF-8, without a folder
	const void *bytes;
	size_t length; // below 4 GiB, all together
};

/* Appends the archive. */
void zip_write(struct text *out, const struct zip_file *files, size_t count);

uint32_t zip_checksum(const void *bytes, size_t length); // CRC-32

#endif
