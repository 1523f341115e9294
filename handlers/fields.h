#ifndef LASTMILE_FIELDS_H
#define LASTMILE_FIELDS_H
/* What somebody filled in: the fields of request->form. */
#include <stdbool.h>
#include <stdint.h>

struct request;

/* The field's value without white space around it; NULL if there is none. In the event's arena. */
const char *field_value(struct request *request, const char *name);

/* Whether this is among the things chosen in the field. */
bool field_has(const struct request *request, const char *name, const char *value);

/* A number of at most `most`; negative: nothing was filled in. False: it is no such number. */
bool field_number(struct request *request, const char *name, int64_t most, int64_t *ret_number);

#endif
