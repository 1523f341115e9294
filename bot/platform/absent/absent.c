#include "bot/platform/absent/absent.h"

#include "bot/platform/platform.h"
#include "bot/util/clock.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"

struct absent {
	struct platform platform;
	struct platform_impl impl; // by its own name
	uv_idle_t idle; // answers from the loop, never from inside deliver()
	struct list waiting; // undelivered::link
};

struct undelivered {
	struct list link; // absent::waiting
	delivery_done *done;
	void *data;
};

static struct absent *absent_of(struct platform *platform)
{
	return container_of(platform, struct absent, platform);
}

static void on_idle(uv_idle_t *idle)
{
	static const struct delivery_result result = {
		.outcome = RETRY_LATER,
		.retry_after = MS_PER_HOUR,
		.reason = "its platform is switched off in the configuration",
	};
	struct absent *absent = idle->data;
	struct undelivered *first = list_first(&absent->waiting, struct undelivered, link);

	list_remove(&first->link);
	if (list_empty(&absent->waiting))
		uv_idle_stop(idle);
	first->done(first->data, &result);
	free(first);
}

static void absent_deliver(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	struct absent *absent = absent_of(platform);
	struct undelivered *undelivered = xcalloc(1, sizeof(*undelivered));

	(void)delivery;
	undelivered->done = done;
	undelivered->data = data;
	list_append(&absent->waiting, &undelivered->link);
	uv_idle_start(&absent->idle, on_idle);
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void absent_destroy(struct platform *platform)
{
	if (!platform)
		return;
	struct absent *absent = absent_of(platform);
	while (!list_empty(&absent->waiting)) {
		struct undelivered *first = list_first(&absent->waiting, struct undelivered, link);
		list_remove(&first->link);
		free(first);
	}
	uv_close((uv_handle_t *)&absent->idle, on_closed);
}

struct platform *absent_create(uv_loop_t *loop, const char *name)
{
	struct absent *absent = xcalloc(1, sizeof(*absent));

	absent->impl = (struct platform_impl){
		.name = name,
		.deliver = absent_deliver,
		.reconcile = absent_deliver, // the look is put off as well
		.destroy = absent_destroy,
	};
	absent->platform.impl = &absent->impl;
	list_init(&absent->waiting);
	uv_idle_init(loop, &absent->idle);
	absent->idle.data = absent;
	return &absent->platform;
}
