#include "bot/health.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bot/platform/platform.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/departure_store.h"
#include "storage/outbox_store.h"

enum { BODY_LIMIT = 1024 }; // nobody has anything to send here

struct health {
	struct health_settings settings;
	struct http_server *server;
	bool broken;
};

static const char *link_name(enum link_state link)
{
	static const char *const names[] = {
		[LINK_DOWN] = "down",
		[LINK_CONNECTING] = "connecting",
		[LINK_READY] = "ready",
		[LINK_REFUSED] = "refused",
	};

	return names[link];
}

static void answer_health(struct health *health, struct http_request *request)
{
	if (health->broken)
		http_respond_text(request, 503, "the database cannot be written: see the log\n");
	else
		http_respond_text(request, 200, "ok\n");
}

/* NULL after the last. */
static const struct health_link *link_at(const struct health *health, size_t index)
{
	const struct health_link *link = &health->settings.links[index];

	return index < HEALTH_LINKS && link->platform ? link : NULL;
}

static void complain_of_link(const struct platform *platform, struct text *body)
{
	struct platform_status status = platform->impl->status(platform);

	if (status.link != LINK_READY)
		text_printf(body, "%s: %s\n", platform->impl->name,
			status.problem ? status.problem : link_name(status.link));
}

static void answer_ready(struct health *health, struct http_request *request)
{
	_cleanup_text_ struct text body = TEXT_INIT;
	const struct health_link *link;

	for (size_t i = 0; (link = link_at(health, i)); i++)
		complain_of_link(link->platform, &body);
	if (health->broken)
		text_append(&body, "the database cannot be written: see the log\n");
	if (body.length)
		http_respond_text(request, 503, text_string(&body));
	else
		http_respond_text(request, 200,
			link_at(health, 0) ? "ok\n" : "ok: no platform is configured\n");
}

static double resident_bytes(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (!file)
		return 0;
	if (fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Of several, the last event of any: what went silent is said by its link. */
static int64_t measure_link(const struct health_link *link)
{
	const struct platform *platform = link->platform;
	struct platform_status status = platform->impl->status(platform);

	metrics_set_state(link->state, link_name(status.link));
	if (status.connections >= 0)
		metrics_set(METRIC_SLACK_CONNECTIONS, NULL, status.connections);
	return status.last_event;
}

static void measure_links(const struct health *health)
{
	const struct health_link *link;
	int64_t last = 0;

	for (size_t i = 0; (link = link_at(health, i)); i++) {
		int64_t event = measure_link(link);
		if (event > last)
			last = event;
	}
	if (last)
		metrics_set(METRIC_SECONDS_SINCE_LAST_EVENT, NULL,
			(double)(clock_monotonic() - last) / MS_PER_SECOND);
}

static void measure_outbox(struct db *db)
{
	struct outbox_numbers numbers = outbox_store_numbers(db);

	metrics_set(METRIC_OUTBOX_DEPTH, "ready", (double)(numbers.pending - numbers.uncertain));
	metrics_set(METRIC_OUTBOX_DEPTH, "intent", (double)numbers.uncertain);
	metrics_set(METRIC_OUTBOX_DEPTH, "parked", (double)numbers.parked);
	metrics_set(METRIC_OUTBOX_OLDEST, NULL,
		numbers.oldest ? (double)(clock_now() - numbers.oldest) / MS_PER_SECOND : 0);
	metrics_set(METRIC_WAL_PAGES, NULL, db_wal_pages(db));
}

static void measure_people(struct db *db)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct doubts doubts = departure_store_doubts(db, arena, clock_now());
	int64_t people = 0;

	for (size_t i = 0; i < doubts.count; i++)
		people += doubts.items[i].people;
	metrics_set(METRIC_PEOPLE_DOUBTED, NULL, (double)people);
}

static void answer_metrics(struct health *health, struct http_request *request)
{
	_cleanup_text_ struct text body = TEXT_INIT;

	measure_links(health);
	measure_outbox(health->settings.db);
	measure_people(health->settings.db);
	metrics_set(METRIC_RESIDENT_MEMORY, NULL, resident_bytes());
	metrics_print(&body);
	http_respond(request, &(struct http_response){
				      .status = 200,
				      .type = "text/plain; version=0.0.4; charset=utf-8",
				      .body = text_string(&body),
			      });
}

static void handle(struct http_request *request, void *data)
{
	static const struct {
		const char *path;
		void (*answer)(struct health *health, struct http_request *request);
	} pages[] = {
		{ "/healthz", answer_health },
		{ "/readyz", answer_ready },
		{ "/metrics", answer_metrics },
	};

	if (!text_equal(request->method, "GET") && !text_equal(request->method, "HEAD")) {
		http_respond_text(request, 405, "only GET is answered here\n");
		return;
	}
	for (size_t i = 0; i < array_length(pages); i++) {
		if (!text_equal(request->path, pages[i].path))
			continue;
		pages[i].answer(data, request);
		return;
	}
	http_respond_text(request, 404, "there are /healthz, /readyz and /metrics\n");
}

int health_create(
	uv_loop_t *loop, const struct health_settings *settings, struct health **ret_health)
{
	struct health *health = xcalloc(1, sizeof(*health));
	struct http_server_options options = {
		.listen = settings->listen,
		.body_limit = BODY_LIMIT,
		.handle = handle,
		.data = health,
	};

	health->settings = *settings;
	int error = http_server_create(loop, &options, &health->server);
	if (error) {
		free(health);
		return error;
	}
	*ret_health = health;
	return 0;
}

void health_set_broken(struct health *health)
{
	if (health)
		health->broken = true;
}

int health_port(const struct health *health)
{
	return http_server_port(health->server);
}

static void on_closed(void *data)
{
	free(data);
}

void health_destroy(struct health *health)
{
	if (health)
		http_server_destroy(health->server, on_closed, health);
}
