#include "handlers/loop/notify_tool.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static bool tell(
	struct request *request, const struct person *person, const struct telling *telling)
{
	_cleanup_free_ char *content = message_to_json(telling->message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%s:%" PRId64, telling->kind, telling->which,
			person->id),
		.platform = person->platform,
		.person = person->id,
		.kind = telling->kind,
		.priority = PRIORITY_BATCH,
		.not_before = when_to_tell(request, person),
		.content = content,
	};

	return outbox_store_post(request->db, &order, request->now);
}

int tell_people(struct request *request, const struct people *people, const struct telling *telling)
{
	int told = 0;

	for (size_t i = 0; i < people->count; i++) {
		const struct person *person = &people->items[i];
		if (person->id == request->actor->id || !role_can_be_told(person))
			continue;
		told += tell(request, person, telling);
	}
	return told;
}

bool tell_home(struct request *request, const struct tool *tool, const struct telling *telling)
{
	if (!tool->channel || !tool->channel_platform)
		return false;
	_cleanup_free_ char *content = message_to_json(telling->message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "%s:%s", telling->kind, telling->which),
		.platform = tool->channel_platform,
		.channel = tool->channel,
		.kind = telling->kind,
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	outbox_store_post(request->db, &order, request->now);
	return true;
}

void say_posted_home(struct message *message, const struct tool *tool)
{
	message_note(message);
	message_text(message, "If it does not show up in ");
	message_channel(message, tool->channel_platform, tool->channel, tool->channel_name);
	message_text(message,
		", the app is not in that channel yet: add it there, on Slack with /invite.");
}
