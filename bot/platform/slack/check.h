#ifndef LASTMILE_SLACK_CHECK_H
#define LASTMILE_SLACK_CHECK_H
/*
 * What `lastmile check` says of Slack: whether it takes the two tokens, and whether the app may do
 * all that it does. auth.test and apps.connections.open, without connecting: it works beside a
 * running daemon.
 */
#include <uv.h>

struct check_listener;
struct http_client;
struct slack_settings;

/* bot/platform/check.h says how it is told. */
void slack_check(uv_loop_t *loop, struct http_client *http, const struct slack_settings *settings,
	const struct check_listener *listener);

#endif
