#ifndef LASTMILE_ABSENT_H
#define LASTMILE_ABSENT_H
/*
 * A platform that the configuration has switched off, and whose people are still owed something:
 * they were met while it was on, or an admin has named one by an id that looks like one of its.
 *
 * Promises: what is owed there is not lost and not silent. Each delivery is said in the log at once
 * and every hour, and lies ready for the day the platform is on again; after the deliverer's
 * patience it is parked and listed, like anything else that could not be delivered.
 *
 * It has no link, says nothing and hears nothing: only deliver() and reconcile() may be called.
 */
#include <uv.h>

struct platform;

/* `name` is the platform's own ("slack"), static. */
struct platform *absent_create(uv_loop_t *loop, const char *name);

#endif
