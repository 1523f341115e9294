#include "bot/platform/teams/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/icons.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/zip.h"

#define SCHEMA_VERSION "1.29"
#define SCHEMA                                                                                     \
	"https://developer.microsoft.com/json-schemas/teams/v" SCHEMA_VERSION                      \
	"/MicrosoftTeams.schema.json"

/* Teams' limits, in characters. */
enum {
	TITLE = 32,
	DESCRIPTION = 128,
	COMPANY = 32,
};

enum {
	GUID_BYTES = 16,
	GUID_TEXT = 37,
	MOST_HASHED = 64,
};

static const int64_t versions_begin = 1767225600000; // 2026-01-01: minutes from then on count

/* --- the app's id --- */

static void read_guid(const char *text, unsigned char guid[GUID_BYTES])
{
	size_t digits = 0;

	memset(guid, 0, GUID_BYTES);
	for (; *text && digits < 2 * (size_t)GUID_BYTES; text++) {
		char digit[2] = { *text, '\0' };
		if (*text == '-')
			continue;
		guid[digits / 2] =
			(unsigned char)(guid[digits / 2] << 4 | strtoul(digit, NULL, 16));
		digits++;
	}
}

/*
 * The app is not the bot and has an id of its own, which must never change. One made from the bot's
 * needs nobody to keep it: a UUID of version 5 (RFC 9562), the bot's id being the name space.
 */
static void make_app_id(const char *bot, char id[GUID_TEXT])
{
	static const char name[] = "lastmile";
	unsigned char hashed[MOST_HASHED], sum[EVP_MAX_MD_SIZE];
	size_t length = GUID_BYTES + strlen(name);

	read_guid(bot, hashed);
	memcpy(hashed + GUID_BYTES, name, strlen(name));
	if (EVP_Q_digest(NULL, "SHA1", NULL, hashed, length, sum, NULL) != 1)
		abort(); // out of memory
	sum[6] = (unsigned char)((sum[6] & 0x0f) | 5 << 4);
	sum[8] = (unsigned char)((sum[8] & 0x3f) | 0x80);
	snprintf(id, GUID_TEXT,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", sum[0],
		sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7], sum[8], sum[9], sum[10],
		sum[11], sum[12], sum[13], sum[14], sum[15]);
}

/* "0.1.469320": the project's without its last number, then the minute. Teams takes a package in
 * the place of another only with a higher version. */
static char *make_version(int64_t now)
{
	int64_t minute = (now - versions_begin) / MS_PER_MINUTE;
	size_t kept = (size_t)(strrchr(LASTMILE_VERSION, '.') - LASTMILE_VERSION);

	return xasprintf(
		"%.*s.%lld", (int)kept, LASTMILE_VERSION, (long long)(minute > 0 ? minute : 0));
}

/* --- the parts --- */

static void set_shortened(struct cJSON *json, const char *name, const char *text, size_t characters)
{
	_cleanup_free_ char *line = text_one_line(text);
	_cleanup_free_ char *fit = text_shorten(line, characters);

	json_set_string(json, name, fit);
}

static void add_names(struct cJSON *manifest)
{
	struct cJSON *name = json_set_object(manifest, "name");
	struct cJSON *description = json_set_object(manifest, "description");
	struct cJSON *icons = json_set_object(manifest, "icons");

	json_set_string(name, "short", "lastmile");
	json_set_string(
		name, "full", "lastmile: report AI failures, hear back when they are fixed");
	json_set_string(description, "short",
		"Report what an AI tool got wrong, and hear back when it is fixed");
	json_set_string(description, "full",
		"Type “report” and what went wrong, or choose “Report AI failure” on a message. "
		"You "
		"are told at once who looks after the tool and what to do meanwhile, and again "
		"when it is fixed: then you say whether that is true.");
	json_set_string(icons, "color", "color.png");
	json_set_string(icons, "outline", "outline.png");
	json_set_string(manifest, "accentColor", "#1d3557");
}

