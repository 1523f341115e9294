#include "bot/platform/absent/absent.h"

#include "bot/platform/platform.h"
#include "bot/platform/soon.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"

struct absent {
	struct platform platform;
	struct platform_impl impl; // by its own name
	struct soon *soon;
};

static struct absent *absent_of(struct platform *platform)
{
	return container_of(platform, struct absent, platform);
}

static void absent_deliver(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	static const struct delivery_result result = {
		.outcome = RETRY_LATER,
		.retry_after = MS_PER_HOUR,
		.reason = "its platform is switched off in the configuration",
	};

	(void)delivery;
	soon_tell(absent_of(platform)->soon, &result, done, data);
}

static void absent_destroy(struct platform *platform)
{
	if (!platform)
		return;
	struct absent *absent = absent_of(platform);
	soon_destroy(absent->soon, absent);
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
	absent->soon = soon_create(loop);
	return &absent->platform;
}
