#ifndef LASTMILE_DELIVERY_POLICY_H
#define LASTMILE_DELIVERY_POLICY_H
/* What the deliverer does with an outcome, and when: pure functions, no clock, no database. */
#include <stdbool.h>
#include <stdint.h>

#include "bot/platform/platform.h"

enum {
	/* A certain failure is retried for this long, then a person must look (parked). */
	DELIVERY_PATIENCE_MS = 3 * 24 * 60 * 60 * 1000,
};

/* ms to wait before attempt number `attempt` + 1: 1 s, 2 s, 4 s … 5 min. `jitter` in 0..999 adds up
 * to a fifth, so that a crowd does not come back in step. */
int64_t delivery_backoff(int attempt, int jitter);

enum delivery_transition {
	TRANSITION_SENT,
	TRANSITION_RETRY,     // certainly not done: ready again at `at`
	TRANSITION_UNCERTAIN, // stays intent: looked up at `at`
	TRANSITION_REFUSED,
	TRANSITION_PARKED,
};

struct delivery_decision {
	enum delivery_transition transition;
	int64_t at; // ms UTC, for RETRY and UNCERTAIN
};

struct delivery_situation {
	bool update;	      // repeating it is harmless
	bool lookup;	      // this was a look, not an attempt
	bool doubted;	      // who gets it is said to have left, and not believed to have
	bool can_look;	      // the platform can look up what is uncertain
	int attempts;
	int64_t created_at;   // ms UTC
	int64_t settle_after; // ms from the end of a request until its effect must be visible
	int64_t now;
	int jitter;
};

struct delivery_decision delivery_decide(
	const struct delivery_situation *situation, const struct delivery_result *result);

#endif
