/*
 * What is said beside an answer, and may be lost: teams_say() in connector.h.
 *
 * In channels and groups it can be for one person alone (a targeted message). Where Teams does not
 * take that, the person is told in their conversation with us: never everybody. A card that is
 * refused for its content is its summary, in the end.
 */
#include "bot/platform/teams/connector_parts.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { TRIES = 4 };

struct saying {
	struct teams_connector *connector;
	int tenant;
	char *conversation; // whole
	char *person;
	bool targeted;
	bool directly; // in the person's own conversation
	bool plain; // as text: the last thing to try
	char *replaces;
	char *reply_to;
	struct cJSON *activity; // as it came
};

static void saying_free(struct saying *saying)
{
	free(saying->conversation);
	free(saying->person);
	free(saying->replaces);
	free(saying->reply_to);
	json_free(saying->activity);
	free(saying);
}

static void say(struct saying *saying);

static void reached(void *data, const char *conversation, const struct call_reply *reply)
{
	struct saying *saying = data;

	if (!conversation) {
		log_warning(
			"teams", "an answer could not be said directly either: %s", reply->code);
		saying_free(saying);
		return;
	}
	free(saying->conversation);
	saying->conversation = xstrdup(conversation);
	say(saying);
}

static void say_directly(struct saying *saying)
{
	const char *known =
		teams_direct_get(saying->connector->conversations, saying->tenant, saying->person);

	saying->directly = true;
	saying->targeted = false;
	free(steal_pointer(saying->replaces));
	free(steal_pointer(saying->reply_to));
	if (!known) {
		teams_reach(saying->connector, saying->tenant, saying->person, TEAMS_TO_ANSWER,
			reached, saying);
		return;
	}
	free(saying->conversation);
	saying->conversation = xstrdup(known);
	say(saying);
}

static void say_plainly(struct saying *saying)
{
	struct cJSON *plain = json_object();

	saying->plain = true;
	json_set_string(plain, "type", "message");
	json_set_string(plain, "textFormat", "plain");
	json_set_string(plain, "text", json_string_or(saying->activity, "summary", "…"));
	json_free(saying->activity);
	saying->activity = plain;
	say(saying);
}

/* True if another way is worth trying: nothing was shown by this one. */
static bool tries_another_way(struct saying *saying, const struct call_reply *reply)
{
	if (reply->class == CALL_UNCERTAIN || reply->class == CALL_CREDENTIALS ||
		reply->unreachable)
		return false;
	if (saying->targeted) {
		say_directly(saying);
	} else if (reply->class == CALL_BAD_CONTENT && !saying->plain) {
		say_plainly(saying);
	} else if (saying->replaces) {
		free(steal_pointer(saying->replaces)); // what it was to replace is gone
		say(saying);
	} else {
		return false;
	}
	return true;
}

static void said(void *data, const struct call_reply *reply)
{
	struct saying *saying = data;

	if (reply->class != CALL_OK) {
		log_warning("teams", "an answer was not said: %s", reply->code);
		if (tries_another_way(saying, reply))
			return;
	}
	saying_free(saying);
}

static char *body_of(const struct saying *saying)
{
	_cleanup_json_ struct cJSON *body = json_copy(saying->activity);

	if (saying->reply_to)
		json_set_string(body, "replyToId", saying->reply_to);
	if (saying->targeted && !saying->replaces) { // where it replaces, Teams wants none
		struct cJSON *recipient = json_set_object(body, "recipient");
		json_set_string(recipient, "id", saying->person);
		json_set_bool(recipient, "isTargeted", true);
	}
	return json_print(body);
}

static void say(struct saying *saying)
{
	const char *activity = saying->replaces ? saying->replaces : saying->reply_to;
	_cleanup_free_ char *path = teams_activity_path(saying->conversation, NULL, activity);
	struct teams_request request = {
		.what = saying->replaces ? "put" : "post",
		.method = saying->replaces ? "PUT" : "POST",
		.tenant = saying->tenant,
		.path = xasprintf("%s%s", path, saying->targeted ? "?isTargetedActivity=true" : ""),
		.body = body_of(saying),
		.conversation = saying->conversation,
		.fresh = !saying->replaces,
		.urgent = true,
		.tries = TRIES,
	};

	teams_call(saying->connector->calls, &request, said, saying);
}

void teams_say(struct teams_connector *connector, const struct teams_conversation *conversation,
	struct cJSON *activity, bool targeted, const char *replaces, const char *reply_to)
{
	struct saying *saying = xcalloc(1, sizeof(*saying));

	*saying = (struct saying){
		.connector = connector,
		.tenant = teams_tenant_find(connector->conversations, conversation->tenant),
		.conversation = xstrdup(conversation->id),
		.person = xstrdup(conversation->person),
		.targeted = targeted && conversation->type != TEAMS_PERSONAL,
		.replaces = xstrdup(replaces),
		.reply_to = replaces ? NULL : xstrdup(reply_to),
		.activity = activity,
	};
	if (saying->targeted && !saying->person) {
		log_warning("teams", "an answer for one person is for nobody, dropping it");
		saying_free(saying);
		return;
	}
	say(saying);
}
