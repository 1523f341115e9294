#ifndef LASTMILE_SLACK_H
#define LASTMILE_SLACK_H
/*
 * Slack as a platform: Socket Mode up (socket_mode.h), the Web API down (web_api.h, deliver.h).
 *
 * Who we are is asked first (auth.test), so that events of a foreign team or app are recognised
 * from the first one on; only then a socket is opened. It is asked again now and then, so that a
 * connection stands ready when somebody waits for a form: a trigger is void after three seconds,
 * and a TLS handshake may take one of them. Wrong credentials are said in a sentence by
 * status() and tried again every few minutes, never hammered.
 */
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct http_client;
struct platform;
struct command_name;
struct web;

/* Times in ms; zero means the default. Only tests have a reason to set them. */
struct slack_timing {
	unsigned ping_every; // 15000: of a connection
	unsigned hang_up_after; // 45000: of a connection without a sign of life
	unsigned hello_timeout; // 10000: from open to hello
	unsigned drain; // 12000: for Slack to close a replaced connection, before we do
	unsigned stable_after; // 30000: ready for so long, a link has earned a fresh backoff
	unsigned backoff_first; // 1000: doubles up to 60 times as much, +-30 %
	unsigned open_every; // 2000: apps.connections.open at most so often
	unsigned slow_retry; // 300000: wrong credentials, Socket Mode switched off
	unsigned crowded_retry; // 60000: too many websockets; doubles up to 10 times as much
	unsigned warm_every; // 50000: a call that keeps a connection warm
	unsigned call_timeout; // 15000: of a call to the Web API
};

/* Everything is copied; the tokens are wiped when the platform is destroyed. */
struct slack_settings {
	const char *api_url; // "https://slack.com/api/"; plain http for loopback addresses alone
	const char *app_token; // "xapp-…"
	const char *bot_token; // "xoxb-…"
	const struct command_name *commands; // decode.h: what the workspace calls our commands
	size_t command_count;
	const char *reaction; // that reports, without colons; NULL or "": none does
	const char *chart_program; // that draws charts as pictures; NULL: there is none
	const char *charts; // what platform_listener::learned was told as "charts"; NULL: nothing
	struct slack_timing timing;
};

/* Never NULL: what is wrong with the settings is said by start() and status(). The loop must run on
 * after destroy() for the handles to close. */
struct platform *slack_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct slack_settings *settings);

#endif
