#include "playground/teams/activities.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/playground.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"
#include "playground/world.h"

static void set_times(
	const struct teams *teams, struct cJSON *activity, const struct teams_person *person)
{
	int64_t now = teams_now(teams);
	int offset = timezone_offset(person->timezone, now);
	char at[CLOCK_TEXT_BYTES], local[CLOCK_TEXT_BYTES + 16];
	int minutes = (offset < 0 ? -offset : offset) / 60;

	json_set_string(activity, "timestamp", clock_format(now, at, sizeof(at)));
	clock_format(now + (int64_t)offset * MS_PER_SECOND, at, sizeof(at));
	snprintf(local, sizeof(local), "%.*s%c%02d:%02d", (int)strcspn(at, "Z"), at,
		offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
	json_set_string(activity, "localTimestamp", local);
	json_set_string(activity, "localTimezone", person->timezone);
	json_set_string(activity, "locale", "en-GB");
}

static void set_conversation(
	struct cJSON *activity, const struct teams_place *place, const char *root)
{
	static const char *const types[] = { [PLACE_PERSONAL] = "personal",
		[PLACE_GROUP] = "groupChat",
		[PLACE_CHANNEL] = "channel" };
	struct cJSON *conversation = json_set_object(activity, "conversation");
	_cleanup_free_ char *id = place->kind == PLACE_CHANNEL && root
					  ? xasprintf("%s;messageid=%s", place->id, root)
					  : xstrdup(place->id);

	json_set_string(conversation, "conversationType", types[place->kind]);
	if (place->kind != PLACE_PERSONAL)
		json_set_bool(conversation, "isGroup", true);
	json_set_string(conversation, "tenantId", place->tenant);
	json_set_string(conversation, "id", id);
}

static void set_channel_data(
	const struct teams *teams, struct cJSON *activity, const struct teams_place *place)
{
	struct cJSON *data = json_set_object(activity, "channelData");
	struct cJSON *child;

	if (place->kind == PLACE_CHANNEL) {
		json_set_string(data, "teamsChannelId", place->id);
		json_set_string(data, "teamsTeamId", place->team);
		child = json_set_object(data, "channel");
		json_set_string(child, "id", place->id);
		child = json_set_object(data, "team");
		json_set_string(child, "id", place->team);
		json_set_string(child, "name", teams->workspace->team_name);
	}
	child = json_set_object(data, "tenant");
	json_set_string(child, "id", place->tenant);
}

static void set_client(struct cJSON *activity, const struct teams_person *person)
{
	struct cJSON *entity = json_append(json_set_array(activity, "entities"), json_object());

	json_set_string(entity, "type", "clientInfo");
	json_set_string(entity, "locale", "en-GB");
	json_set_string(entity, "country", "GB");
	json_set_string(entity, "platform", "Web");
	json_set_string(entity, "timezone", person->timezone);
}

static void set_person(struct cJSON *object, const struct teams_person *person)
{
	json_set_string(object, "id", person->id);
	json_set_string(object, "name", person->name);
	json_set_string(object, "aadObjectId", person->object);
}

static void set_app(const struct teams *teams, struct cJSON *object)
{
	json_set_string(object, "id", teams->workspace->bot_id);
	json_set_string(object, "name", teams->workspace->bot_name);
}

struct cJSON *activity_create(const struct teams *teams, const char *type, const char *id,
	const struct teams_person *person, const struct teams_place *place, const char *root)
{
	struct cJSON *activity = json_object();
	_cleanup_free_ char *service_url = teams_service_url(teams);
	_cleanup_free_ char *invoke = xasprintf("f:%08x-%04x-%08x", random_below(UINT32_MAX),
		random_below(UINT16_MAX), random_below(UINT32_MAX));

	json_set_string(activity, "type", type);
	json_set_string(activity, "id", id ? id : invoke);
	set_times(teams, activity, person);
	json_set_string(activity, "serviceUrl", service_url);
	json_set_string(activity, "channelId", "msteams");
	set_person(json_set_object(activity, "from"), person);
	set_app(teams, json_set_object(activity, "recipient"));
	set_conversation(activity, place, root ? root : id);
	set_channel_data(teams, activity, place);
	set_client(activity, person);
	return activity;
}

struct cJSON *activity_invoke(const struct teams *teams, const char *name,
	const struct teams_person *person, const struct teams_place *place, const char *root,
	struct cJSON *value)
{
	struct cJSON *activity = activity_create(teams, "invoke", NULL, person, place, root);

	json_set_string(activity, "name", name);
	json_set(activity, "value", value);
	return activity;
}

/* One text on its way into three forms: the activity's text, its HTML, its entities. */
struct saying {
	const struct teams *teams;
	struct text text;
	struct text html;
	struct cJSON *entities;
	int mentions;
};

static void append_escaped(struct text *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		switch (bytes[i]) {
		case '&':
			text_append(out, "&amp;");
			break;
		case '<':
			text_append(out, "&lt;");
			break;
		case '>':
			text_append(out, "&gt;");
			break;
		default:
			text_append_char(out, bytes[i]);
		}
	}
}

void append_html(struct text *out, const char *text)
{
	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		append_escaped(out, text, length);
		if (text[length])
			text_append(out, "<br>");
	}
}

