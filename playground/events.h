#ifndef LASTMILE_PLAYGROUND_EVENTS_H
#define LASTMILE_PLAYGROUND_EVENTS_H
/*
 * Events of the Events API: what happened in the world, told to an app that subscribed to it.
 */
#include <stdbool.h>

#include "playground/socket_mode.h"

struct cJSON;
struct playground;
struct post;

/* The manifest subscribes to this event and has the scope that Slack asks for it. */
bool event_is_wanted(const struct playground *playground, const char *type);

/* Sends `event`, which it takes over. `done` may be NULL; it hears of the first sending. */
void event_send(
	struct playground *playground, struct cJSON *event, envelope_done *done, void *data);

/* message.channels, .groups or .im, by the kind of the channel, if the app is to hear of it. */
void event_message(struct playground *playground, const struct post *post);

/* reaction_added or reaction_removed, the same. `user` may be the app's own. */
void event_reaction(struct playground *playground, const struct post *post, const char *type,
	const char *name, const char *user);

#endif
