#ifndef LASTMILE_SLACK_PICTURES_H
#define LASTMILE_SLACK_PICTURES_H
/*
 * Charts as pictures that Slack has: lastmile-chart draws one in a process of its own, and it is
 * uploaded (files.getUploadURLExternal, the bytes, files.completeUploadExternal) without a channel,
 * so that it is seen only where a message shows it. The same chart is uploaded once: what is tried
 * again or edited shows the same file. One is made at a time.
 *
 * It promises no picture: whatever fails is said once in the log, and the message is sent without.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct chart;
struct http_client;
struct pictures;
struct web_api;

/* `program` draws; NULL: there is none. Both must outlive it. */
struct pictures *pictures_create(
	uv_loop_t *loop, struct http_client *http, struct web_api *api, const char *program);

/* `file` is Slack's id (borrowed), NULL if there is no picture; `age` is ms since Slack has it: it
 * may still be looking at a young one. May come from inside pictures_get(). */
typedef void picture_done(void *data, const char *file, int64_t age);
void pictures_get(
	struct pictures *pictures, const struct chart *chart, picture_done *done, void *data);

bool pictures_busy(const struct pictures *pictures);

/* Whoever waits is told that there is no picture. */
void pictures_abort(struct pictures *pictures);

/* After pictures_abort() if anybody waits. NULL is fine. */
void pictures_destroy(struct pictures *pictures);

#endif
