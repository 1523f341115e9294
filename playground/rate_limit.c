#include "playground/rate_limit.h"

#include <math.h>

#include "bot/util/clock.h"
#include "bot/util/list.h"
#include "bot/util/text.h"

struct bucket {
	struct list link; // rate_limits::buckets
	char *name;
	double tokens;
	int64_t at; // when `tokens` was true
};

struct rate_limits {
	struct list buckets;
	bool off;
};

struct rate_limits *rate_limits_create(void)
{
	struct rate_limits *limits = xcalloc(1, sizeof(*limits));

	list_init(&limits->buckets);
	return limits;
}

void rate_limits_forget(struct rate_limits *limits)
{
	while (!list_empty(&limits->buckets)) {
		struct bucket *bucket = list_first(&limits->buckets, struct bucket, link);
		list_remove(&bucket->link);
		free(bucket->name);
		free(bucket);
	}
}

void rate_limits_destroy(struct rate_limits *limits)
{
	if (!limits)
		return;
	rate_limits_forget(limits);
	free(limits);
}

void rate_limits_switch(struct rate_limits *limits, bool on)
{
	limits->off = !on;
}

static struct bucket *find(struct rate_limits *limits, const char *name, double burst, int64_t now)
{
	struct bucket *bucket;

	list_for_each(bucket, &limits->buckets, link)
		if (text_equal(bucket->name, name))
			return bucket;
	bucket = xcalloc(1, sizeof(*bucket));
	bucket->name = xstrdup(name);
	bucket->tokens = burst;
	bucket->at = now;
	list_append(&limits->buckets, &bucket->link);
	return bucket;
}

int rate_limit_take(
	struct rate_limits *limits, const char *name, double burst, double per_minute, int64_t now)
{
	struct bucket *bucket;

	if (limits->off)
		return 0;
	bucket = find(limits, name, burst, now);
	bucket->tokens = fmin(
		burst, bucket->tokens + (double)(now - bucket->at) * per_minute / MS_PER_MINUTE);
	bucket->at = now;
	if (bucket->tokens >= 1) {
		bucket->tokens -= 1;
		return 0;
	}
	return (int)fmax(1, ceil((1 - bucket->tokens) * 60 / per_minute));
}
