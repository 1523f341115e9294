#include "playground/teams/show.h"

#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

const struct cJSON *card_for(const struct teams_post *post, const struct teams_person *person)
{
	const struct cJSON *own;

	json_for_each(own, post->own)
		if (person && text_equal(json_name(own), person->id))
			return own;
	return json_get(post->content, "attachments.0.content");
}

static void append_mentions(struct cJSON *mentions, const struct cJSON *entities)
{
	const struct cJSON *entity;

	json_for_each(entity, entities)
		if (text_equal(json_string(entity, "type"), "mention"))
			json_append_string(mentions, json_string_or(entity, "mentioned.id", ""));
}

static void show_cards(
	struct cJSON *shown, const struct teams_post *post, const struct teams_person *person)
{
	const struct cJSON *card = card_for(post, person);
	const struct cJSON *attachments = json_get(post->content, "attachments");
	struct cJSON *mentions = json_set_array(shown, "mentions");
	const struct cJSON *attachment;
	struct cJSON *cards;

	append_mentions(mentions, json_get(post->content, "entities"));
	append_mentions(mentions, json_get(card, "msteams.entities"));
	if (!card) {
		json_set_null(shown, "card");
		return;
	}
	json_set(shown, "card", json_copy(card));
	if (json_length(attachments) < 2)
		return;
	cards = json_set_array(shown, "cards");
	json_for_each(attachment, attachments)
		json_append(cards, json_copy(json_get(attachment, "content")));
}

struct cJSON *post_for(
	const struct teams *teams, const struct teams_post *post, const struct teams_person *person)
{
	const struct teams_workspace *workspace = teams->workspace;
	struct cJSON *shown = json_object();

	json_set_string(shown, "platform", "teams");
	json_set_string(shown, "channel", post->place->id);
	json_set_string(shown, "ts", post->id);
	json_set_string(shown, "user", post->from ? post->from->id : workspace->bot_id);
	json_set_bool(shown, "bot", !post->from);
	json_set_string(shown, "text", post->text);
	json_set_string(shown, "text_format",
		json_string_or(post->content, "textFormat", post->from ? "plain" : "markdown"));
	json_set_string(shown, "summary", json_string(post->content, "summary"));
	json_set_string(shown, "thread_ts", post->root);
	json_set_string(shown, "reply_to", post->reply_to);
	json_set_int(shown, "reply_count", (int64_t)post->replies);
	json_set_bool(shown, "ephemeral", post->targeted);
	json_set_bool(shown, "edited", post->edits);
	json_set_int(shown, "edits", post->edits);
	show_cards(shown, post, person);
	return shown;
}

static struct cJSON *event_for(const struct teams *teams, const char *type,
	const struct teams_post *post, const struct teams_person *person)
{
	struct cJSON *event = json_object();

	json_set_string(event, "type", type);
	json_set_string(event, "platform", "teams");
	json_set_string(event, "channel", post->place->id);
	json_set_string(event, "ts", post->id);
	json_set(event, "message", post_for(teams, post, person));
	return event;
}

static void tell(const struct teams *teams, const char *type, const struct teams_post *post,
	const struct teams_person *person)
{
	_cleanup_json_ struct cJSON *event = event_for(teams, type, post, person);

	page_streams_tell_person(teams->playground, person->id, event);
}

void show_post(const struct teams *teams, const char *type, const struct teams_post *post)
{
	const struct teams_workspace *workspace = teams->workspace;
	const struct teams_post *root = post->root ? teams_post(post->place, post->root) : NULL;

	if (post->targeted && text_equal(type, "message"))
		type = "ephemeral";
	for (size_t i = 0; i < workspace->person_count; i++) {
		if (!teams_post_seen_by(post, &workspace->people[i]))
			continue;
		tell(teams, type, post, &workspace->people[i]);
		if (root)
			tell(teams, "update", root, &workspace->people[i]);
	}
}

void show_post_to(
	const struct teams *teams, const struct teams_post *post, const struct teams_person *person)
{
	tell(teams, "update", post, person);
}

void show_dialogs(const struct teams *teams, const struct teams_person *person)
{
	_cleanup_json_ struct cJSON *event = json_object();

	json_set_string(event, "type", "modals");
	json_set_string(event, "platform", "teams");
	json_set(event, "views", dialogs_for(teams->dialogs, person));
	page_streams_tell_person(teams->playground, person->id, event);
}
