#ifndef LASTMILE_PLAYGROUND_ALARM_H
#define LASTMILE_PLAYGROUND_ALARM_H
/*
 * Many alarms on one uv_timer. An alarm is embedded in what it belongs to, rings once, and may be
 * set again or stopped at any time, also from inside its own call.
 */
#include <stdint.h>

#include <uv.h>

#include "bot/util/list.h"

struct alarms {
	uv_timer_t timer;
	struct list pending; // alarm::link, the next to ring first
};

struct alarm {
	struct list link;
	int64_t due; // ms, clock_monotonic()
	void (*ring)(struct alarm *alarm);
	void (*drop)(struct alarm *alarm); // called instead when the alarms end; may be NULL
};

void alarms_init(struct alarms *alarms, uv_loop_t *loop);
void alarms_finish(struct alarms *alarms); // no alarm rings any more; what is pending is dropped

void alarm_init(struct alarm *alarm, void (*ring)(struct alarm *alarm));
void alarm_set(struct alarms *alarms, struct alarm *alarm, int64_t in_ms);
void alarm_stop(struct alarm *alarm);

#endif
