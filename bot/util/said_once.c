#include "bot/util/said_once.h"

#include <string.h>

struct thing {
	struct list link; // said_once::things
	char *text;
};

void said_once_init(struct said_once *said)
{
	list_init(&said->things);
	said->count = 0;
}

void said_once_finish(struct said_once *said)
{
	while (!list_empty(&said->things)) {
		struct thing *thing = list_first(&said->things, struct thing, link);
		list_remove(&thing->link);
		free(thing->text);
		free(thing);
	}
}

bool said_once(struct said_once *said, const char *text)
{
	struct thing *thing;

	list_for_each (thing, &said->things, link)
		if (strcmp(thing->text, text) == 0)
			return false;
	if (said->count == SAID_ONCE_MOST)
		return false;
	said->count++;
	thing = xcalloc(1, sizeof(*thing));
	thing->text = xstrdup(text);
	list_append(&said->things, &thing->link);
	return true;
}
