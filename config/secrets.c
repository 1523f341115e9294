#include "config/secrets.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_BYTES = 512 }; // Slack's are about 100

/* A row is one token. */
static const struct kind {
	enum secrets_wanted wanted; // by whom
	const char *variable, *file;
	const char *prefix; // "" where any will do
	const char *symbols; // that may be in one beside letters and digits
	const char *what; // as the platform's pages call it
	const char *shape; // of what is allowed: completes "…"
	const char *where; // a sentence: where the platform shows it
	size_t offset;
} kinds[] = {
	{ SECRETS_SLACK, "SLACK_APP_TOKEN", "slack-app-token", "xapp-", "-._", "an app-level token",
		" that begins with xapp-",
		"Slack shows it under \"Basic Information\", scope connections:write",
		offsetof(struct secrets, slack_app_token) },
	{ SECRETS_SLACK, "SLACK_BOT_TOKEN", "slack-bot-token", "xoxb-", "-._", "a bot token",
		" that begins with xoxb-", "Slack shows it under \"OAuth & Permissions\"",
		offsetof(struct secrets, slack_bot_token) },
	{ SECRETS_TEAMS, "TEAMS_CLIENT_SECRET", "teams-client-secret", "", "-._~!$*@^+=/",
		"the value of a client secret", "",
		"Microsoft shows it once, when it is made under \"Certificates & secrets\"; it is "
		"the value, not the id",
		offsetof(struct secrets, teams_client_secret) },
	{ SECRETS_TEAMS_RELAY, "TEAMS_RELAY_KEY", "teams-relay-key", "", "+/=-_",
		"the key of a shared access policy", "",
		"Azure shows it at the hybrid connection under \"Shared access policies\"",
		offsetof(struct secrets, teams_relay_key) },
};

/* What else a token may be, told apart by how it begins. */
static const struct {
	const char *prefix, *sentence;
} others[] = {
	{ "xoxb-", "this is a bot token" },
	{ "xapp-", "this is an app-level token" },
	{ "xoxp-", "this is a user token" },
	{ "xoxe", "this is a token that expires: switch token rotation off for this app" },
	{ "xoxs-", "this is a browser's token" },
	{ "xoxc-", "this is a browser's token" },
	{ "xoxd-", "this is a browser's cookie" },
};

/* What lastmile.service hands over in place of a file that is missing. */
static const char not_there[] = "missing";

/* Returns what is wrong with a token, or NULL. */
static const char *find_flaw(const struct kind *kind, const char *token)
{
	size_t length = strlen(token);

	if (!length)
		return "it is empty";
	if (length > MOST_BYTES)
		return "it is too long for a token";
	if (*kind->prefix && !text_starts_with(token, kind->prefix)) {
		for (size_t i = 0; i < array_length(others); i++)
			if (text_starts_with(token, others[i].prefix))
				return others[i].sentence;
	}
	for (const char *at = token; *at; at++) {
		if (isspace((unsigned char)*at))
			return "there is white space inside it";
		if (!isalnum((unsigned char)*at) && !strchr(kind->symbols, *at))
			return "there is a character in it that no token has";
	}
	if (!text_starts_with(token, kind->prefix))
		return "this is no token of Slack's";
	return *kind->prefix && length == strlen(kind->prefix) ? "it ends after its first letters"
							       : NULL;
}

/* The bytes of a file without the white space around them, as one that systemd or `echo` made. */
static int read_credential(const char *path, char **ret_token)
{
	char buffer[MOST_BYTES * 2] = "";
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (file < 0)
		return -errno;
	ssize_t length = read(file, buffer, sizeof(buffer) - 1);
	int error = length < 0 ? -errno : 0;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= length &&
		status.st_size > (off_t)sizeof(buffer) - 1)
		error = -EFBIG;
	close(file);
	if (!error) {
		/* A NUL would end the string early: any odd character does instead. */
		for (ssize_t i = 0; i < length; i++)
			buffer[i] = buffer[i] ? buffer[i] : '\x01';
		*ret_token = xstrdup(text_trim(buffer));
	}
	explicit_bzero(buffer, sizeof(buffer));
	return error;
}

