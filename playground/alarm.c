#include "playground/alarm.h"

#include "bot/util/clock.h"

static void ring_due(uv_timer_t *timer);

static void rearm(struct alarms *alarms)
{
	const struct alarm *first;
	int64_t wait;

	if (list_empty(&alarms->pending)) {
		uv_timer_stop(&alarms->timer);
		return;
	}
	first = list_first(&alarms->pending, struct alarm, link);
	wait = first->due - clock_monotonic();
	uv_update_time(alarms->timer.loop);
	uv_timer_start(&alarms->timer, ring_due, wait > 0 ? (uint64_t)wait : 0, 0);
}

static void ring_due(uv_timer_t *timer)
{
	struct alarms *alarms = timer->data;
	int64_t now = clock_monotonic();

	while (!list_empty(&alarms->pending)) {
		struct alarm *alarm = list_first(&alarms->pending, struct alarm, link);
		if (alarm->due > now)
			break;
		list_remove(&alarm->link);
		alarm->ring(alarm);
	}
	rearm(alarms);
}

void alarms_init(struct alarms *alarms, uv_loop_t *loop)
{
	list_init(&alarms->pending);
	uv_timer_init(loop, &alarms->timer);
	alarms->timer.data = alarms;
}

void alarms_finish(struct alarms *alarms)
{
	while (!list_empty(&alarms->pending)) {
		struct alarm *alarm = list_first(&alarms->pending, struct alarm, link);
		list_remove(&alarm->link);
		if (alarm->drop)
			alarm->drop(alarm);
	}
	uv_close((uv_handle_t *)&alarms->timer, NULL);
}

void alarm_init(struct alarm *alarm, void (*ring)(struct alarm *alarm))
{
	list_init(&alarm->link);
	alarm->ring = ring;
}

void alarm_set(struct alarms *alarms, struct alarm *alarm, int64_t in_ms)
{
	struct list *before;

	list_remove(&alarm->link);
	before = alarms->pending.previous;
	alarm->due = clock_monotonic() + in_ms;
	/* From the end: most alarms are set for the same time ahead, so the newest is the last. */
	while (before != &alarms->pending &&
		container_of(before, struct alarm, link)->due > alarm->due)
		before = before->previous;
	list_insert_before(before->next, &alarm->link);
	rearm(alarms);
}

void alarm_stop(struct alarm *alarm)
{
	list_remove(&alarm->link);
}
