#ifndef LASTMILE_ASSIGNMENT_STORE_H
#define LASTMILE_ASSIGNMENT_STORE_H
/* Champions: to whom an issue was given first, and what they found for its reporters. */
#include <stdint.h>

struct db;

void assignment_store_set(struct db *db, int64_t issue, int64_t champion); /* 0: nobody */
int assignment_store_count(struct db *db, int64_t champion); /* live issues they hold */

/* How to get the work done all the same; the issue stays open. */
void assignment_store_work_around(
	struct db *db, int64_t issue, const char *workaround, int64_t now);

#endif
