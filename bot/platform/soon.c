#include "bot/platform/soon.h"

#include "bot/util/list.h"
#include "bot/util/memory.h"

struct soon {
	uv_idle_t idle;
	struct list waiting; // ending::link
	void *owner; // freed with it
};

struct ending {
	struct list link; // soon::waiting
	struct delivery_result result;
	char *message; // the result's
	delivery_done *done;
	void *data;
};

static struct ending *take_first(struct soon *soon)
{
	struct ending *ending = list_first(&soon->waiting, struct ending, link);

	list_remove(&ending->link);
	return ending;
}

static void ending_free(struct ending *ending)
{
	free(ending->message);
	free(ending);
}

static void tell(uv_idle_t *idle)
{
	struct soon *soon = idle->data;
	struct ending *ending = take_first(soon);

	if (list_empty(&soon->waiting))
		uv_idle_stop(idle);
	ending->done(ending->data, &ending->result);
	ending_free(ending);
}

void soon_tell(
	struct soon *soon, const struct delivery_result *result, delivery_done *done, void *data)
{
	struct ending *ending = xcalloc(1, sizeof(*ending));

	ending->result = *result;
	ending->result.message = ending->message = xstrdup(result->message);
	ending->done = done;
	ending->data = data;
	list_append(&soon->waiting, &ending->link);
	uv_idle_start(&soon->idle, tell);
}

struct soon *soon_create(uv_loop_t *loop)
{
	struct soon *soon = xcalloc(1, sizeof(*soon));

	list_init(&soon->waiting);
	uv_idle_init(loop, &soon->idle);
	soon->idle.data = soon;
	return soon;
}

static void closed(uv_handle_t *handle)
{
	struct soon *soon = handle->data;

	free(soon->owner);
	free(soon);
}

void soon_destroy(struct soon *soon, void *owner)
{
	if (!soon)
		return;
	while (!list_empty(&soon->waiting))
		ending_free(take_first(soon));
	soon->owner = owner;
	uv_close((uv_handle_t *)&soon->idle, closed);
}
