#ifndef LASTMILE_SLACK_LINK_H
#define LASTMILE_SLACK_LINK_H
/*
 * The one place where the daemon's configuration meets the Slack platform: the registered command
 * descriptions and the workspace's names for them become the platform's settings and manifest.
 * teams_link.h is the same for Teams.
 */
#include <uv.h>

struct config;
struct http_client;
struct platform;
struct secrets;
struct command_name;
struct slack_settings;
struct web;

enum { SLACK_LINK_COMMANDS = 16 }; // commands of our own in Slack, which takes 50

/* `charts` is what it has learned before (bot/learned.h), or NULL. */
struct platform *slack_link_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct config *config, const struct secrets *secrets, const char *charts);

/* The same settings for `lastmile check`; they borrow from `config`, `secrets` and `names`, which
 * has room for SLACK_LINK_COMMANDS. */
void slack_link_settings(const struct config *config, const struct secrets *secrets,
	struct command_name *names, struct slack_settings *settings);

/* The manifest with the names of this configuration; free() it. */
char *slack_link_manifest(const struct config *config);

#endif
