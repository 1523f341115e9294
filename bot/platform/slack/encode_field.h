#ifndef LASTMILE_SLACK_ENCODE_FIELD_H
#define LASTMILE_SLACK_ENCODE_FIELD_H
/*
 * One field of a form as an input block, within a given room. Used by encode_view.c, which chooses
 * the room.
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct field;
struct field_room;

/* A plain_text object of one line; what is blank becomes "…". */
struct cJSON *slack_plain_line(const char *text, size_t limit);

/* NULL where there is nothing to choose from. */
struct cJSON *slack_encode_field(const struct field *field, const struct field_room *room);

#endif
