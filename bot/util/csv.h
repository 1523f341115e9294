#ifndef LASTMILE_CSV_H
#define LASTMILE_CSV_H
/*
 * Comma-separated values (RFC 4180) that a spreadsheet reads as text: a field that begins with a
 * character which would make it a formula (= + - @, tab, carriage return) is preceded by an
 * apostrophe (OWASP ASVS 1.2.10). Numbers written by csv_number() are left alone.
 */
#include <stdint.h>

struct text;

/* Each appends one field, with a comma before it unless it is the first of its line. */
void csv_string(struct text *line, const char *value); /* NULL: an empty field */
void csv_number(struct text *line, int64_t value);
void csv_empty(struct text *line);
void csv_end(struct text *line); /* CRLF, as the RFC has it */

#endif
