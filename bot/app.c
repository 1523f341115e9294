/*~
 * The table of contents. app_init() builds the daemon from top to bottom, each part knowing only
 * the ones above it; app_stop() and app_finish() are its mirror.
 *
 * Follow one message: bot/platform/slack/socket_mode.c receives it, decode.c makes it an event,
 * bot/dispatcher.c runs it inside the transaction of bot/turn.c, handlers/report/report.c decides
 * what it means, storage/ keeps it, bot/deliverer.c sends what is owed.
 */
#include "bot/app.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sysexits.h>

#include <uv.h>

#include "bot/aside.h"
#include "bot/deliverer.h"
#include "bot/delivery_token.h"
#include "bot/dispatcher.h"
#include "bot/health.h"
#include "bot/housekeeping.h"
#include "bot/learned.h"
#include "bot/naming.h"
#include "bot/platform/absent/absent.h"
#include "bot/platform/platform.h"
#include "bot/platform/shell/shell.h"
#include "bot/platform/slack/slack.h"
#include "bot/scheduler.h"
#include "bot/slack_link.h"
#include "bot/teams_link.h"
#include "bot/turn.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/service.h"
#include "bot/util/text.h"
#include "bot/util/web.h"
#include "config/config.h"
#include "handlers/command.h"
#include "handlers/week/daily.h"
#include "handlers/week/schedule.h"
#include "storage/db.h"

enum {
	SLACK,
	TEAMS,
	SHELL,
	PLATFORMS,
	DELIVERIES_AT_ONCE = 32,
	STOP_WITHIN_MS = 5 * MS_PER_SECOND,
	TIDY_EVERY_MS = 5 * MS_PER_MINUTE,
};

struct app {
	const struct config *config;
	struct db *db;
	uv_loop_t loop;
	struct handler_settings settings;
	struct delivery_key key;
	struct web *web;
	struct http_client *http;
	struct turn *turn;
	struct aside *aside;
	struct dispatcher *dispatcher;
	struct learned *learned;
	struct platform *platforms[PLATFORMS]; // NULL: switched off
	struct platform *absent[SHELL]; // stands for one that is; NULL: it is on
	struct deliverer *deliverers[PLATFORMS];
	struct scheduler *scheduler;
	struct housekeeping *housekeeping;
	struct health *health;
	uv_signal_t signals[2];
	uv_timer_t stop_timer;
	int64_t alive_at; // when the watchdog was last fed, monotonic
	int64_t tidied_at;
	int waiting; // for this many parts to stop
	bool stopping;
	int status;
};

static void app_stop(struct app *app, int status);

/* --- what the parts tell us --- */

/* Why we end: the last that `systemctl status` shows, too, to whoever may not read the journal. */
__attribute__((format(printf, 1, 2))) static void say_end(const char *format, ...)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&words, format, args);
	va_end(args);
	log_error("app", "%s", text_string(&words));
	service_status("%s", text_string(&words));
}

static void on_commit_failed(void *data, int error, const char *why)
{
	struct app *app = data;

	/* No retry in this process: after a failed fsync the page cache may hold what the disk does
	 * not. */
	say_end("the database cannot be written (%s: %s); ending, to start again cleanly", why,
		strerror(-error));
	health_set_broken(app->health);
	app_stop(app, EX_TEMPFAIL);
}

static void on_event(
	void *data, struct platform *platform, struct event *event, struct event_ticket *ticket)
{
	struct app *app = data;

	dispatcher_take(app->dispatcher, platform, event, ticket);
}

static void say_link(const struct platform *platform, struct text *words)
{
	struct platform_status status = platform->impl->status(platform);
	const char *problem = status.problem ? status.problem : "connecting";

	text_printf(words, "%s%s: %s", words->length ? "; " : "", platform->impl->name,
		status.link == LINK_READY ? "connected" : problem);
}

static void on_link_status(void *data, struct platform *platform)
{
	struct app *app = data;
	struct platform_status status = platform->impl->status(platform);
	_cleanup_text_ struct text words = TEXT_INIT;

	for (int i = 0; i < PLATFORMS; i++)
		if (status.link == LINK_READY && app->platforms[i] == platform &&
			app->deliverers[i])
			deliverer_poke(app->deliverers[i]);
	if (app->stopping)
		return;
	for (int i = 0; i < SHELL; i++)
		if (app->platforms[i])
			say_link(app->platforms[i], &words);
	service_status("%s", text_string(&words));
}

static void on_learned(void *data, struct platform *platform, const char *name, const char *value)
{
	struct app *app = data;

	learned_keep(app->learned, platform->impl->name, name, value);
}

/* What is due may be more than a moment ago: another process wrote it, or it became later. */
static void on_more_due(void *data)
{
	struct app *app = data;

	for (int i = 0; i < PLATFORMS; i++)
		if (app->deliverers[i])
			deliverer_poke(app->deliverers[i]);
	scheduler_poke(app->scheduler);
}

static void on_asleep(void *data)
{
	struct app *app = data;

	for (int i = 0; i < PLATFORMS; i++)
		if (app->platforms[i] && app->platforms[i]->impl->wake)
			app->platforms[i]->impl->wake(app->platforms[i]);
}

