/*
 * What is said: typed to us, where it is a command or plain words; or a message that somebody
 * points at. The copy of it in HTML that Teams attaches to what is typed is not looked at.
 */
#include <string.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/decode_read.h"
#include "bot/platform/teams/decode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_MENTIONS = 50, MENTION_TEXT_BYTES = 256, CARD_DEPTH = 16 };

static const char door[] = "lastmile";

struct mentions {
	struct teams_mention items[MOST_MENTIONS];
	size_t count;
};

/* --- who is named in it --- */

/* Apps are named, too: an AI tool has an account. A tag or a whole team is nobody one could write
 * to. */
static void set_kind(struct teams_mention *mention, const char *type)
{
	mention->kind = mention->id && text_starts_with(mention->id, "19:") ? MENTION_CHANNEL
									    : MENTION_PERSON;
	if (text_equal(type, "channel"))
		mention->kind = MENTION_CHANNEL;
	if (text_equal(type, "team") || text_equal(type, "tag"))
		mention->id = NULL;
}

/* Returns whether we are among them. */
static bool read_mentions(struct decoding *decoding, struct mentions *mentions)
{
	const struct cJSON *entity;
	bool us = false;

	json_for_each (entity, json_get(decoding->json, "entities")) {
		struct teams_mention *mention = &mentions->items[mentions->count];
		const char *text = json_string(entity, "text");
		const char *id = json_string(entity, "mentioned.id");
		if (!text_equal(json_string(entity, "type"), "mention") ||
			mentions->count == MOST_MENTIONS)
			continue;
		mention->us = teams_is_us(decoding, id);
		us = us || mention->us;
		if (text && *text && strlen(text) <= MENTION_TEXT_BYTES)
			mention->text = read_clean(decoding->arena, text);
		mention->name = read_name(decoding->arena, entity, "mentioned.name");
		mention->id = teams_keep_id(decoding, id);
		const char *type = json_string(entity, "mentioned.type");
		set_kind(mention, type ? type : json_string(entity, "mentioned.mentionType"));
		mentions->count++;
	}
	return us;
}

/* A person or app as a message shows them: by the directory, or the app's own id. */
static const char *read_identity(struct decoding *decoding, const struct cJSON *json)
{
	const struct event_person *actor = &decoding->event->actor;
	const char *id = teams_keep_id(decoding, json_string(json, "user.id"));
	const char *app = json_string(json, "application.id");

	if (id)
		return actor->directory && text_equal_nocase(id, actor->directory) ? actor->id : id;
	if (!read_is_id(app))
		return NULL;
	const char *sign = strchr(app, ':') ? "" : TEAMS_APP_MARK;
	return teams_with_tenant(decoding, arena_printf(decoding->arena, "%s%s", sign, app));
}

static void read_payload_mentions(
	struct decoding *decoding, const struct cJSON *payload, struct mentions *mentions)
{
	const struct cJSON *json;

	json_for_each (json, json_get(payload, "mentions")) {
		struct teams_mention *mention = &mentions->items[mentions->count];
		double index = json_number(json_get(json, "id"));
		const char *channel = json_string(json, "mentioned.conversation.id");
		const char *type =
			json_string(json, "mentioned.conversation.conversationIdentityType");
		if (!(index >= 0 && index < 1000) || mentions->count == MOST_MENTIONS)
			continue;
		mention->index = arena_printf(decoding->arena, "%d", (int)index);
		mention->id = read_identity(decoding, json_get(json, "mentioned"));
		if (!mention->id)
			mention->id = teams_keep_id(decoding, channel);
		set_kind(mention, type);
		mentions->count++;
	}
}

/* --- commands --- */

