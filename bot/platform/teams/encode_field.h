#ifndef LASTMILE_TEAMS_ENCODE_FIELD_H
#define LASTMILE_TEAMS_ENCODE_FIELD_H
/*
 * One field of a form as an input of an Adaptive Card, with its hint under it, and under a watched
 * one the button that takes the place of watching: Teams does not tell of a change. Used by
 * encode_form.c.
 *
 * The client asks for all that is required before anything in the card can be pressed: a form with
 * buttons between its fields has none that is (form.h).
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct field;
struct field_room;
struct teams_where;

/* Appends its elements to `body`; none where there is nothing to choose from. */
void teams_add_field(const struct teams_where *where, const struct field *field,
	const struct field_room *room, struct cJSON *body);

/* The value of the input `id` (card_data.h) that holds these; free it. NULL: it is empty. */
char *teams_input_value(const char *id, const char *const *values, size_t count);

#endif
