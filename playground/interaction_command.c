/*
 * Slash commands: typed by a person, sent as slash_commands, answered in the acknowledgement.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/interactions_private.h"
#include "playground/mentions.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/world.h"

static const struct cJSON *find_command(
	const struct playground *playground, const char *typed, size_t length)
{
	const struct cJSON *command;

	json_for_each(command, json_get(playground->manifest, "features.slash_commands")) {
		const char *name = json_string_or(command, "command", "");
		if (strlen(name) == length && strncmp(name, typed, length) == 0)
			return command;
	}
	return NULL;
}

static struct cJSON *describe(
	const struct interaction *interaction, const struct cJSON *command, const char *words)
{
	const struct world *world = interaction->playground->world;
	struct cJSON *payload = json_object();
	_cleanup_text_ struct text text = TEXT_INIT;

	if (json_bool(command, "should_escape", false))
		mentions_from_typed(world, &text, words, true);
	else
		mentions_escape(&text, words);
	json_set_string(payload, "token", "deprecated");
	json_set_string(payload, "team_id", world->team_id);
	json_set_string(payload, "team_domain", world->team_domain);
	json_set_string(payload, "channel_id", interaction->channel->id);
	json_set_string(payload, "channel_name", interaction_channel_name(interaction->channel));
	json_set_string(payload, "user_id", interaction->person->id);
	json_set_string(payload, "user_name", interaction->person->handle);
	json_set_string(payload, "command", json_string(command, "command"));
	json_set_string(payload, "text", text_string(&text));
	json_set_string(payload, "api_app_id", world->app_id);
	json_set_string(payload, "is_enterprise_install", "false"); // a string, here alone
	response_url_create(interaction, payload, NULL);
	trigger_create(interaction, payload);
	return payload;
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;
	_cleanup_json_ struct cJSON *messages = json_array();
	bool shows =
		outcome == ENVELOPE_ACKNOWLEDGED && json_is_object(payload) && json_length(payload);
	const char *error = shows ? content_check(payload, messages) : NULL;

	(void)playground;
	if (error) {
		_cleanup_free_ char *lines = json_print(messages);
		_cleanup_free_ char *why = xasprintf("%s: %s", error, lines);
		reply_error(interaction->request, "invalid_command_response", why);
		return;
	}
	if (shows)
		interaction_show(interaction, payload,
			text_equal(json_string(payload, "response_type"), "in_channel"));
	interaction_answer(interaction, outcome, "operation_timeout", envelope_id, payload);
}

void interaction_command(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *typed = json_string_or(body, "text", "");
	size_t length = strcspn(typed, " \t\n");
	const struct cJSON *command = find_command(playground, typed, length);
	const char *words = typed + length;
	struct interaction interaction, *kept;

	if (!interaction_read(playground, request, body, &interaction))
		return;
	if (!command) {
		reply_error(request, "not_a_command", "no installed app has this command");
		return;
	}
	while (*words == ' ')
		words++;
	kept = xmalloc(sizeof(*kept));
	*kept = interaction;
	socket_mode_send(playground->socket_mode, "slash_commands", describe(kept, command, words),
		true, on_done, kept);
}
