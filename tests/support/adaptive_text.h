#ifndef LASTMILE_TEST_ADAPTIVE_TEXT_H
#define LASTMILE_TEST_ADAPTIVE_TEXT_H
/* What is alive in a text that clients read as markdown: part of adaptive_card.h. */
#include <stdbool.h>

struct adaptive_live;
struct cJSON;

/* True if only what we make is: in a block bold, mentions that an entity of `card` speaks of, links
 * and dates, which are added to `live`; in other texts nothing. */
bool adaptive_text_is_quiet(
	const struct cJSON *card, const char *text, bool block, struct adaptive_live *live);

#endif
