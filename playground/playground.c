#include "playground/playground.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/control.h"
#include "playground/embedded.h"
#include "playground/files.h"
#include "playground/interactions.h"
#include "playground/ledger.h"
#include "playground/moving_clock.h"
#include "playground/page_stream.h"
#include "playground/rate_limit.h"
#include "playground/socket_mode.h"
#include "playground/teams/teams.h"
#include "playground/views.h"
#include "playground/world.h"

enum { BODY_BYTES = 1024 * 1024, FILE_BYTES = 4 * 1024 * 1024 };

/* The file, or what is built in under `embedded`. A copy to be freed; NULL after saying why. */
static char *read_document(const char *path, const char *embedded, size_t *ret_length)
{
	const struct embedded_file *built_in = embedded_find(embedded);
	FILE *file;
	char *bytes;

	if (!path) {
		*ret_length = (size_t)(built_in->end - built_in->bytes);
		return xstrndup(built_in->bytes, *ret_length);
	}
	file = fopen(path, "re");
	if (!file) {
		log_error("playground", "%s: %s", path, strerror(errno));
		return NULL;
	}
	bytes = xcalloc(1, FILE_BYTES + 1);
	*ret_length = fread(bytes, 1, FILE_BYTES, file);
	fclose(file);
	return bytes;
}

static int load_manifest(struct playground *playground)
{
	const char *path = playground->options->manifest_file;
	size_t length = 0;
	_cleanup_free_ char *bytes = read_document(path, "manifest.json", &length);
	const char *why = NULL;

	if (!bytes)
		return -ENOENT;
	if (json_parse(bytes, length, &playground->manifest, &why) == 0)
		return 0;
	log_error("playground", "%s: %s", path ? path : "the built-in manifest", why);
	return -EINVAL;
}

static int load_world(struct playground *playground)
{
	const char *path = playground->options->world_file;
	size_t length = 0;
	_cleanup_free_ char *bytes = read_document(path, "world.json", &length);
	const char *why = NULL;

	if (!bytes)
		return -ENOENT;
	if (world_create(bytes, length, &playground->world, &why) == 0)
		return teams_create(playground, playground->world->document, &playground->teams);
	log_error("playground", "%s: %s", path ? path : "the built-in world", why);
	return -EINVAL;
}

static int start_server(struct playground *playground)
{
	const char *listen = playground->options->listen;
	struct http_server_options options = { .listen = listen,
		.body_limit = BODY_BYTES,
		.any_origin_path = "/link/",
		.handle = control_handle,
		.data = playground };
	int r = http_server_create(playground->loop, &options, &playground->server);

	if (r < 0) {
		log_error("playground", "cannot listen on %s: %s", listen, strerror(-r));
		return r;
	}
	playground->address = xasprintf("%s:%d", listen[0] == '[' ? "[::1]" : "127.0.0.1",
		http_server_port(playground->server));
	return 0;
}

static int open_clock(struct playground *playground)
{
	const char *path = playground->options->clock_file;
	int r = path ? moving_clock_create(playground, path, &playground->clock) : 0;

	if (r < 0)
		log_error("playground", "%s: %s", path, strerror(-r));
	return r;
}

int playground_init(
	struct playground *playground, uv_loop_t *loop, const struct playground_options *options)
{
	int r;

	*playground = (struct playground){ .loop = loop, .options = options };
	alarms_init(&playground->alarms, loop);
	faults_init(&playground->faults);
	r = load_manifest(playground);
	if (r == 0)
		r = load_world(playground);
	if (r == 0)
		r = open_clock(playground);
	if (r < 0)
		return r;
	playground->ledger = ledger_create();
	playground->rate_limits = rate_limits_create();
	playground->views = views_create();
	playground->files = files_create();
	playground->socket_mode = socket_mode_create(playground);
	playground->interactions = interactions_create(playground);
	playground->streams = page_streams_create(playground);
	r = start_server(playground);
	if (r == 0)
		teams_start(playground->teams);
	return r;
}

void playground_stop(struct playground *playground)
{
	if (playground->socket_mode)
		socket_mode_stop(playground->socket_mode);
	if (playground->teams)
		teams_stop(playground->teams);
	http_server_destroy(steal_pointer(playground->server), NULL, NULL);
	moving_clock_destroy(steal_pointer(playground->clock));
	alarms_finish(&playground->alarms);
}

void playground_finish(struct playground *playground)
{
	page_streams_destroy(playground->streams);
	interactions_destroy(playground->interactions);
	socket_mode_destroy(playground->socket_mode);
	views_destroy(playground->views);
	files_destroy(playground->files);
	rate_limits_destroy(playground->rate_limits);
	ledger_destroy(playground->ledger);
	teams_destroy(playground->teams);
	world_destroy(playground->world);
	json_free(playground->manifest);
	faults_clear(&playground->faults);
	free(playground->address);
}

bool playground_has_home(const struct playground *playground)
{
	return json_bool(playground->manifest, "features.app_home.home_tab_enabled", false);
}

bool playground_can_be_written_to(const struct playground *playground)
{
	const struct cJSON *home = json_get(playground->manifest, "features.app_home");

	return json_bool(home, "messages_tab_enabled", true) &&
	       !json_bool(home, "messages_tab_read_only_enabled", false);
}

void playground_reset(struct playground *playground)
{
	socket_mode_forget(playground->socket_mode);
	interactions_forget(playground->interactions);
	views_forget(playground->views);
	files_forget(playground->files);
	playground->charts_refused = false;
	playground->pictures_after = 0;
	rate_limits_forget(playground->rate_limits);
	rate_limits_switch(playground->rate_limits, true);
	ledger_forget(playground->ledger);
	world_forget(playground->world);
	teams_forget(playground->teams);
	faults_clear(&playground->faults);
	page_streams_tell_all(playground, "world");
}
