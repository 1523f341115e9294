#ifndef LASTMILE_RECENT_H
#define LASTMILE_RECENT_H
/*
 * A bounded memory of what was seen lately: short texts under short names. What was not used for
 * longest is forgotten first, so that nothing from outside can make it grow.
 */
#include <stddef.h>

struct recent;

struct recent *recent_create(size_t most);
void recent_destroy(struct recent *recent); /* NULL is fine */

/* Borrowed until the next change. NULL if it is not known (any more). */
const char *recent_get(struct recent *recent, const char *name);
void recent_put(struct recent *recent, const char *name, const char *value);
void recent_forget(struct recent *recent, const char *name);

#endif
