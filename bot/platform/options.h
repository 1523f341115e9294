#ifndef LASTMILE_PLATFORM_OPTIONS_H
#define LASTMILE_PLATFORM_OPTIONS_H
/*
 * How much a field of a form may say, and which of its options are shown where not all can be: in
 * their order, chosen ones the last to be left out. An option without a value is none.
 */
#include <stdbool.h>
#include <stddef.h>

struct field;
struct option;

/* How much may be said in a field; texts in what the platform counts. */
struct field_room {
	size_t initial;
	size_t options; // besides the chosen ones
	size_t label;
	size_t option; // of an option's label
	bool extras; // hints, placeholders, descriptions
};

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
