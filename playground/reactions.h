#ifndef LASTMILE_PLAYGROUND_REACTIONS_H
#define LASTMILE_PLAYGROUND_REACTIONS_H
/*
 * Reactions on a post, kept as Slack shows them: [{name, users, count}].
 */
#include <stdbool.h>

struct post;

bool reaction_is_name(const char *name); // without colons, but for a skin tone; NULL is none
bool reaction_add(struct post *post, const char *name, const char *user); // false: was there
bool reaction_remove(struct post *post, const char *name, const char *user); // false: was not

#endif
