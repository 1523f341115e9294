#ifndef LASTMILE_PREFERENCE_STORE_H
#define LASTMILE_PREFERENCE_STORE_H
/* What people chose for themselves, by name. Which names there are and what they mean is the
 * handlers' to know (handlers/person/preferences.h). */
#include <stdint.h>

struct arena;
struct db;

/* NULL: they chose nothing. */
const char *preference_store_get(
	struct db *db, struct arena *arena, int64_t person, const char *name);
/* NULL takes the choice back. */
void preference_store_set(struct db *db, int64_t person, const char *name, const char *value);

#endif
