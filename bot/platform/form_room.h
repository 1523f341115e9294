#ifndef LASTMILE_PLATFORM_FORM_ROOM_H
#define LASTMILE_PLATFORM_FORM_ROOM_H
/*
 * How much a form may say where all of it has a bound: hints and descriptions give way first, then
 * words, then options beyond the chosen ones, at last the ends of labels. Texts in what the
 * platform counts.
 */
#include <stdbool.h>
#include <stddef.h>

struct form;

/* In a field. */
struct field_room {
	size_t initial;
	size_t options; // besides the chosen ones
	size_t label;
	size_t option; // of an option's label
	bool extras; // hints, placeholders, descriptions
};

struct form_room {
	size_t words; // in all messages together
	size_t quote; // in one quote
	struct field_room field;
};

/* Each is tried until it is small enough. */
enum { FORM_ROOMS = 6 };
extern const struct form_room form_rooms[FORM_ROOMS];

/* For each of its messages, of `words` for all of them. */
size_t form_room_words(const struct form *form, size_t words);

#endif
