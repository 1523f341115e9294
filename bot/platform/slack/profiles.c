#include "bot/platform/slack/profiles.h"

#include <stdbool.h>

#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_WANTED = 1000 };

struct wanted {
	struct list link; // profiles::wanted
	char *person;
};

struct profiles {
	struct web_api *api;
	profile_came *came;
	void *data;
	uv_timer_t timer; // until a rate limit is over
	struct list wanted; // wanted::link, the first one is being asked for
	int count;
	bool asking;
};

static void ask_next(struct profiles *profiles);

static void drop_first(struct profiles *profiles)
{
	struct wanted *first = list_first(&profiles->wanted, struct wanted, link);

	list_remove(&first->link);
	free(first->person);
	free(first);
	profiles->count--;
}

static void wait_is_over(uv_timer_t *timer)
{
	ask_next(timer->data);
}

static void answered(void *data, const struct call_reply *reply)
{
	struct profiles *profiles = data;
	struct event *event = NULL;

	profiles->asking = false;
	if (reply->class == CALL_LIMITED) {
		uv_timer_start(&profiles->timer, wait_is_over, (uint64_t)reply->retry_after, 0);
		return;
	}
	if (reply->class == CALL_OK)
		event = slack_decode_profile(json_get(reply->json, "user"), clock_now());
	if (!event)
		log_info("slack", "no profile: %s", call_why(reply));
	drop_first(profiles);
	if (event)
		profiles->came(profiles->data, event);
	ask_next(profiles);
}

static void ask_next(struct profiles *profiles)
{
	struct cJSON *arguments;

	if (profiles->asking || list_empty(&profiles->wanted))
		return;
	profiles->asking = true;
	arguments = json_object();
	json_set_string(
		arguments, "user", list_first(&profiles->wanted, struct wanted, link)->person);
	slack_call(profiles->api, SLACK_USERS_INFO, arguments, answered, profiles);
}

void profiles_request(struct profiles *profiles, const char *person)
{
	struct wanted *wanted;

	list_for_each (wanted, &profiles->wanted, link)
		if (text_equal(wanted->person, person))
			return;
	if (profiles->count == MOST_WANTED)
		return;
	wanted = xcalloc(1, sizeof(*wanted));
	wanted->person = xstrdup(person);
	list_append(&profiles->wanted, &wanted->link);
	profiles->count++;
	if (!uv_is_active((uv_handle_t *)&profiles->timer))
		ask_next(profiles);
}

struct profiles *profiles_create(
	uv_loop_t *loop, struct web_api *api, profile_came *came, void *data)
{
	struct profiles *profiles = xcalloc(1, sizeof(*profiles));

	profiles->api = api;
	profiles->came = came;
	profiles->data = data;
	list_init(&profiles->wanted);
	uv_timer_init(loop, &profiles->timer);
	profiles->timer.data = profiles;
	return profiles;
}

void profiles_destroy(struct profiles *profiles)
{
	if (!profiles)
		return;
	while (!list_empty(&profiles->wanted))
		drop_first(profiles);
	uv_close((uv_handle_t *)&profiles->timer, handle_free_owner);
}