static void mention(struct saying *saying, const char *id, const char *name)
{
	struct cJSON *entity = json_append(saying->entities, json_object());
	_cleanup_text_ struct text tag = TEXT_INIT;
	struct cJSON *mentioned;

	text_append(&tag, "<at>");
	append_escaped(&tag, name, strlen(name));
	text_append(&tag, "</at>");
	json_set_string(entity, "type", "mention");
	json_set_string(entity, "text", text_string(&tag));
	mentioned = json_set_object(entity, "mentioned");
	json_set_string(mentioned, "id", id);
	json_set_string(mentioned, "name", name);
	text_append(&saying->text, text_string(&tag));
	text_printf(&saying->html,
		"<span itemtype=\"http://schema.skype.com/Mention\" itemscope=\"\" "
		"itemid=\"%d\">",
		saying->mentions++);
	append_escaped(&saying->html, name, strlen(name));
	text_append(&saying->html, "</span>");
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || (text[length] && strchr("-_", text[length])))
		length++;
	return length;
}

/* How much of `text` names the app: "@lastmile", "@Last Mile". */
static size_t names_app(const struct teams *teams, const char *text)
{
	static const char short_name[] = "@lastmile";
	const char *name = teams->workspace->bot_name;
	size_t length = strlen(name);

	if (text[0] == '@' && strncasecmp(text + 1, name, length) == 0)
		return length + 1;
	return strncasecmp(text, short_name, strlen(short_name)) == 0 ? strlen(short_name) : 0;
}

bool addresses_app(const struct teams *teams, const char *typed)
{
	for (const char *at = strchr(typed, '@'); at; at = strchr(at + 1, '@'))
		if (names_app(teams, at))
			return true;
	return false;
}

/* What the client offers to complete after "@" and "#"; returns how much of `text` it was. */
static size_t say_mention(struct saying *saying, const char *text)
{
	const struct teams_workspace *workspace = saying->teams->workspace;
	size_t length = names_app(saying->teams, text);
	const struct teams_person *person = NULL;
	const struct teams_place *place = NULL;

	if (length) {
		mention(saying, workspace->bot_id, workspace->bot_name);
		return length;
	}
	length = word_length(text + 1);
	if (text[0] == '@')
		person = teams_person_by_handle(workspace, text + 1, length);
	else
		place = teams_place_by_name(workspace, text + 1, length);
	if (!person && !place)
		return 0;
	mention(saying, person ? person->id : place->id, person ? person->name : place->name);
	return length + 1;
}

static void say_words(struct saying *saying, const char *typed)
{
	bool begins = true; // a word

	for (size_t used; *typed; typed += used) {
		used = begins && strchr("@#", *typed) ? say_mention(saying, typed) : 0;
		begins = !used && !isalnum((unsigned char)*typed);
		if (used)
			continue;
		used = 1;
		append_escaped(&saying->text, typed, 1);
		if (*typed == '\n')
			text_append(&saying->html, "<br>");
		else
			append_escaped(&saying->html, typed, 1);
	}
}

void activity_say(const struct teams *teams, struct cJSON *activity,
	const struct teams_place *place, const char *typed, bool addressed)
{
	struct saying saying = { .teams = teams, .text = TEXT_INIT, .html = TEXT_INIT };
	struct cJSON *attachment;

	saying.entities = (struct cJSON *)json_get(activity, "entities");
	text_append(&saying.html, "<p>");
	if (addressed) {
		mention(&saying, teams->workspace->bot_id, teams->workspace->bot_name);
		text_append_char(&saying.text, ' ');
		text_append_char(&saying.html, ' ');
	}
	say_words(&saying, typed);
	if (place->kind != PLACE_PERSONAL)
		text_append_char(&saying.text, '\n');
	text_append(&saying.html, "</p>");
	json_set_string(activity, "text", text_string(&saying.text));
	json_set_string(activity, "textFormat", "plain");
	attachment = json_append(json_set_array(activity, "attachments"), json_object());
	json_set_string(attachment, "contentType", "text/html");
	json_set_string(attachment, "content", text_string(&saying.html));
	text_finish(&saying.text);
	text_finish(&saying.html);
}

struct cJSON *activity_installed(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place)
{
	struct cJSON *activity =
		activity_create(teams, "installationUpdate", NULL, person, place, NULL);

	json_set_string(activity, "action", "add");
	return activity;
}

struct cJSON *activity_member_added(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place)
{
	struct cJSON *activity =
		activity_create(teams, "conversationUpdate", NULL, person, place, NULL);
	struct cJSON *members = json_set_array(activity, "membersAdded");

	json_set_string(json_append(members, json_object()), "id", teams->workspace->bot_id);
	if (place->kind == PLACE_CHANNEL)
		json_set_string((struct cJSON *)json_get(activity, "channelData"), "eventType",
			"teamMemberAdded");
	else
		set_person(json_append(members, json_object()), person);
	return activity;
}

struct cJSON *activity_member_moved(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place, const struct teams_person *member, bool in)
{
	struct cJSON *activity =
		activity_create(teams, "conversationUpdate", NULL, person, place, NULL);
	struct cJSON *members = json_set_array(activity, in ? "membersAdded" : "membersRemoved");

	set_person(json_append(members, json_object()), member);
	if (place->kind == PLACE_CHANNEL)
		json_set_string((struct cJSON *)json_get(activity, "channelData"), "eventType",
			in ? "teamMemberAdded" : "teamMemberRemoved");
	return activity;
}
