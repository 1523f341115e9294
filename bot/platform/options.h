#ifndef LASTMILE_PLATFORM_OPTIONS_H
#define LASTMILE_PLATFORM_OPTIONS_H
/*
 * Which options of a field are shown where not all can be: in their order, chosen ones the last to
 * be left out. An option without a value is none.
 */
#include <stdbool.h>
#include <stddef.h>

struct field;
struct field_room;
struct option;

size_t options_count(const struct field *field, bool chosen); /* only chosen ones, or all */

struct options_shown {
	const struct option *next;
	size_t chosen, others; // how many of each may still come
};

/* At most `most` of them; of those not chosen, at most as many as there is room for. */
struct options_shown options_shown(
	const struct field *field, const struct field_room *room, size_t most);
const struct option *options_next(struct options_shown *shown); /* NULL: that was all */

#endif
