/* Looking for a message of ours whose posting broke off: slack_reconcile() in deliver.h. */
#include <stdio.h>

#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/deliver.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	CLOCK_ALLOWANCE = MS_PER_MINUTE, // our clock may be so much ahead of Slack's
	PAGE = 200, // messages: what Slack recommends at most
	MAX_PAGES = 100, // a channel that busy is for a person to look through
};

struct look {
	const struct slack_sender *sender;
	char *token;
	char *person;
	char *channel; // NULL: a person's conversation with the app, to be asked for
	char *thread;
	char *bot; // who we are: B… and U…
	char *bot_user;
	char oldest[32]; // Slack's kind of time: seconds with six digits
	int pages;
	delivery_done *done;
	void *data;
};

static void end(struct look *look, struct delivery_result result)
{
	look->done(look->data, &result);
	free(look->token);
	free(look->person);
	free(look->channel);
	free(look->thread);
	free(look->bot);
	free(look->bot_user);
	free(look);
}

/* The look itself failed. Whether it may do better later depends on why. */
static void end_failed(struct look *look, const struct call_reply *reply)
{
	struct delivery_result result = call_ends(reply, false, HOLD_METHOD);

	result.outcome = result.outcome == REFUSED ? UNKNOWN : RETRY_LATER;
	/* Reading needs scopes of its own. Without them nothing else stops, and no look ever helps.
	 */
	if (text_equal(reply->code, "missing_scope") || text_equal(reply->code, "no_permission")) {
		result.outcome = UNKNOWN;
		result.hold = HOLD_DELIVERY;
	} else if (reply->class == CALL_CREDENTIALS) {
		look->sender->credentials(look->sender->data, reply->code);
	}
	end(look, result);
}

static bool is_ours(const struct look *look, const struct cJSON *message)
{
	const char *bot = json_string(message, "bot_id");
	const char *user = json_string(message, "user");

	return (bot && text_equal(bot, look->bot)) || (user && text_equal(user, look->bot_user));
}

static const char *find(const struct look *look, const struct cJSON *page)
{
	const struct cJSON *message;

	json_for_each (message, json_get(page, "messages"))
		if (text_equal(json_string(message, "metadata.event_type"), SLACK_DELIVERY_EVENT) &&
			text_equal(json_string(message, "metadata.event_payload.delivery_id"),
				look->token) &&
			is_ours(look, message))
			return json_string(message, "ts");
	return NULL;
}

static void ask_page(struct look *look, const char *cursor);

static void page_came(void *data, const struct call_reply *reply)
{
	struct look *look = data;
	const char *cursor = json_string(reply->json, "response_metadata.next_cursor");
	const char *found;

	if (reply->class != CALL_OK) {
		end_failed(look, reply);
		return;
	}
	found = find(look, reply->json);
	if (found)
		end(look, (struct delivery_result){
				  DELIVERED, .channel = look->channel, .message = found });
	else if (!json_is_array(json_get(reply->json, "messages")))
		end(look, (struct delivery_result){ RETRY_LATER, .reason = "not_an_answer" });
	else if (cursor && *cursor && look->pages < MAX_PAGES)
		ask_page(look, cursor);
	else if ((cursor && *cursor) || json_bool(reply->json, "has_more", false))
		end(look, (struct delivery_result){ UNKNOWN, .reason = "history_too_long" });
	else
		end(look, (struct delivery_result){ REFUSED, .reason = "not_found" });
}

static void ask_page(struct look *look, const char *cursor)
{
	struct cJSON *arguments = json_object();

	look->pages++;
	json_set_string(arguments, "channel", look->channel);
	json_set_string(arguments, "oldest", look->oldest);
	json_set_bool(arguments, "inclusive", true);
	json_set_bool(arguments, "include_all_metadata", true);
	json_set_int(arguments, "limit", PAGE);
	if (cursor)
		json_set_string(arguments, "cursor", cursor);
	if (look->thread)
		json_set_string(arguments, "ts", look->thread);
	slack_call(look->sender->api,
		look->thread ? SLACK_CONVERSATIONS_REPLIES : SLACK_CONVERSATIONS_HISTORY, arguments,
		page_came, look);
}

static void conversation_came(void *data, const struct call_reply *reply)
{
	struct look *look = data;
	const char *channel = json_string(reply->json, "channel.id");

	if (reply->class != CALL_OK) {
		end_failed(look, reply);
	} else if (!channel) {
		end(look, (struct delivery_result){ RETRY_LATER, .reason = "not_an_answer" });
	} else {
		look->channel = xstrdup(channel);
		ask_page(look, NULL);
	}
}

static void ask_conversation(struct look *look)
{
	struct cJSON *arguments = json_object();

	json_set_string(arguments, "users", look->person);
	slack_call(look->sender->api, SLACK_CONVERSATIONS_OPEN, arguments, conversation_came, look);
}

static void begin(struct look *look)
{
	if (look->channel)
		ask_page(look, NULL);
	else
		ask_conversation(look);
}

static void identity_came(void *data, const struct call_reply *reply)
{
	struct look *look = data;

	if (reply->class != CALL_OK) {
		end_failed(look, reply);
		return;
	}
	look->bot = xstrdup(json_string(reply->json, "bot_id"));
	look->bot_user = xstrdup(json_string(reply->json, "user_id"));
	begin(look);
}

void slack_reconcile(const struct slack_sender *sender, const struct delivery *delivery,
	delivery_done *done, void *data)
{
	int64_t oldest = delivery->not_before - CLOCK_ALLOWANCE;
	struct look *look = xcalloc(1, sizeof(*look));

	if (oldest < 0)
		oldest = 0;
	look->sender = sender;
	look->token = xstrdup(delivery->token);
	look->person = xstrdup(delivery->person);
	look->channel = xstrdup(delivery->channel);
	look->thread = xstrdup(delivery->thread);
	look->bot = xstrdup(sender->identity->bot);
	look->bot_user = xstrdup(sender->identity->bot_user);
	snprintf(look->oldest, sizeof(look->oldest), "%lld.%03d000",
		(long long)(oldest / MS_PER_SECOND), (int)(oldest % MS_PER_SECOND));
	look->done = done;
	look->data = data;
	if (look->bot || look->bot_user)
		begin(look);
	else // not knowing ourselves we would find nothing, and post it twice
		slack_call(sender->api, SLACK_AUTH_TEST, NULL, identity_came, look);
}
