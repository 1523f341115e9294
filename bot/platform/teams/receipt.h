#ifndef LASTMILE_TEAMS_RECEIPT_H
#define LASTMILE_TEAMS_RECEIPT_H
/*
 * One post on its way through: what inbound.c and the ways in (endpoint.c, relay.c) know of it
 * together. Nobody else includes this.
 *
 * A way makes a receipt for each post and hands it to teams_inbound_take(). It is told `answer`
 * once, and `release` once, after it. The line may be gone by then: the way then drops the answer.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/list.h"

struct teams_inbound;
struct teams_receipt;
struct token;

struct teams_way {
	/* `json` NULL: an empty body. A 401 names the scheme Bearer. */
	void (*answer)(struct teams_receipt *receipt, int status, const char *json);
	void (*release)(struct teams_receipt *receipt); // frees it
};

struct teams_receipt {
	/* The way's. */
	const struct teams_way *way;
	const char *body; // NUL follows; good until `answer`
	size_t length;

	/* inbound.c's. */
	struct teams_inbound *inbound; // NULL: it is gone
	struct list link; // teams_inbound::parked, or ::held
	struct token *token; // while parked
	int64_t came_at; // monotonic
	bool answered;
};

/* `authorization`: the header's value, NULL if there is none; borrowed. */
void teams_inbound_take(
	struct teams_inbound *inbound, struct teams_receipt *receipt, const char *authorization);

/* For what is answered without being taken: is it JSON at all? 0 or a status. */
int teams_inbound_look_at(const char *method, const char *content_type);
void teams_inbound_count(int status); // an answer of the way's own

/* The state of a way has changed. */
void teams_inbound_way_changed(struct teams_inbound *inbound);

#endif
