#include "bot/event.h"

#include "bot/util/arena.h"

struct event *event_create(struct arena *arena, const char *platform, int64_t received_at)
{
	struct event *event = arena_new(arena, struct event);

	event->arena = arena;
	event->type = EVENT_OTHER;
	event->platform = platform;
	event->received_at = received_at;
	return event;
}

void event_set_profile(struct event *event)
{
	event->type = EVENT_PROFILE;
	event->actor = event->profile.person;
	event->id = arena_printf(
		event->arena, "profile/%s/%lld", event->actor.id, (long long)event->received_at);
}
