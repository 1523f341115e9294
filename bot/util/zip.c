#include "bot/util/zip.h"

#include <string.h>

#include "bot/util/text.h"

enum {
	VERSION = 20, // 2.0: what every reader knows
	UTF8_NAMES = 1 << 11,
	STORED = 0,
	NO_TIME = 0,
	NO_DATE = 1 << 5 | 1, // 1 January 1980, the first there is
};

uint32_t zip_checksum(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint32_t sum = 0xffffffff;

	while (length-- > 0) {
		sum ^= *at++;
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

static void put16(struct text *out, size_t number)
{
	text_append_bytes(out, (char[]){ (char)number, (char)(number >> 8) }, 2);
}

static void put32(struct text *out, size_t number)
{
	put16(out, number & 0xffff);
	put16(out, number >> 16 & 0xffff);
}

/* What stands in a file's own header and in the directory alike. */
static void put_facts(struct text *out, const struct zip_file *file)
{
	put16(out, VERSION);
	put16(out, UTF8_NAMES);
	put16(out, STORED);
	put16(out, NO_TIME);
	put16(out, NO_DATE);
	put32(out, zip_checksum(file->bytes, file->length));
	put32(out, file->length); // as stored
	put32(out, file->length);
	put16(out, strlen(file->name));
	put16(out, 0); // nothing extra
}

static void put_file(struct text *out, const struct zip_file *file)
{
	text_append(out, "PK\x03\x04");
	put_facts(out, file);
	text_append(out, file->name);
	text_append_bytes(out, file->bytes, file->length);
}

static void put_entry(struct text *out, const struct zip_file *file, size_t offset)
{
	text_append(out, "PK\x01\x02");
	put16(out, VERSION);
	put_facts(out, file);
	put16(out, 0); // no comment
	put16(out, 0); // on the first disk
	put16(out, 0);
	put32(out, 0); // no attributes
	put32(out, offset);
	text_append(out, file->name);
}

void zip_write(struct text *out, const struct zip_file *files, size_t count)
{
	size_t begin = out->length, offset = 0;

	for (size_t i = 0; i < count; i++)
		put_file(out, &files[i]);
	size_t directory = out->length - begin;
	for (size_t i = 0; i < count; i++) {
		put_entry(out, &files[i], offset);
		offset += 30 + strlen(files[i].name) + files[i].length;
	}
	size_t end = out->length - begin;
	text_append(out, "PK\x05\x06");
	put32(out, 0); // one disk
	put16(out, count);
	put16(out, count);
	put32(out, end - directory);
	put32(out, directory);
	put16(out, 0); // no comment
}
