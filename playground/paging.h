#ifndef LASTMILE_PLAYGROUND_PAGING_H
#define LASTMILE_PLAYGROUND_PAGING_H
/*
 * Long answers in pages: `limit` and an opaque `cursor`, as Slack has them.
 */
#include <stdint.h>

struct call;
struct cJSON;

#define PAGING_ARGUMENTS                                                                           \
	{ "cursor", ARGUMENT_STRING },                                                             \
	{                                                                                          \
		"limit", ARGUMENT_INT                                                              \
	}

/* Puts the wanted part of `list`, which it takes over, into the answer. NULL or an error code. */
const char *paging_answer(struct call *call, const char *name, struct cJSON *list,
	int64_t limit_default, int64_t limit_max);

#endif