/* `first`, then the line from `start` on. */
static void set_line(struct decoding *decoding, const char *name, const char *first,
	const struct words *line, size_t start)
{
	struct event_command *command = &decoding->event->command;
	struct event_mention *mentions =
		arena_array(decoding->arena, line->mention_count, struct event_mention);
	const char *rest = line->text + start;
	const char *space = *first && *rest ? " " : "";
	size_t before = strlen(first) + strlen(space);

	for (size_t i = 0; i < line->mention_count; i++) {
		mentions[i] = line->mentions[i];
		mentions[i].start += before - start;
	}
	decoding->event->type = EVENT_COMMAND;
	decoding->event->place.message = NULL;
	command->name = name;
	command->text = arena_printf(decoding->arena, "%s%s%s", first, space, rest);
	command->mentions = mentions;
	command->mention_count = line->mention_count;
}

bool teams_set_command(struct decoding *decoding, const struct words *line)
{
	const char *word = line->text + (*line->text == '/');
	size_t length = strcspn(word, " \t\n");
	const char *rest = word + length + strspn(word + length, " \t\n");
	const struct command_name *command = command_names_find(
		decoding->decoder->commands, decoding->decoder->command_count, word, length);

	if (!command)
		return false;
	bool word_of_door =
		text_equal(command->name, door) && !text_equal_nocase(command->word, door);
	set_line(decoding, command->name, word_of_door ? command->word : "", line,
		(size_t)(rest - line->text));
	return true;
}

static void set_door(struct decoding *decoding, const struct words *line)
{
	set_line(decoding, door, "", line, 0);
}

static bool is_home(const char *text)
{
	return text_equal_nocase(text + (*text == '/'), "home");
}

/* In a conversation with us alone, what quotes a message of ours answers it, as in a thread. */
static void set_words(struct decoding *decoding, const struct words *line)
{
	struct event *event = decoding->event;

	if (!event->place.message) {
		teams_set_other(decoding, "a message that does not say which it is");
		return;
	}
	event->type = EVENT_MESSAGE;
	event->place.thread = decoding->frame->quoted;
	event->message = (struct event_message){
		.text = line->text,
		.mentions = line->mentions,
		.mention_count = line->mention_count,
		.author = event->actor.id,
	};
}

static void set_home(struct decoding *decoding)
{
	struct event *event = decoding->event;

	event->type = EVENT_HOME;
	event->place.message = NULL;
	event->place.home = true;
}

/* --- what is typed to us --- */

static struct words read_words(struct decoding *decoding, bool *ret_us)
{
	struct mentions mentions = { .count = 0 };
	struct teams_frame *frame = decoding->frame;
	const char *format = json_string(decoding->json, "textFormat");
	const char *quoted = NULL;
	const struct cJSON *entity;

	*ret_us = read_mentions(decoding, &mentions);
	const struct teams_text text = {
		.raw = json_string_or(decoding->json, "text", ""),
		.markup = text_equal(format, "xml") ? TEAMS_HTML : TEAMS_PLAIN,
		.mentions = mentions.items,
		.mention_count = mentions.count,
	};
	struct words words = teams_decode_text(decoding->arena, &text, &frame->quoted);
	json_for_each (entity, json_get(decoding->json, "entities")) {
		quoted = json_string(entity, "quotedReply.messageId");
		if (text_equal(json_string(entity, "type"), "quotedReply") && read_is_id(quoted))
			frame->quoted = arena_strdup(decoding->arena, quoted);
	}
	return words;
}

/* A button of a client that cannot do better: its data comes as a message. */
static const char *decode_submitted(struct decoding *decoding, const struct cJSON *value)
{
	const char *why =
		read_id(decoding->arena, decoding->json, "replyToId", &decoding->frame->card);

	if (why)
		return why;
	teams_set_place(decoding, decoding->frame->card);
	return teams_decode_data(decoding, value);
}

static const char *decode_typed(struct decoding *decoding)
{
	const struct teams_conversation *conversation = &decoding->frame->conversation;
	bool personal = conversation->type == TEAMS_PERSONAL;
	bool us;
	const struct words line = read_words(decoding, &us);

	if (!personal && !us && !conversation->targeted)
		teams_set_ignored(decoding, 200, "it was not said to us");
	else if (personal && is_home(line.text))
		set_home(decoding);
	else if (teams_set_command(decoding, &line))
		return NULL;
	else if (personal)
		set_words(decoding, &line);
	else
		set_door(decoding, &line);
	return NULL;
}

