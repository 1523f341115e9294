#ifndef LASTMILE_LEARNED_H
#define LASTMILE_LEARNED_H
/*
 * What platforms have found out and want to know again after the next start
 * (platform_listener::learned): kept as properties of the database, "slack_charts", within the
 * transaction of the turn.
 */
struct db;
struct learned;
struct turn;

struct learned *learned_create(struct turn *turn, struct db *db);
void learned_destroy(struct learned *learned); /* NULL is fine */

void learned_keep(
	struct learned *learned, const char *platform, const char *name, const char *value);

/* What was kept, NULL if nothing was; free it. */
char *learned_read(struct db *db, const char *platform, const char *name);
/* All that was kept under names that begin with `prefix`, without the platform's. */
void learned_each(struct db *db, const char *platform, const char *prefix,
	void (*each)(void *data, const char *name, const char *value), void *data);

#endif
