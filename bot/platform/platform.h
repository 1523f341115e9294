#ifndef LASTMILE_PLATFORM_H
#define LASTMILE_PLATFORM_H
/*
 * The seam between the daemon and a chat platform. A platform is a folder that fills in one
 * struct platform_impl; orders go down through it, facts come up through struct platform_listener.
 * What one platform can do and another cannot is data in struct platform_capabilities.
 *
 * A platform embeds struct platform as its first member and climbs down with container_of.
 * Everything happens on the one loop's thread; no call blocks.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer;
struct event;
struct event_ticket;
struct message;
struct platform;

/* How an attempt to deliver ended. The deliverer maps each word to one transition of the outbox. */
enum delivery_outcome {
	DELIVERED, // the platform has it: `channel` and `message` say where
	RETRY_LATER, // certainly not done; try again after `retry_after`
	REFUSED, // certainly not done, and will never be; `reason` says why
	UNKNOWN, // may or may not be done (the line broke after the request left): look it up first
};

/* What a RETRY_LATER holds up. */
enum delivery_hold {
	HOLD_DELIVERY, // this delivery
	HOLD_METHOD, // everything of the same operation (a rate limit)
	HOLD_PLATFORM, // everything: credentials or the link are down
};

enum delivery_operation {
	DELIVERY_POST, // a new message
	DELIVERY_UPDATE, // replace the content of `message`; repeating it is harmless
};

struct delivery {
	int64_t id; // the outbox row, for the log
	const char *token; // opaque, unique, free of names: travels with the message, found by
			   // reconcile
	enum delivery_operation operation;
	const char *person; // post: to this person directly; else NULL
	const char *channel; // post: into this channel; update, and reconcile if known: where it is
	const char *thread; // post: as an answer in this thread; else NULL
	const char *message; // update: the message to replace
	const struct message *content;
	int64_t not_before; // reconcile: the first attempt left after this (ms, UTC; our clock)
	int attempt; // 1 for the first
};

struct delivery_result {
	enum delivery_outcome outcome;
	enum delivery_hold hold;
	int64_t retry_after; // ms; 0: the deliverer's own backoff
	const char *channel; // where it is; borrowed during the callback
	const char *message; // the platform's id of the message; an opaque string
	const char *reason; // the platform's own word for RETRY_LATER, REFUSED, UNKNOWN
};

/* Called exactly once for each delivery or lookup begun, never from inside the call that began it.
 */
typedef void delivery_done(void *data, const struct delivery_result *result);

enum link_state { LINK_DOWN, LINK_CONNECTING, LINK_READY, LINK_REFUSED };

struct platform_status {
	enum link_state link;
	const char *problem; // what to do about it, in a sentence; NULL when all is well
	int64_t last_event; // ms on the monotonic clock; 0: none yet
	int connections; // as the platform counts them; -1 unknown
};

struct platform_capabilities {
	bool lookup; // UNKNOWN can be settled by reconcile()
	int64_t message_interval; // ms between two posts into one channel
};

/* Facts going up. Filled in by the daemon. */
struct platform_listener {
	/*
	 * An event has arrived. Ownership of `event` (and its arena) passes to the listener until
	 * it calls acknowledge() or abandon() with the ticket, which releases both. A ticket whose
	 * connection is gone stays valid.
	 */
	void (*event)(void *data, struct platform *platform, struct event *event,
		struct event_ticket *ticket);
	/* The link's state, or the problem, has changed: see platform_impl::status. */
	void (*status)(void *data, struct platform *platform);
	/* The platform has found something out that it would otherwise find out anew after each
	 * start: keep `value` under `name` ("charts") and hand it back then. Of no meaning to
	 * anybody else. */
	void (*learned)(void *data, struct platform *platform, const char *name, const char *value);
	void *data;
};

struct platform_impl {
	const char *name; // "slack": stored with people and deliveries; never changes
	struct platform_capabilities capabilities;

	/* Begins connecting. Returns 0 or a negative errno when it never can (no credentials). */
	int (*start)(struct platform *platform);

	/* Ends politely: a close frame on every connection, at most a few seconds. `done` comes
	 * once. */
	void (*stop)(struct platform *platform, void (*done)(void *data), void *data);

	/*
	 * The event's transaction is committed: tell the platform, with what the actor alone shall
	 * see (answer.h says where). Releases ticket and event. If the acknowledgement cannot leave
	 * any more (connection gone) it is dropped: the event is stored, a repeat is recognised.
	 */
	void (*acknowledge)(struct platform *platform, struct event_ticket *ticket,
		const struct answer *answer);

	/* The event could not be committed: release ticket and event, tell the platform nothing, so
	 * that it delivers the event again or shows the person its own error. */
	void (*abandon)(struct platform *platform, struct event_ticket *ticket);

	/* Sends. `delivery` is borrowed during the call. */
	void (*deliver)(struct platform *platform, const struct delivery *delivery,
		delivery_done *done, void *data);

	/*
	 * Looks for a post whose outcome was UNKNOWN: DELIVERED if it is there, REFUSED with reason
	 * "not_found" if a complete look shows that it is not, RETRY_LATER if the look itself
	 * failed for now, UNKNOWN if it never can be looked up (then a person must decide).
	 */
	void (*reconcile)(struct platform *platform, const struct delivery *delivery,
		delivery_done *done, void *data);

	/* Asks for a person's profile; it comes up as EVENT_PROFILE, or not at all. */
	void (*request_profile)(struct platform *platform, const char *person);

	struct platform_status (*status)(const struct platform *platform);

	/* The wall clock jumped or the process was asleep: check the link now. May be NULL. */
	void (*wake)(struct platform *platform);

	void (*destroy)(struct platform *platform); // after stop has called done; NULL is fine
};

struct platform {
	const struct platform_impl *impl;
	struct platform_listener listener; // set before start()
};

#endif
