#ifndef LASTMILE_DAILY_H
#define LASTMILE_DAILY_H
/* What is looked at once a day, at nine in the morning of the workspace: tools nobody answers for,
 * tools gone silent, trust cards that need another look. */
#include <stdint.h>

struct db;
struct outcome;
struct request;

/* When the daemon starts: the first look is taken at once, as the last may be long ago. Opens a
 * transaction of its own. */
int daily_start(struct db *db, int64_t now);

struct outcome *daily_due(struct request *request); /* the timer "orphans" */
struct outcome *daily_tool_due(struct request *request); /* the timer "daily_tool": one tool */

#endif
