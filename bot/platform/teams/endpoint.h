#ifndef LASTMILE_TEAMS_ENDPOINT_H
#define LASTMILE_TEAMS_ENDPOINT_H
/*
 * Our own endpoint, to which Teams posts: HTTPS for everybody, or plain HTTP on loopback for a
 * proxy that does the TLS. Each post becomes a receipt for inbound.c.
 *
 * What is no post of an activity is answered here: another path 404, another method 405 (a probe
 * that asks with GET or HEAD is alive with that), another content type 415, too long 413.
 *
 * Not its matter: who may say something (inbound.h), nor keeping out who asks too often. That is
 * done best in front of us.
 */
#include <stdint.h>
#include <uv.h>

struct teams_endpoint;
struct teams_inbound;
struct teams_settings;

/* 0, or a negative errno with a sentence in *ret_why (free it). */
int teams_endpoint_create(uv_loop_t *loop, const struct teams_settings *settings,
	struct teams_inbound *inbound, struct teams_endpoint **ret_endpoint, char **ret_why);

/* What is wrong with the certificate, borrowed until the next call; NULL: nothing. */
const char *teams_endpoint_problem(struct teams_endpoint *endpoint, int64_t now);

/* Closes every connection, then calls `done`. NULL is fine. */
void teams_endpoint_destroy(struct teams_endpoint *endpoint, void (*done)(void *data), void *data);

#endif
