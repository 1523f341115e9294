#ifndef LASTMILE_TEAMS_INBOUND_H
#define LASTMILE_TEAMS_INBOUND_H
/*
 * The ways in, behind one door: each POST of an activity, by our own endpoint (endpoint.h) or
 * through Azure Relay (relay.h), has its token checked (token.h), is decoded, and comes out as a
 * frame to answer. What must not come in is answered here and counted.
 *
 * Promises: no body is believed before the signature of its token was checked; a key that is not
 * known yet is fetched while the request waits, nothing blocks; each request is answered exactly
 * once; a 401 says in the log what was wrong with the token, and never any of it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/platform.h"

struct http_client;
struct teams_decoder;
struct teams_frame;
struct teams_inbound;
struct teams_receipt; // where the answer to one request goes; stays valid when its line is gone
struct teams_settings;
struct web;

struct teams_inbound_events {
	/* An event for the daemon; the frame and the receipt are the listener's until released. */
	void (*event)(void *data, struct teams_frame *frame, struct teams_receipt *receipt);
	/* A token has proved that this is where the tenant's connector is. Borrowed. */
	void (*service)(void *data, const char *tenant, const char *url);
	void (*status)(void *data); // see teams_inbound_status()
};

/* `decoder` must outlive it. */
struct teams_inbound *teams_inbound_create(uv_loop_t *loop, struct web *web,
	struct http_client *http, const struct teams_settings *settings,
	const struct teams_decoder *decoder, const struct teams_inbound_events *events, void *data);

/* Listens and connects. 0, or a negative errno when it never can (the port is taken). */
int teams_inbound_start(struct teams_inbound *inbound);

/* Link and problem as in platform.h: READY once started and the keys that Teams signs with are
 * known; what is wrong with one of the ways in is the problem. */
struct platform_status teams_inbound_status(const struct teams_inbound *inbound);
void teams_inbound_wake(struct teams_inbound *inbound);

/* Answers and releases. `json` NULL: an empty body. */
void teams_receipt_answer(struct teams_receipt *receipt, int status, const char *json);

void teams_inbound_stop(
	struct teams_inbound *inbound, void (*done)(void *data), void *data); // politely
void teams_inbound_destroy(struct teams_inbound *inbound); // NULL is fine

#endif
