#ifndef LASTMILE_QUEUE_H
#define LASTMILE_QUEUE_H
/*
 * What waits for the actor: the live issues of the tools they answer for, those they were given as
 * a champion, and for admins those that nobody else answers for.
 */
#include <stdbool.h>
#include <stddef.h>

#include "handlers/loop/promise.h"
#include "storage/queue_store.h"

struct request;
struct tool;

enum { QUEUE_AT_MOST = 100 };

struct queued {
	struct queued_issue issue;
	const struct tool *tool; // NULL: not said yet
	struct promise promise; // until when something is promised
	bool overdue; // that time has passed, or somebody needs it within a day
};

struct queue {
	struct queued *items; // overdue first, then the oldest
	size_t count; // QUEUE_AT_MOST at most
};

struct queue queue_of_actor(struct request *request);

#endif
