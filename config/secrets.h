#ifndef LASTMILE_CONFIG_SECRETS_H
#define LASTMILE_CONFIG_SECRETS_H
/*
 * The tokens: from the environment, else from files that systemd hands over (systemd.exec(5),
 * LoadCredential=). They are never in the configuration, and no complaint repeats any part of one.
 *
 *     SLACK_APP_TOKEN   $CREDENTIALS_DIRECTORY/slack-app-token   xapp-…   opens connections
 *     SLACK_BOT_TOKEN   $CREDENTIALS_DIRECTORY/slack-bot-token   xoxb-…   calls the Web API
 *     TEAMS_CLIENT_SECRET  …/teams-client-secret   the app registration's: fetches tokens
 *     TEAMS_RELAY_KEY      …/teams-relay-key       of a rule that may listen at Azure Relay
 */
struct text;

struct secrets {
	char *slack_app_token;
	char *slack_bot_token;
	char *teams_client_secret;
	char *teams_relay_key;
};

/* Whose are asked for: what is not wanted may be missing, and stays NULL. */
enum secrets_wanted {
	SECRETS_SLACK = 1 << 0,
	SECRETS_TEAMS = 1 << 1,
	SECRETS_TEAMS_RELAY = 1 << 2,
};

enum { SECRETS_E_REFUSED = 1 };

/*
 * Returns 0, or SECRETS_E_REFUSED with one line for each token that is missing or wrong, saying
 * what to do. What was in the environment is taken out of it, so that nothing the daemon starts,
 * and nobody who reads /proc/PID/environ, sees it: call it once. `wanted` is any of the above, by
 * bit.
 */
int secrets_load(unsigned wanted, struct secrets **ret_secrets, struct text *problems);

/* Wipes them. NULL is fine. */
void secrets_destroy(struct secrets *secrets);

static inline void secrets_destroyp(struct secrets **secrets)
{
	secrets_destroy(*secrets);
}
#define _cleanup_secrets_ __attribute__((cleanup(secrets_destroyp)))

#endif
