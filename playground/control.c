#include "playground/control.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/content.h"
#include "playground/embedded.h"
#include "playground/files.h"
#include "playground/interactions.h"
#include "playground/ledger.h"
#include "playground/moving_clock.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/rate_limit.h"
#include "playground/replies.h"
#include "playground/socket_mode.h"
#include "playground/teams/teams.h"
#include "playground/views.h"
#include "playground/web_api.h"
#include "playground/world.h"

typedef void route_handler(
	struct playground *playground, struct http_request *request, const struct cJSON *body);

static int64_t query_number(const struct http_request *request, const char *name)
{
	_cleanup_free_ char *value = url_field(request->query, name);

	return value ? strtoll(value, NULL, 10) : 0;
}

static void get_messages(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	_cleanup_free_ char *as = url_field(request->query, "as");
	_cleanup_free_ char *id = url_field(request->query, "channel");
	_cleanup_free_ char *thread = url_field(request->query, "thread_ts");
	const struct channel *channel = world_channel(playground->world, id);
	const struct post *post;
	struct cJSON *answer, *messages;

	(void)body;
	if (!channel || !world_person(playground->world, as) || !channel_has(channel, as)) {
		reply_error(request, "channel_not_found", "this person sees no such channel");
		return;
	}
	answer = json_object();
	messages = json_set_array(answer, "messages");
	list_for_each(post, &channel->posts, link) {
		bool wanted = !thread || text_equal(post->ts, thread) ||
			      text_equal(post->thread_ts, thread);
		if (wanted && person_sees(as, post))
			json_append(messages, post_for_people(playground->world, post));
	}
	reply_ok(request, answer);
}

static void get_views(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	_cleanup_free_ char *as = url_field(request->query, "as");
	const struct person *person = world_person(playground->world, as);
	const struct view *home = person ? views_home(playground->views, person) : NULL;
	struct cJSON *answer;

	(void)body;
	if (!person) {
		reply_error(request, "user_not_found", "as is the id of a person");
		return;
	}
	answer = json_object();
	json_set(answer, "modals", views_for_people(playground->views, person));
	if (home)
		json_set(answer, "home", view_for_people(home));
	else
		json_set_null(answer, "home");
	reply_ok(request, answer);
}

static void get_ledger(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	(void)body;
	reply_ok(request, ledger_show(playground->ledger, query_number(request, "since")));
}

static void get_acknowledgements(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct cJSON *answer = json_object();

	(void)body;
	json_set(answer, "envelopes",
		socket_mode_show(playground->socket_mode, query_number(request, "since")));
	reply_ok(request, answer);
}

static void get_faults(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct cJSON *answer = json_object();

	(void)body;
	json_set(answer, "faults", faults_show(&playground->faults));
	reply_ok(request, answer);
}

static void set_faults(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *why = faults_replace(&playground->faults, json_get(body, "faults"));

	if (why)
		reply_error(request, "invalid_fault", why);
	else
		get_faults(playground, request, body);
}

static void clear_faults(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	faults_clear(&playground->faults);
	get_faults(playground, request, body);
}

static void act_on_socket(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *why = socket_mode_act(playground->socket_mode, body);

	if (why)
		reply_error(request, "invalid_action", why);
	else
		reply_ok(request, NULL);
}

static void set_tokens(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	playground->tokens_revoked = json_bool(body, "revoked", false);
	reply_ok(request, NULL);
}

static void set_limits(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	rate_limits_switch(playground->rate_limits, json_bool(body, "rate_limits", true));
	playground->charts_refused = !json_bool(body, "charts", true);
	playground->pictures_after = json_int(body, "pictures_after_ms", 0);
	reply_ok(request, NULL);
}

static void get_time(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	(void)body;
	reply_ok(request, moving_clock_show(playground));
}

static void steer_time(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *why = "the playground was started without --clock";

	if (playground->clock)
		why = moving_clock_steer(playground->clock, body);
	if (why)
		reply_error(request, "invalid_time", why);
	else
		get_time(playground, request, body);
}

static void reset(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	(void)body;
	playground_reset(playground);
	reply_ok(request, NULL);
}

static void open_stream(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	(void)body;
	page_streams_open(playground->streams, request);
}

