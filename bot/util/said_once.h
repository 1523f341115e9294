#ifndef LASTMILE_SAID_ONCE_H
#define LASTMILE_SAID_ONCE_H
/* What was said before need not be said again: so that nobody outside can fill the log. */
#include <stdbool.h>

#include "bot/util/list.h"

enum { SAID_ONCE_MOST = 64 };

struct said_once {
	struct list things;
	int count;
};

void said_once_init(struct said_once *said);
void said_once_finish(struct said_once *said);

/* True for the first time, and never again; nor for what comes after SAID_ONCE_MOST others. */
bool said_once(struct said_once *said, const char *thing);

#endif
