#ifndef LASTMILE_PLAYGROUND_ELEMENTS_H
#define LASTMILE_PLAYGROUND_ELEMENTS_H
/*
 * What people can put into the elements of Block Kit, one row for each type: how a value is given,
 * what Slack makes of it in `state.values`, what it is at first, and what Slack's own client
 * refuses before anything is sent. Buttons have no value and are no row.
 *
 * The state of an element is {"type": …, "selected_option": …}: its type and one member, which is
 * null, or an empty list, while nothing is chosen.
 */
#include <stdbool.h>

struct cJSON;
struct channel;
struct person;
struct world;

enum { TEXT_INPUT_MAX = 3000 }; // characters

/* Who fills in something, and where; `channel` may be NULL. */
struct filling {
	const struct world *world;
	const struct person *person;
	const struct channel *channel;
};

bool element_has_value(const struct cJSON *element);
bool element_has_state(const struct cJSON *element); // all of those but overflow menus
bool element_is_text(const struct cJSON *element); // typed, not chosen

/*
 * The state that `value` (as control.md gives values, by type) makes: a new object in *ret_state.
 * Returns NULL, or a static sentence saying what is wrong with it.
 */
const char *element_take(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_state);

/* `before` if it still fits the element, else what the element begins with. A new object. */
struct cJSON *element_state(
	const struct filling *filling, const struct cJSON *element, const struct cJSON *before);

/* What is chosen or typed; NULL: nothing. Borrowed. */
const struct cJSON *element_value(const struct cJSON *element, const struct cJSON *state);

/*
 * What Slack's client says when it does not send this: NULL, or a new sentence (free it). `state`
 * is the element's; an empty one is fine if `optional`.
 */
char *element_problem(const struct cJSON *element, const struct cJSON *state, bool optional);

#endif