const char *teams_decode_message(struct decoding *decoding)
{
	const struct cJSON *value = json_get(decoding->json, "value");
	const struct cJSON *text = json_get(decoding->json, "text");
	const char *why = teams_needs_actor(decoding);

	if (why)
		return why;
	if (!json_is_null(text) && !json_text(text))
		return "the text is not a string";
	if (teams_is_our_data(value))
		return decode_submitted(decoding, value);
	teams_set_place(decoding, decoding->frame->activity);
	if (teams_is_app(decoding->frame->conversation.person))
		teams_set_ignored(decoding, 200, "an app said it");
	else if (json_is_object(value) && !text)
		teams_set_other(decoding, "a button that is not one of ours");
	else
		return decode_typed(decoding);
	return NULL;
}

/* --- a message that somebody points at --- */

/* The words of a card, each on a line. */
static void append_card(struct text *out, const struct cJSON *json, int depth)
{
	const char *type = json_string_or(json, "type", "");
	const struct cJSON *child;

	if (depth > CARD_DEPTH || out->length > TEAMS_TEXT_CHARACTERS)
		return;
	if (strcmp(type, "TextBlock") == 0 || strcmp(type, "TextRun") == 0)
		text_printf(out, "%s\n", json_string_or(json, "text", ""));
	json_for_each (child, json)
		if (json_is_object(child) || json_is_array(child))
			append_card(out, child, depth + 1);
}

/* An app's answer is often nothing but a card. */
static const char *words_of_cards(struct decoding *decoding, const struct cJSON *payload)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	const struct cJSON *attachment;

	json_for_each (attachment, json_get(payload, "attachments")) {
		_cleanup_json_ struct cJSON *card = NULL;
		const char *content = json_string_or(attachment, "content", "");
		if (json_parse(content, strlen(content), &card, NULL) == 0)
			append_card(&words, card, 0);
	}
	_cleanup_free_ char *clean = text_clean(text_string(&words), words.length);
	_cleanup_free_ char *kept = text_shorten(text_trim(clean), TEAMS_TEXT_CHARACTERS);
	return arena_strdup(decoding->arena, kept);
}

static const char *read_payload_place(struct decoding *decoding, const struct cJSON *payload)
{
	const char *message = NULL, *thread = NULL;
	const struct id_row ids[] = { { "id", &message }, { "replyToId", &thread } };
	const char *why = read_ids(decoding->arena, payload, ids, array_length(ids));

	if (why)
		return why;
	teams_set_place(decoding, message);
	if (thread && !text_equal(thread, message))
		decoding->event->place.thread = thread;
	return NULL;
}

const char *teams_read_payload(
	struct decoding *decoding, const struct cJSON *payload, struct event_message *message)
{
	struct mentions mentions = { .count = 0 };
	const char *type = json_string(payload, "body.contentType");
	const char *link = read_url(decoding->arena, payload, "linkToMessage");
	const char *quoted = NULL;
	const char *why = read_payload_place(decoding, payload);

	if (why)
		return why;
	read_payload_mentions(decoding, payload, &mentions);
	const struct teams_text text = {
		.raw = json_string_or(payload, "body.content", ""),
		.markup = text_equal_nocase(type, "text") ? TEAMS_PLAIN : TEAMS_HTML,
		.mentions = mentions.items,
		.mention_count = mentions.count,
	};
	struct words words = teams_decode_text(decoding->arena, &text, &quoted);
	message->text = *words.text ? words.text : words_of_cards(decoding, payload);
	message->mentions = words.mentions;
	message->mention_count = words.mention_count;
	message->author = read_identity(decoding, json_get(payload, "from"));
	message->permalink = link && text_starts_with(link, "https://") ? link : NULL;
	return NULL;
}
