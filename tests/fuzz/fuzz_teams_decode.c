/* Any bytes in a POST: a frame comes of them, and what it holds is what event.h and decode.h
 * promise. */
#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/fuzz/check_event.h"
#include "tests/fuzz/fuzz.h"

static const struct command_name commands[] = {
	{ "report", "report" },
	{ "feedback", "feedback" },
	{ "lastmile", "lastmile" },
	{ "mine", "lastmile" },
};
static const char *const tenants[] = { "11111111-aaaa-4bbb-8ccc-000000000001",
	"22222222-aaaa-4bbb-8ccc-000000000002", NULL };
static const struct teams_decoder decoder = {
	.app_id = "99999999-aaaa-4bbb-8ccc-000000000009",
	.tenants = tenants,
	.commands = commands,
	.command_count = array_length(commands),
};

static bool is_ours(const char *tenant)
{
	return text_equal(tenant, tenants[0]) || text_equal(tenant, tenants[1]);
}

static void check_frame(const struct teams_frame *frame)
{
	const struct teams_conversation *conversation = &frame->conversation;
	const struct event *event = frame->event;

	require(event && event->arena == frame->arena && frame->status == 200);
	require((event->type == EVENT_OTHER) == (frame->reason != NULL));
	require(text_equal(frame->channel_id, "msteams") && is_ours(conversation->tenant));
	check_string(frame->quoted);
	check_event(event);
	if (event->type == EVENT_OTHER)
		return;
	require(event->actor.id && conversation->id && conversation->person);
	require(event->place.direct <= (conversation->type == TEAMS_PERSONAL));
	if (event->type != EVENT_MESSAGE && event->type != EVENT_HOME && event->type != EVENT_ADDED)
		require(event->trigger);
}

/* A member of a conversation, for what is a JSON object of any kind. */
static void check_profile(const char *bytes, size_t size)
{
	_cleanup_json_ struct cJSON *json = NULL;

	if (json_parse(bytes, size, &json, NULL) != 0)
		return;
	struct event *event = teams_decode_profile(json, "29:1-dana", 0);
	if (!event)
		return;
	check_event(event);
	arena_destroy(event->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct teams_frame *frame = teams_decode(&decoder, bytes, size, 0);

	require(frame && frame->what);
	if (frame->kind == TEAMS_FRAME_EVENT)
		check_frame(frame);
	else
		require(frame->reason && !frame->event && frame->status >= 200);
	teams_frame_destroy(frame);
	check_profile(bytes, size);
	return 0;
}
