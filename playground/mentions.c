#include "playground/mentions.h"

#include <ctype.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/world.h"

static void escape_char(struct text *out, char c)
{
	if (c == '&')
		text_append(out, "&amp;");
	else if (c == '<')
		text_append(out, "&lt;");
	else if (c == '>')
		text_append(out, "&gt;");
	else
		text_append_char(out, c);
}

void mentions_escape(struct text *out, const char *typed)
{
	for (; *typed; typed++)
		escape_char(out, *typed);
}

static size_t name_length(const char *name)
{
	size_t length = 0;

	while (isalnum((unsigned char)name[length]) || name[length] == '-' || name[length] == '_')
		length++;
	return length;
}

/* Appends the token for "@name" or "#name" at `at`. Returns the bytes it replaces, or 0. */
static size_t append_token(const struct world *world, struct text *out, const char *at, bool names)
{
	size_t length = name_length(at + 1);
	const struct person *person = NULL;
	const struct channel *channel = NULL;

	if (*at == '@')
		person = world_person_by_handle(world, at + 1, length);
	else if (*at == '#')
		channel = world_channel_by_name(world, at + 1, length);
	if (person && names)
		text_printf(out, "<@%s|%s>", person->id, person->handle);
	else if (person)
		text_printf(out, "<@%s>", person->id);
	else if (channel && names)
		text_printf(out, "<#%s|%s>", channel->id, channel->is_private ? "" : channel->name);
	else if (channel)
		text_printf(out, "<#%s>", channel->id);
	return person || channel ? length + 1 : 0;
}

void mentions_from_typed(const struct world *world, struct text *out, const char *typed, bool names)
{
	bool word_starts = true; // an @ inside ana@example.com is no mention

	while (*typed) {
		size_t taken = word_starts ? append_token(world, out, typed, names) : 0;
		if (taken) {
			typed += taken;
			word_starts = false;
			continue;
		}
		word_starts = !isalnum((unsigned char)*typed);
		escape_char(out, *typed++);
	}
}

static void add(struct cJSON *found, const char *name, size_t length)
{
	const struct cJSON *seen;
	_cleanup_free_ char *copy = xstrndup(name, length);

	json_for_each(seen, found)
		if (text_equal(json_text(seen), copy))
			return;
	json_append_string(found, copy);
}

/* <@U1>, <@U1|name>, <!here>, <!channel>, <!everyone>, <!subteam^S1> */
static void search_tokens(struct cJSON *found, const char *text)
{
	while ((text = strchr(text, '<'))) {
		size_t length = strcspn(++text, "|>");
		size_t whole = strcspn(text, "<>");
		if (text[whole] != '>' || length < 2)
			continue;
		if (text[0] == '@')
			add(found, text + 1, length - 1);
		else if (text[0] == '!' && strncmp(text, "!date^", 6) != 0)
			add(found, text + 1, length - 1);
	}
}

/* Where Slack looks for @here by itself: mrkdwn that does not say verbatim. */
static void search_literals(struct cJSON *found, const char *text)
{
	static const char *const words[] = { "here", "channel", "everyone" };

	for (size_t i = 0; i < array_length(words); i++) {
		_cleanup_free_ char *literal = xasprintf("@%s", words[i]);
		const char *at = strstr(text, literal);
		size_t length = strlen(literal);
		for (; at; at = strstr(at + 1, literal)) {
			bool starts = at == text || !isalnum((unsigned char)at[-1]);
			if (starts && !isalnum((unsigned char)at[length]))
				add(found, words[i], strlen(words[i]));
		}
	}
}

static void search_object(struct cJSON *found, const struct cJSON *object)
{
	const char *type = json_string(object, "type");
	const char *text = json_string(object, "text");
	const char *user = json_string(object, "user_id");
	const char *range = json_string(object, "range");

	if (text && text_equal(type, "mrkdwn")) {
		search_tokens(found, text);
		if (!json_bool(object, "verbatim", false))
			search_literals(found, text);
	} else if (text && text_equal(type, "markdown")) {
		search_tokens(found, text);
		search_literals(found, text);
	} else if (user && text_equal(type, "user")) {
		add(found, user, strlen(user));
	} else if (range && text_equal(type, "broadcast")) {
		add(found, range, strlen(range));
	}
}

static void search_json(struct cJSON *found, const struct cJSON *value)
{
	const struct cJSON *member;

	if (!json_is_object(value) && !json_is_array(value))
		return;
	if (json_is_object(value))
		search_object(found, value);
	json_for_each(member, value)
		search_json(found, member);
}

struct cJSON *post_mentions(const struct post *post)
{
	struct cJSON *found = json_array();

	search_tokens(found, post->text);
	search_json(found, post->blocks);
	search_json(found, post->attachments);
	return found;
}

struct cJSON *view_mentions(const struct cJSON *view)
{
	struct cJSON *found = json_array();

	search_json(found, view);
	return found;
}
