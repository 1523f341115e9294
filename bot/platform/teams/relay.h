#ifndef LASTMILE_TEAMS_RELAY_H
#define LASTMILE_TEAMS_RELAY_H
/*
 * Azure Relay Hybrid Connections: Teams posts to Azure, and Azure hands each post down a websocket
 * that we have opened. No port of ours is open to anybody. The other way in beside endpoint.h.
 *
 * There are two links, as with Slack's Socket Mode (bot/platform/slack/socket_mode.h): as a rule
 * one is ready and the other idle. Every half hour the other is opened first and the old one
 * drained, so that a link that is dead without anybody having noticed is not for long.
 *
 *     idle ─▶ backoff ─▶ connecting ─▶ ready ─▶ draining ─▶ closing ─▶ idle
 *     any state ─▶ idle when the line breaks; refused ─▶ connecting, slowly
 *
 * Promises: an unasked pong every two minutes and never a ping (Azure hangs up on silence after
 * four, and on pings); the token is renewed at half its life; tried again after 0, 1, 2, 5, 10, 30
 * s and a bit, forgotten after half a minute of a good link; slowly where a person has to act.
 *
 * The hybrid connection must not ask its senders for a token of Azure's: it would take Teams' own
 * away, and every post would be answered 401.
 *
 * Source: learn.microsoft.com, "Azure Relay Hybrid Connections protocol".
 */
#include <stdbool.h>
#include <uv.h>

#include "bot/platform/platform.h"

struct teams_inbound;
struct teams_relay;
struct teams_settings;
struct web;

/* 0, or -EINVAL with a sentence in *ret_why (free it). Nothing of `settings` is kept. */
int teams_relay_create(uv_loop_t *loop, struct web *web, const struct teams_settings *settings,
	struct teams_inbound *inbound, struct teams_relay **ret_relay, char **ret_why);

void teams_relay_start(struct teams_relay *relay);
void teams_relay_wake(struct teams_relay *relay); // after a sleep: a new link at once

/* Changes are told by teams_inbound_way_changed(). */
enum link_state teams_relay_link(const struct teams_relay *relay);
const char *teams_relay_problem(const struct teams_relay *relay); // borrowed; NULL: none

/* A close frame on every link. */
void teams_relay_stop(struct teams_relay *relay);
bool teams_relay_is_stopped(const struct teams_relay *relay);

void teams_relay_destroy(struct teams_relay *relay); /* NULL is fine */

#endif