static void on_profile_wanted(void *data, const char *name, const char *person)
{
	struct app *app = data;

	for (int i = 0; i < SHELL; i++) {
		struct platform *platform = app->platforms[i];
		if (platform && text_equal(platform->impl->name, name) &&
			platform->impl->status(platform).link == LINK_READY)
			platform->impl->request_profile(platform, person);
	}
}

static void on_second(void *data)
{
	struct app *app = data;
	int64_t interval = service_watchdog_interval();

	if (interval && clock_monotonic() - app->alive_at >= interval) {
		app->alive_at = clock_monotonic();
		service_alive();
	}
	if (clock_monotonic() - app->tidied_at >= TIDY_EVERY_MS) {
		app->tidied_at = clock_monotonic();
		db_tidy(app->db);
	}
}

static void on_signal(uv_signal_t *signal, int number)
{
	log_info("app", "%s: finishing what is under way", strsignal(number));
	app_stop(signal->data, EX_OK);
}

/* --- building --- */

static const char *const names[] = { [SLACK] = "slack", [TEAMS] = "teams" };

static void listen_to(struct app *app, struct platform *platform)
{
	platform->listener = (struct platform_listener){
		.event = on_event,
		.status = on_link_status,
		.learned = on_learned,
		.data = app,
	};
}

/* Also for platforms that are switched off: something may be owed there. */
static void init_deliverers(struct app *app)
{
	const struct deliverer_settings settings = {
		.settle_after = app->config->slack.settle_seconds * MS_PER_SECOND,
		.most_at_once = DELIVERIES_AT_ONCE,
	};

	for (int i = 0; i < PLATFORMS; i++) {
		struct platform *platform = app->platforms[i];
		if (platform)
			listen_to(app, platform);
		else
			platform = app->absent[i] = absent_create(&app->loop, names[i]);
		app->deliverers[i] = deliverer_create(
			&app->loop, app->turn, app->db, platform, &app->key, &settings);
	}
}

static int init_platforms(struct app *app, const struct secrets *secrets)
{
	if (app->config->slack.enabled && secrets) {
		_cleanup_free_ char *charts = learned_read(app->db, "slack", "charts");
		app->platforms[SLACK] = slack_link_create(
			&app->loop, app->web, app->http, app->config, secrets, charts);
		if (!app->platforms[SLACK])
			return -EINVAL;
	}
	if (app->config->teams.enabled && secrets)
		app->platforms[TEAMS] = teams_link_create(
			&app->loop, app->web, app->http, app->config, secrets, app->db);
	app->platforms[SHELL] = shell_create(&app->loop, NULL, NULL);
	init_deliverers(app);
	return 0;
}

/* Where each link's state is shown. */
static const enum metric link_metrics[] = {
	[SLACK] = METRIC_LINK_STATE,
	[TEAMS] = METRIC_TEAMS_LINK_STATE,
};

static int init_health(struct app *app)
{
	if (!*app->config->http.listen)
		return 0;
	struct health_settings settings = { .listen = app->config->http.listen, .db = app->db };
	size_t count = 0;

	for (int i = 0; i < SHELL; i++)
		if (app->platforms[i])
			settings.links[count++] =
				(struct health_link){ app->platforms[i], link_metrics[i] };
	int error = health_create(&app->loop, &settings, &app->health);
	if (error)
		say_end("cannot listen at %s: %s; change http.listen in %s",
			app->config->http.listen, strerror(-error), app->config->path);
	else
		log_info("app", "health and metrics at port %d", health_port(app->health));
	return error;
}

static void init_signals(struct app *app)
{
	static const int numbers[] = { SIGTERM, SIGINT };

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); // a size limit is an error of write(), not our death
	/* The configuration is read at start; a lost terminal is no reason to end. */
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < array_length(numbers); i++) {
		uv_signal_init(&app->loop, &app->signals[i]);
		app->signals[i].data = app;
		uv_signal_start(&app->signals[i], on_signal, numbers[i]);
	}
	uv_timer_init(&app->loop, &app->stop_timer);
	app->stop_timer.data = app;
}

/* Platforms that say who people are. */
static const char *const profiled[] = { "slack", "teams", NULL };

