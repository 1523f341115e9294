/*
 * Reactions: put on a message by a person, or taken off, and told to the app.
 */
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/events.h"
#include "playground/interactions_private.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/reactions.h"
#include "playground/replies.h"
#include "playground/world.h"

void interaction_reaction(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *name = json_string(body, "name");
	bool removes = json_bool(body, "remove", false);
	struct interaction interaction;
	const char *person;
	struct post *post;

	if (!interaction_read(playground, request, body, &interaction))
		return;
	person = interaction.person->id;
	post = channel_post(interaction.channel, json_string(body, "ts"));
	if (!post || post->ephemeral_to)
		reply_error(request, "message_not_found", "there is no such message to react to");
	else if (!reaction_is_name(name))
		reply_error(request, "invalid_name", "name is an emoji's, without colons");
	else if (removes && !reaction_remove(post, name, person))
		reply_error(request, "no_reaction", "this person has not reacted so");
	else if (!removes && !reaction_add(post, name, person))
		reply_error(request, "already_reacted", "this person has reacted so");
	else {
		page_streams_tell(playground, "update", post);
		event_reaction(playground, post, removes ? "reaction_removed" : "reaction_added",
			name, person);
		reply_ok(request, NULL);
	}
}
