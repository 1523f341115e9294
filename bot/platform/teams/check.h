#ifndef LASTMILE_TEAMS_CHECK_H
#define LASTMILE_TEAMS_CHECK_H
/*
 * What `lastmile check` says of Teams: whether the login knows us, whether the keys of what comes
 * in can be had, whether the relay is there and lets Teams in, whether our own endpoint can be
 * served. It listens to nothing and works beside a running daemon; so the relay's key is not tried.
 */
#include <uv.h>

struct check_listener;
struct http_client;
struct teams_settings;

/* bot/platform/check.h says how it is told. The settings must outlive it. */
void teams_check(uv_loop_t *loop, struct http_client *http, const struct teams_settings *settings,
	const struct check_listener *listener);

#endif
