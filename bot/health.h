#ifndef LASTMILE_HEALTH_H
#define LASTMILE_HEALTH_H
/*
 * What a monitor may ask, on loopback:
 *
 *     /healthz   200 while the loop turns and can commit, else 503
 *     /readyz    200 while the link to every platform is ready, else 503 and a sentence for each
 *     /metrics   Prometheus text; what the database says is read when asked for
 *
 * It only reads; there is nothing here to press.
 */
#include <stdbool.h>
#include <uv.h>

#include "bot/util/metrics.h"

struct db;
struct health;
struct platform;

enum { HEALTH_LINKS = 4 };

/* A platform whose link is asked for. */
struct health_link {
	struct platform *platform;
	enum metric state; // the metric that shows it
};

struct health_settings {
	const char *listen; // "127.0.0.1:9464"; loopback only
	struct db *db;
	struct health_link links[HEALTH_LINKS]; // ended by a NULL platform, or full
};

/* Returns 0 or a negative errno (-EADDRINUSE: another daemon is there). */
int health_create(
	uv_loop_t *loop, const struct health_settings *settings, struct health **ret_health);
void health_set_broken(struct health *health); /* nothing can be committed any more */
int health_port(const struct health *health);
void health_destroy(struct health *health); /* the loop must run on; NULL is fine */

#endif
