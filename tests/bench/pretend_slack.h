#ifndef LASTMILE_BENCH_PRETEND_SLACK_H
#define LASTMILE_BENCH_PRETEND_SLACK_H
/* A Slack that is as fast as can be, with the real daemon against it: takes and answers at once
 * whatever is delivered, and sends commands over Socket Mode. For benchmarks alone. */
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

struct http_server;
struct http_websocket;

struct pretend_slack {
	uv_loop_t loop;
	struct http_server *server;
	struct http_websocket *link;
	const char *executable;
	char folder[64]; // the database's and the configuration's
	pid_t daemon;
	uint64_t started_at, ready_at; // ns
	uint64_t posts; // deliveries taken
	int metrics_port;
	/* An envelope was acknowledged; `bytes` is the frame. */
	void (*acknowledged)(struct pretend_slack *slack, int64_t serial, const char *bytes);
};

/* `folder` is there. Ends the process if it cannot listen. */
void pretend_slack_init(struct pretend_slack *slack, const char *executable, const char *folder);

/* Starts the daemon on FOLDER/lastmile.db; returns when it has connected. */
void pretend_slack_run(struct pretend_slack *slack);
void pretend_slack_stop(struct pretend_slack *slack); /* also removes the files of the folder */

void pretend_slack_send(struct pretend_slack *slack, int64_t serial, const char *user,
	const char *command, const char *words);

#endif
