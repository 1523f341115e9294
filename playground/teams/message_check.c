#include "playground/teams/message_check.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/card_check.h"
#include "playground/teams/workspace.h"

enum { MESSAGE_BYTES = 100 * 1024, CHARACTER_BYTES = 2 }; // counted as UTF-16

void refuse(struct refusal *refusal, int status, const char *code, const char *format, ...)
{
	_cleanup_text_ struct text said = TEXT_INIT;
	va_list args;

	if (refusal->status)
		return;
	va_start(args, format);
	text_vprintf(&said, format, args);
	va_end(args);
	*refusal = (struct refusal){ status, code, xstrdup(text_string(&said)) };
}

static void check_attachments(const struct cJSON *activity, struct refusal *refusal)
{
	const struct cJSON *attachments = json_get(activity, "attachments");
	const struct cJSON *attachment;

	if (attachments && !json_is_array(attachments))
		refuse(refusal, 400, "BadSyntax", "attachments is a list");
	json_for_each(attachment, attachments) {
		_cleanup_free_ char *problem = NULL;
		if (!text_equal(json_string(attachment, "contentType"), CARD_TYPE)) {
			refuse(refusal, 400, "BadSyntax",
				"an attachment of the type %s is not played",
				json_string_or(attachment, "contentType", "?"));
			return;
		}
		problem = card_check(json_get(attachment, "content"), CARD_IN_MESSAGE);
		if (problem)
			refuse(refusal, 400, "BadSyntax", "%s", problem);
	}
}

static bool has_entity(const struct cJSON *entities, const char *tag, size_t length)
{
	const struct cJSON *entity;

	json_for_each(entity, entities) {
		const char *text = json_string_or(entity, "text", "");
		if (strlen(text) == length && strncmp(text, tag, length) == 0)
			return true;
	}
	return false;
}

/* Somebody may be named twice with one entity. */
static bool has_entities(const char *text, const struct cJSON *entities)
{
	for (const char *at = strstr(text, "<at>"); at; at = strstr(at + 1, "<at>")) {
		const char *end = strstr(at, "</at>");
		if (!end || !has_entity(entities, at, (size_t)(end - at) + strlen("</at>")))
			return false;
	}
	return true;
}

/* Each <at>…</at> of `text` has its entity, and each entity its <at>. */
static void check_mentions(const struct teams_workspace *workspace, const char *text,
	const struct cJSON *entities, struct refusal *refusal)
{
	const struct cJSON *entity;

	json_for_each(entity, entities) {
		const char *id = json_string(entity, "mentioned.id");
		const char *tag = json_string_or(entity, "text", "");
		if (!text_equal(json_string(entity, "type"), "mention"))
			continue;
		if (!text_starts_with(tag, "<at>") || !strstr(text, tag))
			refuse(refusal, 400, "BadSyntax",
				"Activity resulted into multiple mentions or mention text %s is "
				"not "
				"in the message text",
				tag);
		if (!teams_person(workspace, id) && !text_equal_nocase(id, workspace->bot_id))
			refuse(refusal, 400, "BadSyntax", "nobody called %s can be mentioned",
				id ? id : "?");
	}
	if (!has_entities(text, entities))
		refuse(refusal, 400, "BadSyntax", "an <at> has no mention among the entities");
}

static void check_card_mentions(const struct teams_workspace *workspace,
	const struct cJSON *activity, struct refusal *refusal)
{
	const struct cJSON *attachment;

	json_for_each(attachment, json_get(activity, "attachments")) {
		const struct cJSON *card = json_get(attachment, "content.body");
		_cleanup_free_ char *printed = card ? json_print(card) : NULL;
		check_mentions(workspace, printed ? printed : "",
			json_get(attachment, "content.msteams.entities"), refusal);
	}
}

static void check_format(const struct cJSON *activity, struct refusal *refusal)
{
	static const char *const formats[] = { "plain", "markdown", "xml", "extendedmarkdown" };
	const char *format = json_string_or(activity, "textFormat", "markdown");

	for (size_t i = 0; i < array_length(formats); i++)
		if (text_equal(formats[i], format))
			return;
	refuse(refusal, 400, "BadSyntax", "there is no text format %s", format);
}

static void check_size(const struct cJSON *activity, struct refusal *refusal)
{
	_cleanup_free_ char *printed = json_print(activity);

	if (text_characters(printed) * CHARACTER_BYTES > MESSAGE_BYTES)
		refuse(refusal, 413, "MessageSizeTooBig", "Message size too large.");
}

bool message_allowed(const struct teams_workspace *workspace, const struct cJSON *activity,
	struct refusal *ret_refusal)
{
	const char *text = json_string_or(activity, "text", "");
	bool cards = json_length(json_get(activity, "attachments"));

	check_size(activity, ret_refusal);
	check_attachments(activity, ret_refusal);
	check_format(activity, ret_refusal);
	if (text_is_blank(text) && !cards)
		refuse(ret_refusal, 400, "BadSyntax", "a message has text or an attachment");
	if (cards && text_is_blank(text) && text_is_blank(json_string(activity, "summary")))
		refuse(ret_refusal, 400, "BadSyntax",
			"a card without a summary is announced as \"Sent a card\"");
	check_mentions(workspace, text, json_get(activity, "entities"), ret_refusal);
	check_card_mentions(workspace, activity, ret_refusal);
	return !ret_refusal->status;
}
