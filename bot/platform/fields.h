#ifndef LASTMILE_PLATFORM_FIELDS_H
#define LASTMILE_PLATFORM_FIELDS_H
/* What was filled into a form, as a decoder collects it: value by value, at most so many. */
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct event_field;
struct event_form;

enum { FIELDS_MOST = 2000, FIELDS_VALUES_MOST = 100 /* of one field */ };

struct fields_reading {
	struct arena *arena;
	struct event_field *fields;
	size_t count;
	size_t capacity;
};

/* Cleans and shortens `raw`; what is empty then is left out, as event.h has it. `name` is kept as
 * it is. */
void fields_add(struct fields_reading *reading, const char *name, const char *raw);

/* Into the form, in the arena. Releases the reading. */
void fields_end(struct fields_reading *reading, struct event_form *form);

#endif
