#ifndef LASTMILE_TEAMS_CHECK_H
#define LASTMILE_TEAMS_CHECK_H
/*
 * What `lastmile check` says of Teams: whether the login knows us, whether the keys of what comes
 * in can be had, whether the relay is there and lets Teams in, whether our own endpoint can be
 * served. It listens to nothing and works beside a running daemon; so the relay's key is not tried.
 */
#include <stdbool.h>
#include <uv.h>

struct http_client;
struct teams_settings;

/* One thing that was looked at: "teams token", ok or not, a sentence. Borrowed. */
typedef void teams_check_line(void *data, const char *subject, bool ok, const char *words);

/* `done` comes once, after the last line, never from inside. The settings must outlive it. */
void teams_check(uv_loop_t *loop, struct http_client *http, const struct teams_settings *settings,
	teams_check_line *line, void (*done)(void *data), void *data);

#endif