static const struct {
	const char *method;
	const char *path; // after "/playground/"
	route_handler *handle;
} routes[] = {
	{ "GET", "world", control_world },
	{ "GET", "messages", get_messages },
	{ "GET", "views", get_views },
	{ "GET", "ledger", get_ledger },
	{ "GET", "acknowledgements", get_acknowledgements },
	{ "GET", "stream", open_stream },
	{ "POST", "command", interaction_command },
	{ "POST", "message", interaction_message },
	{ "POST", "action", interaction_action },
	{ "POST", "input", interaction_input },
	{ "POST", "submit", interaction_submit },
	{ "POST", "close", interaction_close },
	{ "POST", "shortcut", interaction_shortcut },
	{ "POST", "reaction", interaction_reaction },
	{ "POST", "home", interaction_home },
	{ "POST", "envelope", interaction_envelope },
	{ "GET", "faults", get_faults },
	{ "POST", "faults", set_faults },
	{ "DELETE", "faults", clear_faults },
	{ "POST", "socket", act_on_socket },
	{ "POST", "tokens", set_tokens },
	{ "POST", "limits", set_limits },
	{ "GET", "time", get_time },
	{ "POST", "time", steer_time },
	{ "POST", "reset", reset },
};

/* False: the body cannot be read, and the request was ended. An empty body is an empty object. */
static bool read_body(struct http_request *request, struct cJSON **ret_body)
{
	const char *why = "not an object";
	struct cJSON *body = NULL;

	if (!request->body_length) {
		*ret_body = json_object();
		return true;
	}
	if (json_parse(request->body, request->body_length, &body, &why) == 0 &&
		json_is_object(body)) {
		*ret_body = body;
		return true;
	}
	json_free(body);
	reply_error(request, "invalid_json", why ? why : "not an object");
	return false;
}

static void handle_control(
	struct playground *playground, struct http_request *request, const char *path)
{
	_cleanup_json_ struct cJSON *body = NULL;

	if (!read_body(request, &body) || teams_control(playground->teams, request, path, body))
		return;
	for (size_t i = 0; i < array_length(routes); i++) {
		if (!text_equal(routes[i].path, path) ||
			!text_equal(routes[i].method, request->method))
			continue;
		routes[i].handle(playground, request, body);
		return;
	}
	reply_error(request, "unknown_request", "control.md lists what there is");
}

static const char *type_of(const char *name)
{
	static const char *const types[][2] = { { ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" }, { ".css", "text/css; charset=utf-8" },
		{ ".svg", "image/svg+xml" } };
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; i < array_length(types); i++)
		if (text_equal(types[i][0], ending))
			return types[i][1];
	return NULL;
}

/* Nothing inline, nothing from elsewhere; messages cannot bring in a script or a picture. */
static void serve_page(struct http_request *request, const char *name)
{
	static const struct http_header headers[] = {
		{ "Content-Security-Policy", "default-src 'self'; base-uri 'none'; "
					     "frame-ancestors 'none'; form-action 'none'" },
		{ "Referrer-Policy", "no-referrer" },
	};
	const struct embedded_file *file = embedded_find(*name ? name : "index.html");
	struct http_response response = {
		.status = 200, .headers = headers, .header_count = array_length(headers)
	};

	if (!file || !type_of(file->name)) {
		http_respond_text(request, 404, "there is no such page");
		return;
	}
	if (!text_equal(request->method, "GET") && !text_equal(request->method, "HEAD")) {
		http_respond_text(request, 405, "pages are read with GET");
		return;
	}
	response.type = type_of(file->name);
	response.body = file->bytes;
	response.body_length = (size_t)(file->end - file->bytes);
	http_respond(request, &response);
}

void control_handle(struct http_request *request, void *data)
{
	struct playground *playground = data;
	const char *path = request->path;

	if (text_starts_with(path, "/api/"))
		web_api_handle(playground, request, path + strlen("/api/"));
	else if (text_starts_with(path, "/link/"))
		socket_mode_connect(playground->socket_mode, request);
	else if (text_starts_with(path, "/response/"))
		response_url_handle(playground, request, path + strlen("/response/"));
	else if (text_starts_with(path, "/upload/"))
		files_take_upload(playground, request, path + strlen("/upload/"));
	else if (text_starts_with(path, "/files/"))
		files_show(playground, request, path + strlen("/files/"));
	else if (text_starts_with(path, "/teams/"))
		teams_handle(playground->teams, request, path + strlen("/teams/"));
	else if (text_starts_with(path, "/playground/"))
		handle_control(playground, request, path + strlen("/playground/"));
	else
		serve_page(request, path + 1);
}
