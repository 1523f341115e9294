#ifndef LASTMILE_PLAYGROUND_VIEWS_H
#define LASTMILE_PLAYGROUND_VIEWS_H
/*
 * Modals and Home tabs: what the app opened, who sees it, and what that person has put into it.
 *
 * A person has one Home, and one stack of at most VIEWS_IN_STACK modals; views.open begins a new
 * stack in place of the one before. What is closed is gone. Every change is told to the page.
 * Nothing is sent to the app from here.
 */
#include <stdbool.h>

#include "bot/util/list.h"

struct cJSON;
struct channel;
struct person;
struct playground;
struct views;

enum { VIEWS_IN_STACK = 3 };

struct view {
	struct list link; // views::all, in the order of opening
	char *id; // "V1"
	char *hash; // changes with every update
	char *external_id; // or NULL
	const struct person *person;
	const struct channel *channel; // where it was opened from, or NULL
	struct view *previous; // the one it was pushed upon, or NULL
	bool home;
	bool submitting; // the app is being asked
	struct cJSON *content; // as the app sent it, with an id for each block and element
	struct cJSON *values; // {block_id: {action_id: state}}
	struct cJSON *errors; // {block_id: text}, shown below the inputs
};

struct views *views_create(void);
void views_destroy(struct views *views);
void views_forget(struct views *views);

/* NULL: there is none (any more). */
struct view *views_find(struct views *views, const char *id);
struct view *views_find_external(struct views *views, const char *external_id);
struct view *views_home(struct views *views, const struct person *person);
struct view *views_top(struct views *views, const struct person *person); // of the modals
struct view *view_root(struct view *view);
int view_depth(const struct view *view); // 1: the root

/*
 * NULL if this can be shown, else Slack's error code, with lines appended to `messages`. `type` is
 * "modal" or "home"; `instead_of` is the view it is to replace, or NULL.
 */
const char *view_refusal(struct playground *playground, const struct cJSON *content,
	const char *type, const struct view *instead_of, struct cJSON *messages);

/* `content` is checked and copied. */
struct view *view_open(struct playground *playground, const struct person *person,
	const struct channel *channel, const struct cJSON *content);
struct view *view_push(
	struct playground *playground, struct view *upon, const struct cJSON *content);
struct view *view_publish(
	struct playground *playground, const struct person *person, const struct cJSON *content);
void view_update(struct playground *playground, struct view *view, const struct cJSON *content);

/* These take over what they set. */
void view_set_values(struct playground *playground, struct view *view, struct cJSON *values);
void view_set_errors(struct playground *playground, struct view *view, struct cJSON *errors);

void view_close(struct playground *playground, struct view *view);
void views_close_all(struct playground *playground, const struct person *person); // modals

/* As Slack sends a view, with these values, which it takes over: in an envelope those of the view,
 * an empty object when it was closed, an empty list in the answer to a call. A new object. */
struct cJSON *view_for_app(
	const struct playground *playground, struct view *view, struct cJSON *values);

/* As the page and the tests see views (control.md). New values. */
struct cJSON *view_for_people(const struct view *view);
struct cJSON *views_for_people(struct views *views, const struct person *person); // the stack

#endif
