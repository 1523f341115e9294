#include "config/options.h"

#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/check.h"
#include "config/config.h"

static const char *const log_levels[] = {
	[LOG_LEVEL_ERROR] = "error",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
	NULL,
};

#define AT(member) .offset = offsetof(struct config, member)

#define COMMAND(word)                                                                              \
	.name = "slack.commands." #word, .type = OPTION_TEXT, AT(slack.commands.word),             \
	.initial = "/" #word, .minimum = 2, .maximum = 32, .check = check_command,                 \
	.allowed = "a word of 2 to 32 characters that begins with /, lower case"

const struct option options[] = {
	{ .name = "database",
		.type = OPTION_TEXT,
		AT(database),
		.initial = "/var/lib/lastmile/lastmile.db",
		.minimum = 1,
		.maximum = 4000,
		.allowed = "the path of a file",
		.check = check_database,
		.help = "Where everything is kept. Its folder must be there, on a local disk, and "
			"writable: two more files appear beside it while the daemon runs. A "
			"relative path begins at the folder of this file." },
	{ .name = "timezone",
		.type = OPTION_TEXT,
		AT(timezone),
		.initial = "UTC",
		.minimum = 1,
		.maximum = 64,
		.allowed = "an IANA zone such as Europe/London",
		.check = check_timezone,
		.help = "The zone of working hours and digests, and of everybody whose own zone "
			"is not known." },
	{ .name = "admins",
		.type = OPTION_LIST,
		AT(admins),
		.initial = "",
		.minimum = 0,
		.maximum = 100,
		.allowed = "a list of member IDs such as {\"U0ADMIN\"}",
		.check = check_account,
		.help = "Who may do everything from chat. More can be named there. With nobody "
			"listed the host's administrator still can: lastmile say." },
	{ .name = "slack.enabled",
		.type = OPTION_SWITCH,
		AT(slack.enabled),
		.initial = "true",
		.allowed = "true or false",
		.help = "Whether to connect to Slack. Without it, and without Teams, the daemon "
			"only serves lastmile say." },
	{ .name = "slack.api_url",
		.type = OPTION_TEXT,
		AT(slack.api_url),
		.initial = "https://slack.com/api/",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address, or http:// on this machine",
		.check = check_api_url,
		.help = "Where Slack's Web API is. SLACK_API_URL in the environment overrides "
			"it." },
	{ .name = "slack.reaction",
		.type = OPTION_TEXT,
		AT(slack.reaction),
		.initial = "ai-fail",
		.minimum = 0,
		.maximum = 100,
		.allowed = "the name of an emoji",
		.check = check_reaction,
		.help = "The reaction that reports the message it is put on. Empty: none does." },
	{ .name = "slack.settle_seconds",
		.type = OPTION_NUMBER,
		AT(slack.settle_seconds),
		.initial = "60",
		.minimum = 1,
		.maximum = 3600,
		.unit = "seconds",
		.help = "When a connection breaks after a message has left, how long to wait "
			"before looking whether it arrived. Longer behind a proxy that may hold "
			"requests back." },
	{ COMMAND(report),
		.help = "What people type to report a failure. Change a command's name if another "
			"app has it, then install the manifest anew." },
	{ COMMAND(feedback), .help = "What people type to give feedback." },
	{ COMMAND(fixed), .help = "What owners type when an issue is settled." },
	{ COMMAND(trust), .help = "What people type to see a trust card." },
	{ COMMAND(library), .help = "What people type to search the library." },
	{ COMMAND(lastmile), .help = "What people type for all the rest." },
	{ .name = "teams.enabled",
		.type = OPTION_SWITCH,
		AT(teams.enabled),
		.initial = "false",
		.allowed = "true or false",
		.help = "Whether to serve Microsoft Teams. It wants app_id, tenants, and a way in: "
			"listen or relay." },
	{ .name = "teams.app_id",
		.type = OPTION_TEXT,
		AT(teams.app_id),
		.initial = "",
		.minimum = 0,
		.maximum = 36,
		.allowed = "the id of the bot's app registration",
		.check = check_guid,
		.help = "The bot: its Microsoft App ID, as the Developer Portal or Azure shows "
			"it." },
	{ .name = "teams.tenants",
		.type = OPTION_LIST,
		AT(teams.tenants),
		.initial = "",
		.minimum = 0,
		.maximum = 20,
		.allowed = "a list of directory (tenant) ids",
		.check = check_guid,
		.help = "Whose people may talk to the bot; everybody else is refused. The first is "
			"your own, where the bot's app registration is." },
	{ .name = "teams.listen",
		.type = OPTION_TEXT,
		AT(teams.listen),
		.initial = "127.0.0.1:3978",
		.minimum = 0,
		.maximum = 64,
		.allowed = "an address and a port such as 0.0.0.0:443",
		.check = check_listen,
		.help = "Where Teams' messages come in. Without a certificate only on this "
			"machine, "
			"for a reverse proxy that has one. Empty: nowhere, with relay." },
	{ .name = "teams.path",
		.type = OPTION_TEXT,
		AT(teams.path),
		.initial = "/api/messages",
		.minimum = 1,
		.maximum = 256,
		.allowed = "the path of an address",
		.check = check_path,
		.help = "The path of the messaging endpoint that the bot's registration names." },
	{ .name = "teams.certificate",
		.type = OPTION_TEXT,
		AT(teams.certificate),
		.initial = "",
		.minimum = 0,
		.maximum = 4000,
		.allowed = "the path of a PEM file",
		.check = check_file,
		.help = "The certificate with its whole chain, of a public authority: Microsoft "
			"accepts no other. A new one is taken without a restart." },
	{ .name = "teams.private_key",
		.type = OPTION_TEXT,
		AT(teams.private_key),
		.initial = "",
		.minimum = 0,
		.maximum = 4000,
		.allowed = "the path of a PEM file",
		.check = check_file,
		.help = "The certificate's key. The daemon's user must be able to read it." },
	{ .name = "teams.relay",
		.type = OPTION_TEXT,
		AT(teams.relay),
		.initial = "",
		.minimum = 0,
		.maximum = 512,
		.allowed = "https://NAMESPACE.servicebus.windows.net/NAME",
		.check = check_relay,
		.help = "A hybrid connection of Azure Relay: the daemon connects out to it, and no "
			"port is opened here. Made without client authorization." },
	{ .name = "teams.relay_rule",
		.type = OPTION_TEXT,
		AT(teams.relay_rule),
		.initial = "listen",
		.minimum = 1,
		.maximum = 256,
		.allowed = "the name of a shared access policy",
		.help = "The policy whose key is in TEAMS_RELAY_KEY; the right to listen is all it "
			"needs." },
	{ .name = "teams.metadata_url",
		.type = OPTION_TEXT,
		AT(teams.metadata_url),
		.initial = "https://login.botframework.com/v1/.well-known/openidconfiguration",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address, or http:// on this machine",
		.check = check_api_url,
		.help = "Who signs what comes in. Another one in Microsoft's government clouds." },
	{ .name = "teams.issuer",
		.type = OPTION_TEXT,
		AT(teams.issuer),
		.initial = "https://api.botframework.com",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address, or http:// on this machine",
		.check = check_api_url,
		.help = "What its tokens call it." },
	{ .name = "teams.login_url",
		.type = OPTION_TEXT,
		AT(teams.login_url),
		.initial = "https://login.microsoftonline.com/",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address, or http:// on this machine",
		.check = check_api_url,
		.help = "Where the bot fetches its own tokens." },
	{ .name = "teams.scope",
		.type = OPTION_TEXT,
		AT(teams.scope),
		.initial = "https://api.botframework.com/.default",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address, or http:// on this machine",
		.check = check_api_url,
		.help = "What those are for." },
	{ .name = "teams.company",
		.type = OPTION_TEXT,
		AT(teams.company),
		.initial = "Your company",
		.minimum = 1,
		.maximum = 32,
		.allowed = "a name of at most 32 bytes",
		.help = "Whom the app's page in Teams names as its developer." },
	{ .name = "teams.website",
		.type = OPTION_TEXT,
		AT(teams.website),
		.initial = "https://example.com",
		.minimum = 1,
		.maximum = 512,
		.allowed = "an https:// address",
		.check = check_website,
		.help = "Its website, which the same page leads to." },
	{ .name = "http.listen",
		.type = OPTION_TEXT,
		AT(http.listen),
		.initial = "127.0.0.1:9464",
		.minimum = 0,
		.maximum = 64,
		.allowed = "an address and a port such as 127.0.0.1:9464",
		.check = check_listen_here,
		.help = "Where /healthz, /readyz and /metrics are served, without a password, and "
			"so to this machine alone. Empty: nowhere." },
	{ .name = "log.level",
		.type = OPTION_CHOICE,
		AT(log.level),
		.initial = "info",
		.choices = log_levels,
		.help = "The least important lines that are still written." },
	{ .name = NULL },
};

