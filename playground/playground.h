#ifndef LASTMILE_PLAYGROUND_PLAYGROUND_H
#define LASTMILE_PLAYGROUND_PLAYGROUND_H
/*
 * The whole playground: a table of contents. Each part is one file that gets this struct and keeps
 * to its own member.
 */
#include <stdbool.h>

#include <uv.h>

#include "playground/alarm.h"
#include "playground/faults.h"

struct cJSON;
struct channel;
struct files;
struct http_request;
struct http_server;
struct interactions;
struct ledger;
struct moving_clock;
struct page_streams;
struct post;
struct rate_limits;
struct socket_mode;
struct teams;
struct views;
struct world;

struct playground_options {
	const char *listen;
	const char *manifest_file; // NULL: the built-in one
	const char *world_file; // NULL: the built-in one
	const char *clock_file; // NULL: time cannot be moved
	const char *app_token;
	const char *bot_token;
	const char *teams_endpoint; // where Teams finds the app; NULL: not known yet
	bool quiet;
};

struct playground {
	uv_loop_t *loop;
	const struct playground_options *options;
	struct alarms alarms;
	struct faults faults;
	struct cJSON *manifest;
	struct world *world;
	struct teams *teams;
	struct ledger *ledger;
	struct moving_clock *clock; // NULL: time cannot be moved
	struct rate_limits *rate_limits;
	struct views *views;
	struct files *files;
	struct socket_mode *socket_mode;
	struct interactions *interactions;
	struct page_streams *streams;
	struct http_server *server;
	char *address; // "127.0.0.1:8700", as clients reach us
	bool tokens_revoked;
	bool charts_refused; // data_visualization, as some workspaces do
	int64_t pictures_after; // ms until an uploaded file may be shown
};

/* Returns 0 or a negative errno after saying why on standard error. */
int playground_init(
	struct playground *playground, uv_loop_t *loop, const struct playground_options *options);

/* Closes everything; the loop runs dry after it, then playground_finish() may follow. */
void playground_stop(struct playground *playground);
void playground_finish(struct playground *playground);

/* What the manifest says of the app's own place: has it a Home tab, may people write to it? */
bool playground_has_home(const struct playground *playground);
bool playground_can_be_written_to(const struct playground *playground);

/* Forgets what happened; people and connections stay. */
void playground_reset(struct playground *playground);

#endif