static int app_init(struct app *app, const struct secrets *secrets)
{
	int error = delivery_key_load(app->db, &app->key);

	if (!error)
		error = deliverer_recover(
			app->db, app->config->slack.settle_seconds * MS_PER_SECOND);
	if (error)
		return error;
	uv_loop_init(&app->loop);
	init_signals(app);
	naming_settings(app->config, &app->settings);
	error = web_create(&app->loop, &app->web);
	if (error)
		return error;
	app->http = http_client_create(&app->loop);
	app->turn = turn_create(&app->loop, app->db, on_commit_failed, app);
	app->aside = aside_create(&app->loop, app->config->database);
	app->dispatcher = dispatcher_create(app->turn, app->db, &app->settings, app->aside);
	app->learned = learned_create(app->turn, app->db);
	error = daily_start(app->db, clock_now());
	if (!error)
		error = schedule_start(app->db, clock_now());
	if (error)
		return error;
	/* Before the deliverers, which look in each turn for what was written before them. */
	app->scheduler = scheduler_create(
		&app->loop, app->turn, app->db, &app->settings, app->aside, clock_now);
	error = init_platforms(app, secrets);
	if (error)
		return error;
	if (!app->platforms[SLACK] && !app->platforms[TEAMS])
		log_warning("app", "Slack and Teams are switched off in the configuration");
	app->housekeeping = housekeeping_create(&app->loop, app->turn, app->db, profiled,
		&(struct housekeeping_hooks){
			.others_wrote = on_more_due,
			.jumped = on_more_due,
			.asleep = on_asleep,
			.request_profile = on_profile_wanted,
			.second = on_second,
			.data = app,
		});
	return init_health(app);
}

static int start_platforms(struct app *app)
{
	for (int i = 0; i < PLATFORMS; i++) {
		const struct platform *platform = app->platforms[i];
		int error = platform ? platform->impl->start(app->platforms[i]) : 0;
		if (!error)
			continue;
		struct platform_status status = platform->impl->status(platform);
		say_end("%s cannot start: %s", platform->impl->name,
			status.problem ? status.problem : strerror(-error));
		return error;
	}
	return 0;
}

/* --- taking down --- */

static void on_part_closed(void *data)
{
	(void)data;
}

static void close_rest(struct app *app)
{
	for (int i = 0; i < PLATFORMS; i++) {
		deliverer_destroy(app->deliverers[i]);
		if (app->platforms[i])
			app->platforms[i]->impl->destroy(app->platforms[i]);
	}
	for (int i = 0; i < SHELL; i++)
		if (app->absent[i])
			app->absent[i]->impl->destroy(app->absent[i]);
	health_destroy(app->health);
	housekeeping_destroy(app->housekeeping);
	aside_destroy(app->aside); // before the owners of its jobs
	scheduler_destroy(app->scheduler);
	learned_destroy(app->learned);
	dispatcher_destroy(app->dispatcher);
	turn_destroy(app->turn);
	http_client_destroy(app->http);
	web_destroy(app->web, on_part_closed, NULL);
	uv_close((uv_handle_t *)&app->stop_timer, NULL);
	for (size_t i = 0; i < array_length(app->signals); i++)
		uv_close((uv_handle_t *)&app->signals[i], NULL);
}

static void on_part_stopped(void *data)
{
	struct app *app = data;

	if (--app->waiting == 0)
		uv_stop(&app->loop);
}

static void on_stop_timer(uv_timer_t *timer)
{
	struct app *app = timer->data;

	log_warning("app",
		"%d parts did not stop in time; what they had under way is looked up at the next "
		"start",
		app->waiting);
	uv_stop(&app->loop);
}

/* Links first, so that nothing new arrives; then what is under way may land and be recorded. */
static void app_stop(struct app *app, int status)
{
	if (app->stopping)
		return;
	app->stopping = true;
	app->status = status;
	service_stopping();
	uv_timer_start(&app->stop_timer, on_stop_timer, STOP_WITHIN_MS, 0);
	app->waiting = 1;
	for (int i = 0; i < PLATFORMS; i++) {
		app->waiting += app->platforms[i] ? 2 : 1;
		if (app->platforms[i])
			app->platforms[i]->impl->stop(app->platforms[i], on_part_stopped, app);
		deliverer_stop(app->deliverers[i], on_part_stopped, app);
	}
	on_part_stopped(app);
}

static void app_finish(struct app *app)
{
	close_rest(app);
	uv_run(&app->loop, UV_RUN_DEFAULT);
	int error = uv_loop_close(&app->loop);
	if (error)
		log_debug("app", "the loop was not empty: %s", uv_strerror(error));
}

/* What may pass by itself is worth another start; what only a person can mend is not. */
static int start_status(int error)
{
	static const struct {
		int error, status;
	} statuses[] = {
		{ -EADDRINUSE, EX_UNAVAILABLE },
		{ -EACCES, EX_NOPERM },
		{ -EINVAL, EX_CONFIG },
	};

	for (size_t i = 0; i < array_length(statuses); i++)
		if (statuses[i].error == error)
			return statuses[i].status;
	return EX_OSERR;
}

/* What the parts still say does not hide why. Where not all of them were built, the end of the
 * process is the end of the others. */
static int give_up(struct app *app, int error)
{
	log_error("app", "cannot start: %s", strerror(-error));
	app->stopping = true;
	if (app->housekeeping)
		app_finish(app);
	return start_status(error);
}

int app_run(const struct config *config, const struct secrets *secrets, struct db *db)
{
	struct app app = { .config = config, .db = db, .status = EX_OK };
	int error = app_init(&app, secrets);

	if (!error)
		error = start_platforms(&app);
	if (error)
		return give_up(&app, error);
	service_ready();
	uv_run(&app.loop, UV_RUN_DEFAULT);
	app_finish(&app);
	log_info("app", "ended with status %d", app.status);
	return app.status;
}
