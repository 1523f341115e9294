#ifndef LASTMILE_PLAYGROUND_RATE_LIMIT_H
#define LASTMILE_PLAYGROUND_RATE_LIMIT_H
/*
 * Buckets of tokens, one for each name: full at first, refilled evenly, one token for each call.
 */
#include <stdbool.h>
#include <stdint.h>

struct rate_limits;

struct rate_limits *rate_limits_create(void);
void rate_limits_destroy(struct rate_limits *limits);
void rate_limits_forget(struct rate_limits *limits); // all buckets are full again
void rate_limits_switch(struct rate_limits *limits, bool on);

/*
 * Takes one token at `now` (ms) from the bucket `name`, which holds at most `burst` and gets
 * `per_minute` each minute. Returns 0, or the seconds to wait, at least 1.
 */
int rate_limit_take(
	struct rate_limits *limits, const char *name, double burst, double per_minute, int64_t now);

#endif
