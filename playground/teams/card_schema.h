#ifndef LASTMILE_PLAYGROUND_TEAMS_CARD_SCHEMA_H
#define LASTMILE_PLAYGROUND_TEAMS_CARD_SCHEMA_H
/*
 * What Teams' renderer knows of Adaptive Cards: a row for each type, its properties as words
 * "name:kind", with "!" before the colon where it must be there. A kind is one of
 *
 *     text number bool any          a string (not empty where required), …
 *     a|b|c                         one of these words, in any case
 *     @elements @actions @columns   a list of objects of that group
 *     @action @element @…           one object of that group
 *     [NAME]                        a list of objects of the type NAME
 *     {NAME}                        one object of the type NAME
 *     fallback                      "drop", or an object of the same group
 *
 * Source: the schema explorer of adaptivecards.io (1.5) and, for what begins with "Chart.", Teams'
 * own extensions on adaptivecards.microsoft.com.
 */
#include <stdbool.h>
#include <stddef.h>

enum card_group {
	CARD_ELEMENT,
	CARD_INPUT, // an element too
	CARD_ACTION,
	CARD_PART, // known by where it stands: a choice, a fact, a column
};

struct card_type {
	const char *name;
	enum card_group group;
	const char *properties;
};

const struct card_type *card_type_find(const char *name); // NULL: Teams does not know it

/* What every type of a group has besides. */
const char *card_group_properties(enum card_group group);

#endif
