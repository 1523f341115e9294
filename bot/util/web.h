#ifndef LASTMILE_WEB_H
#define LASTMILE_WEB_H
/*
 * One libwebsockets context on our event loop, for websocket clients (websocket.h). It has no vhost
 * of its own: who connects makes one, with its protocols, by lws_create_vhost() on web_context().
 *
 * It serves nobody. Version 4.1.6 answers "Upgrade: h2c" by switching to HTTP/2, which only
 * LWS_CALLBACK_HTTP_CONFIRM_UPGRADE could prevent, and that one has CVE-2025-11677. So what listens
 * is http_server.h, which knows HTTP/1.1 and nothing more.
 *
 * libwebsockets logs through us: its warnings and errors become lines of area "web", the rest is
 * silent.
 */
#include <uv.h>

struct lws_context;
struct web;

/* Returns 0 or a negative errno: -ENOMEM also when Debian's libwebsockets-evlib-uv is missing. */
int web_create(uv_loop_t *loop, struct web **ret_web);

struct lws_context *web_context(struct web *web);
uv_loop_t *web_loop(struct web *web);

/*
 * Closes everything the context still has open, then calls `done` (may be NULL) from the loop, with
 * `web` freed. May be called from a callback of libwebsockets. After `done` nothing of
 * libwebsockets is left in the loop, so that uv_loop_close() succeeds. NULL is fine: `done` is
 * called at once.
 */
void web_destroy(struct web *web, void (*done)(void *data), void *data);

#endif
