#ifndef LASTMILE_TEAMS_RELAY_CHANNEL_H
#define LASTMILE_TEAMS_RELAY_CHANNEL_H
/*
 * One websocket to Azure Relay over which requests come and their answers go: a control channel
 * (relay.c), or one for a single request (rendezvous.c). Each request for our path becomes a
 * receipt for inbound.c; what is for somebody else is answered here.
 *
 * Promises: text and body of an answer leave as neighbours; an answer whose channel is gone goes
 * nowhere; `gone` comes once for each opening, and the channel may be opened again after it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/platform/teams/relay_message.h"
#include "bot/util/list.h"

struct relay_channel;
struct teams_inbound;
struct web;
struct websocket_end;

struct relay_channel_owner {
	void (*open)(struct relay_channel *channel);
	void (*gone)(struct relay_channel *channel, const struct websocket_end *end);
	/* RELAY_ELSEWHERE, RELAY_ACCEPT; borrowed. */
	void (*message)(struct relay_channel *channel, const struct relay_message *message);
	void (*answered)(struct relay_channel *channel); // a request of this channel
};

struct relay_channel {
	/* Set by the owner. */
	const struct relay_channel_owner *owner;
	struct web *web;
	struct teams_inbound *inbound;
	const char *hybrid_connection, *path; // what requests must be for

	struct websocket *socket; // NULL: closed
	struct relay_message awaited; // a request whose body comes next; IGNORED: none
	struct list posts; // relay_post::link: not answered yet
};

void relay_channel_init(struct relay_channel *channel);

/* `token`: NULL for an address that is good by itself. `pong_every` in ms. */
void relay_channel_open(struct relay_channel *channel, const char *url, const char *token,
	unsigned pong_every, size_t message_limit);

void relay_channel_close(struct relay_channel *channel); /* `gone` follows if it was open */
void relay_channel_finish(struct relay_channel *channel); /* at once, without `gone` */

#endif
