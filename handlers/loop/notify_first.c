/* What is said to somebody before there is an issue: notify.h. */
#include <inttypes.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/roles.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"

void notify_offer(struct request *request, const struct message *message)
{
	if (!role_can_be_told(request->actor))
		return;
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "offer:%s:%s", request->event->platform,
			request->event->id),
		.platform = request->event->platform, // they are there
		.person = request->actor->id,
		.kind = "offer",
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
}

void notify_welcome(struct request *request, const struct message *message)
{
	const struct event *event = request->event;
	bool alone = event->place.direct;
	const char *place = alone ? arena_printf(request->arena, "%" PRId64, request->actor->id)
				  : event->place.channel;
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "welcome:%s:%s", event->platform, place),
		.platform = event->platform,
		.person = alone ? request->actor->id : 0,
		.channel = alone ? NULL : event->place.channel,
		.kind = "welcome",
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	if (!alone || role_can_be_told(request->actor))
		outbox_store_post(request->db, &order, request->now);
}
