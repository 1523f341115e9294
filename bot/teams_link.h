#ifndef LASTMILE_TEAMS_LINK_H
#define LASTMILE_TEAMS_LINK_H
/*
 * The one place where the daemon's configuration meets the Teams platform, as slack_link.h is for
 * Slack: every registered command becomes a word that people may begin with.
 */
#include <uv.h>

struct config;
struct db;
struct http_client;
struct platform;
struct secrets;
struct command_name;
struct teams_settings;
struct web;

enum { TEAMS_LINK_COMMANDS = 64, TEAMS_LINK_TENANTS = 20 };

/* What the platform learned before is read from `db`. */
struct platform *teams_link_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct config *config, const struct secrets *secrets, struct db *db);

/* The same settings for `lastmile check`; they borrow from `config`, `secrets` and `names`, which
 * has room for TEAMS_LINK_COMMANDS. `secrets` may be NULL: then they have none. */
void teams_link_settings(const struct config *config, const struct secrets *secrets,
	struct command_name *names, struct teams_settings *settings);

#endif
