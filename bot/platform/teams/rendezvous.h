#ifndef LASTMILE_TEAMS_RENDEZVOUS_H
#define LASTMILE_TEAMS_RENDEZVOUS_H
/*
 * Channels that Azure Relay asks for: a request too long, or too slow in coming, for the control
 * channel is fetched over a websocket of its own, and answered there (Azure closes it, or we do
 * after a minute of silence). A websocket that a stranger wants is refused the same way, at the
 * address of the offer.
 */
#include <uv.h>

struct rendezvous_settings {
	struct web *web;
	struct teams_inbound *inbound;
	const char *hybrid_connection, *path;
	unsigned idle; // ms
};

struct rendezvous_set;

/* What is passed is copied, what it points to is borrowed. */
struct rendezvous_set *rendezvous_create(
	uv_loop_t *loop, const struct rendezvous_settings *settings);

/* Nothing is done while too many are under way: the sender hears of it from Azure. */
void rendezvous_fetch(struct rendezvous_set *set, const char *address);
void rendezvous_refuse(struct rendezvous_set *set, const char *address);

void rendezvous_destroy(struct rendezvous_set *set); /* NULL is fine */

#endif
