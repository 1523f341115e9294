#ifndef LASTMILE_CONFIG_H
#define LASTMILE_CONFIG_H
/*
 * What the host decides: where the database is, who the administrators are, which names the
 * commands have. Plain data, valid as load.h promises, unchanged while the program runs. Everything
 * else lives in the database and is changed from chat. Secrets are elsewhere: secrets.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/log.h"

struct config_slack {
	bool enabled;
	char *api_url; // ends in "/": "https://slack.com/api/"
	char *reaction; // without colons: "ai-fail"; "" if none reports
	int64_t settle_seconds; // after a broken line, wait this long before looking what arrived
	struct {
		char *report, *feedback, *fixed, *trust, *library,
			*lastmile; // with their sign: "/report"
	} commands;
};

struct config_teams {
	bool enabled;
	char *app_id; // of the bot's registration: a guid
	char **tenants; // directory ids that may talk to us, ended by NULL; the first is ours
	char *listen; // where activities are POSTed to; "" : nowhere
	char *path; // "/api/messages"
	char *certificate, *private_key; // PEM files; "": plain HTTP, on loopback alone
	char *relay; // "https://NAMESPACE.servicebus.windows.net/NAME"; "": none
	char *relay_rule;
	char *metadata_url, *issuer, *login_url, *scope; // Microsoft's side, another in each cloud
	char *company, *website; // whom the app's page in Teams names
};

struct config {
	char *path; // the file
	char *database; // a path
	char *timezone; // an IANA zone that exists
	char **admins; // accounts on the platform, ended by NULL
	struct config_slack slack;
	struct config_teams teams;
	struct {
		char *listen; // "127.0.0.1:9464", "[::1]:9464"; "" to serve nothing
	} http;
	struct {
		enum log_level level;
	} log;
};

/* Every option at its default. */
struct config *config_create(void);
void config_destroy(struct config *config); /* NULL is fine */

/*
 * What people type for one of our commands: "report" is "/report" unless the file says otherwise.
 * NULL if `name` is none of those that can be renamed.
 */
const char *config_command_word(const struct config *config, const char *name);

/* The other way round: "/report", with or without "/", is "report". NULL if nobody's. */
const char *config_command_name(const struct config *config, const char *word);

static inline void config_destroyp(struct config **config)
{
	config_destroy(*config);
}
#define _cleanup_config_ __attribute__((cleanup(config_destroyp)))

#endif