/* The variable's value, wiped where it stood. NULL if it is not set. */
static char *take_variable(const char *name)
{
	char *value = getenv(name);

	if (!value)
		return NULL;
	_cleanup_secret_ char *copy = xstrdup(value);
	explicit_bzero(value, strlen(value));
	unsetenv(name);
	return xstrdup(text_trim(copy));
}

/* Nobody wants it, so nobody needs to see it either. */
static void forget_variable(const char *name)
{
	_cleanup_secret_ char *value = take_variable(name);
	(void)value;
}

/* Where somebody puts them: not under /run, where systemd shows them to the service. */
static const char *place_of(const char *directory)
{
	return text_starts_with(directory, "/run/credentials/") ? "/etc/lastmile" : directory;
}

static void complain_of_missing(
	const struct kind *kind, const char *directory, struct text *problems)
{
	text_printf(problems, "%s is missing; set it, or put %s%s into the file %s in %s; %s\n",
		kind->variable, kind->what, kind->shape, kind->file,
		directory ? place_of(directory)
			  : "$CREDENTIALS_DIRECTORY, which systemd sets (LoadCredential=)",
		kind->where);
}

/* The stand-in came by lastmile.service, which takes them from here. */
static void complain_of_stand_in(const struct kind *kind, struct text *problems)
{
	text_printf(problems,
		"%s is missing; put %s%s, alone, into /etc/lastmile/%s and restart lastmile; %s\n",
		kind->file, kind->what, kind->shape, kind->file, kind->where);
}

static void complain_of_flaw(
	const struct kind *kind, const char *source, const char *flaw, struct text *problems)
{
	text_printf(problems, "%s: %s; %s%s is allowed; %s\n", source, flaw, kind->what,
		kind->shape, kind->where);
}

/* Returns the token, or NULL with a complaint. */
static char *load_one(const struct kind *kind, struct text *problems)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	_cleanup_free_ char *shown = NULL;
	char *token = take_variable(kind->variable);
	const char *flaw = NULL;

	if (!token && directory) {
		_cleanup_free_ char *path = xasprintf("%s/%s", directory, kind->file);
		shown = xasprintf("%s/%s", place_of(directory), kind->file);
		int error = read_credential(path, &token);
		if (error && error != -ENOENT)
			flaw = error == -EFBIG ? "it is too long for a token" : strerror(-error);
	}
	if (!token && !flaw) {
		complain_of_missing(kind, directory, problems);
		return NULL;
	}
	if (!flaw)
		flaw = find_flaw(kind, token);
	if (token && text_equal(token, not_there))
		complain_of_stand_in(kind, problems);
	else if (flaw)
		complain_of_flaw(kind, shown ? shown : kind->variable, flaw, problems);
	else
		return token;
	wipe_secret(&token);
	return NULL;
}

int secrets_load(unsigned wanted, struct secrets **ret_secrets, struct text *problems)
{
	_cleanup_secrets_ struct secrets *secrets = xcalloc(1, sizeof(*secrets));
	bool complete = true;

	for (size_t i = 0; i < array_length(kinds); i++) {
		if (!(wanted & kinds[i].wanted)) {
			forget_variable(kinds[i].variable);
			continue;
		}
		char *token = load_one(&kinds[i], problems);
		*(char **)((char *)secrets + kinds[i].offset) = token;
		complete = complete && token;
	}
	if (!complete)
		return SECRETS_E_REFUSED;
	*ret_secrets = steal_pointer(secrets);
	return 0;
}

void secrets_destroy(struct secrets *secrets)
{
	if (!secrets)
		return;
	wipe_secret(&secrets->slack_app_token);
	wipe_secret(&secrets->slack_bot_token);
	wipe_secret(&secrets->teams_client_secret);
	wipe_secret(&secrets->teams_relay_key);
	free(secrets);
}