const struct option *option_find(const char *name)
{
	for (const struct option *option = options; option->name; option++)
		if (text_equal(option->name, name))
			return option;
	return NULL;
}

const char *option_leaf(const struct option *option)
{
	const char *dot = strrchr(option->name, '.');

	return dot ? dot + 1 : option->name;
}

size_t option_section_length(const struct option *option)
{
	const char *dot = strrchr(option->name, '.');

	return dot ? (size_t)(dot - option->name) : 0;
}

bool option_is_section(const char *name)
{
	size_t length = strlen(name);

	for (const struct option *option = options; option->name; option++)
		if (text_starts_with(option->name, name) && option->name[length] == '.')
			return true;
	return false;
}

/* No two commands with one name. */
static const struct option *find_same_command(
	const struct config *config, const struct option *later)
{
	const char *word = config_command_word(config, option_leaf(later));

	for (const struct option *option = options; word && option < later; option++) {
		bool command = text_starts_with(option->name, "slack.commands.");
		if (command && text_equal(config_command_word(config, option_leaf(option)), word))
			return option;
	}
	return NULL;
}

/* What Teams cannot do without; NULL: nothing is missing. */
static const char *teams_lacks(const struct config_teams *teams, const char **ret_advice)
{
	const struct {
		bool lacking;
		const char *option, *advice;
	} rows[] = {
		{ !*teams->app_id, "teams.app_id", "write the bot's Microsoft App ID" },
		{ !*teams->tenants, "teams.tenants", "name your directory (tenant) id" },
		{ !*teams->listen && !*teams->relay, "teams.listen",
			"give Teams a way in, here or by teams.relay" },
		{ *teams->certificate && !*teams->private_key, "teams.private_key",
			"a certificate needs its key" },
		{ *teams->private_key && !*teams->certificate, "teams.certificate",
			"a key needs its certificate" },
	};

	for (size_t i = 0; i < array_length(rows); i++)
		if (rows[i].lacking) {
			*ret_advice = rows[i].advice;
			return rows[i].option;
		}
	return NULL;
}

static bool teams_agree(
	const struct config *config, const struct option **ret_option, struct text *why)
{
	const char *advice = NULL;
	const char *name = config->teams.enabled ? teams_lacks(&config->teams, &advice) : NULL;

	if (!name)
		return true;
	text_append(why, advice);
	*ret_option = option_find(name);
	return false;
}

bool options_agree(const struct config *config, const struct option **ret_option, struct text *why)
{
	for (const struct option *option = options; option->name; option++) {
		const struct option *same = text_starts_with(option->name, "slack.commands.")
						    ? find_same_command(config, option)
						    : NULL;
		if (same) {
			text_printf(why, "%s has that name already", same->name);
			*ret_option = option;
			return false;
		}
	}
	return teams_agree(config, ret_option, why);
}
