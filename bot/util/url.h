#ifndef LASTMILE_URL_H
#define LASTMILE_URL_H
/*
 * The few things we ask of URLs: percent encoding, form fields, and whether a name is this machine.
 */
#include <stdbool.h>
#include <stddef.h>

struct text;

/* Appends `bytes` with %XX undone; with `form`, '+' is a space. A broken %XX stays as it is. */
void url_decode(struct text *out, const char *bytes, size_t length, bool form);

/* Appends `string` with all but A-Z a-z 0-9 - . _ ~ as %XX. */
void url_encode(struct text *out, const char *string);

/*
 * Takes the next field from "a=1&b=2" and moves *cursor past it. Returns false at the end. Name and
 * value are decoded, made valid UTF-8 and replace what `name` and `value` held.
 */
bool url_next_field(const char **cursor, struct text *name, struct text *value);

/* The decoded value (free it) of the first field called `name`, or NULL. */
char *url_field(const char *fields, const char *name);

/* True for "localhost", "127.0.0.1", "[::1]", each with or without ":port". */
bool url_host_is_loopback(const char *host);

/* True for "http://" and a loopback host, as browsers send it in Origin. */
bool url_origin_is_loopback(const char *origin);

#endif
