#ifndef LASTMILE_BASE64_H
#define LASTMILE_BASE64_H
/*
 * Base64 (RFC 4648): the ordinary alphabet with padding for what we send, the one for URLs without
 * padding for what stands in signed tokens and keys.
 *
 * Reading is strict, so that two texts never mean the same bytes: no padding, no white space, no
 * letters of the other alphabet, no bits left over in the last letter.
 */
#include <stdbool.h>
#include <stddef.h>

struct text;

void base64_append(struct text *out, const void *bytes, size_t length);
void base64url_append(struct text *out, const void *bytes, size_t length);

/* Appends what `text` stands for; false, with nothing appended, if it is not base64url. */
bool base64url_read(struct text *out, const char *text, size_t length);

#endif
