#ifndef LASTMILE_TEST_PLAYGROUND_H
#define LASTMILE_TEST_PLAYGROUND_H
/*
 * A playground of a C test's own: the real binary (LASTMILE_PLAYGROUND in the environment), steered
 * through the interface of playground/control.md. It runs as a child; the test's loop goes on
 * turning while it is asked something.
 */
#include <stdbool.h>
#include <uv.h>

#include "bot/util/text.h"

struct cJSON;
struct http_client;

struct playground {
	uv_loop_t *loop;
	struct http_client *http;
	uv_process_t process;
	uv_pipe_t output;
	struct text printed;
	char url[64]; // "http://127.0.0.1:40123", without a slash
	bool running;
};

/* Runs the loop until it listens, and has patience: pauses of the machine are not what tests are
 * about. `http` is for the asking. */
void playground_start(struct playground *playground, uv_loop_t *loop, struct http_client *http);
void playground_stop(struct playground *playground);

/* POSTs what `format` makes to /playground/<path>, waits for the answer; json_free() it. */
struct cJSON *playground_post(struct playground *playground, const char *path, const char *format,
	...) __attribute__((format(printf, 3, 4)));
struct cJSON *playground_get(struct playground *playground, const char *path);

/* The same without waiting: `done` is told whether the answer was {"ok":true}, and what it was. */
typedef void playground_done(void *data, bool ok, const struct cJSON *answer);
void playground_begin(struct playground *playground, const char *path, const char *body,
	playground_done *done, void *data);

/* One turn of the loop, at most a few ms. */
void playground_turn(struct playground *playground);

#endif