static void add_developer(struct cJSON *manifest, const struct teams_app *app)
{
	struct cJSON *developer = json_set_object(manifest, "developer");

	set_shortened(developer, "name", app->company, COMPANY);
	json_set_string(developer, "websiteUrl", app->website);
	json_set_string(developer, "privacyUrl", app->website);
	json_set_string(developer, "termsOfUseUrl", app->website);
}

static struct cJSON *strings(const char *const *words)
{
	struct cJSON *list = json_array();

	for (; *words; words++)
		json_append_string(list, *words);
	return list;
}

static void add_list(struct cJSON *lists, struct cJSON *scopes, struct cJSON *triggers,
	const struct teams_manifest_command *commands, size_t count)
{
	struct cJSON *list = json_append(lists, json_object());

	json_set(list, "scopes", scopes);
	if (triggers)
		json_set(list, "triggers", triggers);
	struct cJSON *rows = json_set_array(list, "commands");
	for (size_t i = 0; i < count && i < TEAMS_COMMANDS; i++) {
		struct cJSON *row = json_append(rows, json_object());
		set_shortened(row, "title", commands[i].title, TITLE);
		set_shortened(row, "description", commands[i].description, DESCRIPTION);
	}
}

#define STRINGS(...) strings((const char *const[]){ __VA_ARGS__, NULL })

/* Slash commands are for where other people are: what is typed there arrives for us alone, and so
 * is what we answer. */
static void add_bot(struct cJSON *manifest, const struct teams_app *app)
{
	struct cJSON *bot = json_append(json_set_array(manifest, "bots"), json_object());

	json_set_string(bot, "botId", app->bot);
	json_set(bot, "scopes", STRINGS("personal", "team", "groupChat"));
	json_set_bool(bot, "supportsTargetedMessages", true);
	struct cJSON *lists = json_set_array(bot, "commandLists");
	add_list(lists, STRINGS("personal"), NULL, app->alone, app->alone_count);
	add_list(lists, STRINGS("team", "groupChat"), STRINGS("mention", "slash"), app->together,
		app->together_count);
}

/* "Report AI failure" on every message, in the box one writes in, and in the search box. */
static void add_extension(struct cJSON *manifest, const struct teams_app *app)
{
	struct cJSON *extension =
		json_append(json_set_array(manifest, "composeExtensions"), json_object());
	struct cJSON *command = json_append(json_set_array(extension, "commands"), json_object());

	json_set_string(extension, "botId", app->bot);
	json_set_string(command, "id", TEAMS_EXTENSION_REPORT);
	json_set_string(command, "type", "action");
	json_set_string(command, "title", "Report AI failure");
	json_set_string(command, "description", "Report what an AI tool got wrong");
	json_set(command, "context", STRINGS("compose", "commandBox", "message"));
	json_set_bool(command, "fetchTask", true);
	json_set(command, "triggers", STRINGS("slash"));
}

/* --- the whole --- */

char *teams_manifest(const struct teams_app *app)
{
	_cleanup_json_ struct cJSON *manifest = json_object();
	_cleanup_free_ char *version = make_version(app->now);
	_cleanup_free_ char *printed = NULL;
	char id[GUID_TEXT];

	make_app_id(app->bot, id);
	json_set_string(manifest, "$schema", SCHEMA);
	json_set_string(manifest, "manifestVersion", SCHEMA_VERSION);
	json_set_string(manifest, "version", version);
	json_set_string(manifest, "id", id);
	add_names(manifest);
	add_developer(manifest, app);
	add_bot(manifest, app);
	add_extension(manifest, app);
	json_set_string(manifest, "supportsChannelFeatures", "tier1");
	json_set_array(manifest, "validDomains");
	printed = json_print_pretty(manifest);
	return xasprintf("%s\n", printed);
}

void teams_package(struct text *out, const struct teams_app *app)
{
	_cleanup_free_ char *manifest = teams_manifest(app);
	const struct zip_file files[] = {
		{ "manifest.json", manifest, strlen(manifest) },
		{ "color.png", teams_icon_color, teams_icon_color_bytes },
		{ "outline.png", teams_icon_outline, teams_icon_outline_bytes },
	};

	zip_write(out, files, array_length(files));
}
