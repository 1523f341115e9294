#ifndef LASTMILE_GLOB_H
#define LASTMILE_GLOB_H
/* Patterns of scenarios. */
#include <stdbool.h>

/* Whether the whole of `text` is `pattern`, in which "*" stands for anything, also nothing. */
bool glob_matches(const char *pattern, const char *text);

#endif
