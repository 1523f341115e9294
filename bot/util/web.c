#include "bot/util/web.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <libwebsockets.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"

/* What has arrived on a connection is read in one go: a hundred commands, whose turn is then one.
 */
enum { READ_AT_ONCE = 65536 };

struct web {
	uv_loop_t *loop;
	struct lws_context *context;
	uv_idle_t goodbye; // runs while the context is being destroyed
	void (*done)(void *data);
	void *data;
	bool asked; // libwebsockets was told to close everything
};

static void forward_log(int level, const char *line)
{
	size_t length = strcspn(line, "\r\n");

	if (level & LLL_ERR)
		log_error("web", "%.*s", (int)length, line);
	else
		log_warning("web", "%.*s", (int)length, line);
}

int web_create(uv_loop_t *loop, struct web **ret_web)
{
	void *loops[] = { loop };
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.foreign_loops = loops,
		.pt_serv_buf_size = READ_AT_ONCE,
		.gid = (gid_t)-1,
		.uid = (uid_t)-1,
	};
	struct lws_context *context = NULL;
	struct web *web = NULL;

	lws_set_log_level(LLL_ERR | LLL_WARN, forward_log);
	context = lws_create_context(&info);
	if (!context)
		return -ENOMEM;
	web = xcalloc(1, sizeof(*web));
	web->loop = loop;
	web->context = context;
	*ret_web = web;
	return 0;
}

struct lws_context *web_context(struct web *web)
{
	return web->context;
}

uv_loop_t *web_loop(struct web *web)
{
	return web->loop;
}

struct search {
	const struct lws_context *context;
	bool found;
};

/* libwebsockets puts the context into `data` of each handle that lives as long as the context. */
static void look_at_handle(uv_handle_t *handle, void *data)
{
	struct search *search = data;

	if (handle->data == search->context)
		search->found = true;
}

static void after_goodbye(uv_handle_t *handle)
{
	struct web *web = handle->data;
	void (*done)(void *) = web->done;
	void *data = web->data;

	free(web);
	if (done)
		done(data);
}

/*
 * On a loop that is not its own, libwebsockets has to be told twice: the first time closes the
 * connections, then its timer and idle handles; the second, when those have left the loop, frees
 * the context. It says nobody when that is, so the loop is looked through once per turn.
 */
static void say_goodbye(uv_idle_t *idle)
{
	struct web *web = idle->data;
	struct search search = { .context = web->context };

	if (!web->asked) {
		web->asked = true;
		lws_context_destroy(web->context);
		return;
	}
	uv_walk(web->loop, look_at_handle, &search);
	if (search.found)
		return;
	lws_context_destroy(web->context);
	uv_close((uv_handle_t *)idle, after_goodbye);
}

void web_destroy(struct web *web, void (*done)(void *data), void *data)
{
	if (!web) {
		if (done)
			done(data);
		return;
	}
	web->done = done;
	web->data = data;
	uv_idle_init(web->loop, &web->goodbye);
	web->goodbye.data = web;
	uv_idle_start(&web->goodbye, say_goodbye);
}
