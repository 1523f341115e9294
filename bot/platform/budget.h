#ifndef LASTMILE_PLATFORM_BUDGET_H
#define LASTMILE_PLATFORM_BUDGET_H
/*
 * How much a message may still say while it is encoded: a platform bounds all of it, not only each
 * part. What is lost to that is remembered, so that it can be tried again with shorter quotes, and
 * said at its end.
 */
#include <stdbool.h>
#include <stddef.h>

#include "bot/platform/fit.h"

/* Units of one quote, to be tried in turn: quotes give way before other words do. */
enum { BUDGET_QUOTE = 3000, BUDGET_QUOTES = 6, BUDGET_FORM_QUOTES = 4 };
extern const size_t budget_quotes[BUDGET_QUOTES]; // in a message
extern const size_t budget_form_quotes[BUDGET_FORM_QUOTES]; // in what a form says

struct budget {
	size_t left; // units, for everything but labels
	bool cut; // something is not said, or not to its end
	bool squeezed; // and that because others took the room
	bool dropped; // a whole block
};

/* As much of `text` as `limit` and the budget allow, as a copy (free it) in that form. */
char *budget_take(struct budget *budget, const char *text, size_t limit, fit_escape *escape);

/* What cannot be shortened: all of it, or nothing. It has its form already. */
bool budget_take_whole(struct budget *budget, const char *text, size_t limit);

/* A whole block has no room. */
void budget_drop(struct budget *budget);

/* What stands at the end of what was shortened; NULL: nothing. With `tell` it is a sentence. */
const char *budget_end(const struct budget *budget, bool tell);

#endif
