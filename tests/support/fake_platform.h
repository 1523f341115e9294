#ifndef LASTMILE_FAKE_PLATFORM_H
#define LASTMILE_FAKE_PLATFORM_H
/*
 * A chat platform without a network: the same struct platform_impl as the real ones, keeping what
 * it was told and doing what the test says. A message it "has" is on its wall, whatever it
 * answered.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "bot/platform/platform.h"

struct fake_platform;

/* What happens to the next delivery. Without a plan each is DELIVERED. */
enum fake_fate {
	FAKE_DELIVERED,
	FAKE_APPLIED_UNKNOWN, // on the wall, but the answer was lost
	FAKE_NOTHING_UNKNOWN, // not on the wall, and the answer was lost
	FAKE_APPLIED_SILENT, // on the wall, and no answer ever (the process is going to die)
	FAKE_RETRY, // certainly not done
	FAKE_RETRY_METHOD, // the same, and hold the method for 50 ms
	FAKE_REFUSED,
};

struct fake_platform *fake_create(uv_loop_t *loop);
struct platform *fake_as_platform(struct fake_platform *fake);
void fake_destroy(struct fake_platform *fake); /* the loop must run once more */

/* The daemon died: whatever it was to be answered goes nowhere. What is on the wall stays. */
void fake_hang_up(struct fake_platform *fake);

/* Calls `look` whenever the daemon says something to the platform: a delivery, an update, an
 * acknowledgement. */
void fake_watch(struct fake_platform *fake, void (*look)(void *data), void *data);

void fake_plan(struct fake_platform *fake, const enum fake_fate *fates, size_t count);

/* What is on the wall, oldest first: each post once for each time it was applied. */
struct fake_post {
	char token[64];
	char person[32];
	char message[32];
	char *text; // plain, as last updated
	int updates;
};
size_t fake_posts(const struct fake_platform *fake);
const struct fake_post *fake_post(const struct fake_platform *fake, size_t index);
int fake_lookups(const struct fake_platform *fake);
size_t fake_attempts(const struct fake_platform *fake);

/* Events: taken up through the listener; what became of the ticket is counted. */
void fake_send(struct fake_platform *fake, const char *id, const char *account, const char *command,
	const char *text);
/* Their home page is opened; or a button there is pressed. */
void fake_open_home(struct fake_platform *fake, const char *id, const char *account);
void fake_press_home(struct fake_platform *fake, const char *id, const char *account,
	const char *button, const char *value);
int fake_acknowledged(const struct fake_platform *fake);
int fake_abandoned(const struct fake_platform *fake);
const char *fake_last_answer(const struct fake_platform *fake); /* "" if it had nothing to say */

/* Home pages that were shown. */
int fake_homes(const struct fake_platform *fake);

#endif
