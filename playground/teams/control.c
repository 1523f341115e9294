/*
 * /playground/… as far as it is about Teams.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/teams/access.h"
#include "playground/teams/acts.h"
#include "playground/teams/courier.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/install.h"
#include "playground/teams/issuer.h"
#include "playground/teams/show.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

static void get_messages(struct act *act, const struct cJSON *query)
{
	const char *thread = json_string(query, "thread_ts");
	struct cJSON *answer, *messages;
	const struct teams_post *post;

	if (!act_read_place(act, query))
		return;
	answer = json_object();
	messages = json_set_array(answer, "messages");
	list_for_each (post, &act->place->posts, link) {
		bool wanted =
			!thread || text_equal(post->id, thread) || text_equal(post->root, thread);
		if (wanted && teams_post_seen_by(post, act->person))
			json_append(messages, post_for(act->teams, post, act->person));
	}
	reply_ok(act->request, answer);
}

static void get_views(struct act *act, const struct cJSON *query)
{
	struct cJSON *answer = json_object();

	(void)query;
	json_set(answer, "modals", dialogs_for(act->teams->dialogs, act->person));
	json_set_null(answer, "home");
	reply_ok(act->request, answer);
}

static void refuse_reaction(struct act *act, const struct cJSON *body)
{
	(void)body;
	reply_error(act->request, "not_supported",
		"Teams tells a bot of reactions on its own messages alone");
}

static const struct {
	const char *method;
	const char *path;
	void (*run)(struct act *act, const struct cJSON *body);
} routes[] = {
	{ "GET", "messages", get_messages },
	{ "GET", "views", get_views },
	{ "POST", "command", act_command },
	{ "POST", "message", act_message },
	{ "POST", "home", act_home },
	{ "POST", "action", act_action },
	{ "POST", "input", act_input },
	{ "POST", "submit", act_submit },
	{ "POST", "close", act_close },
	{ "POST", "shortcut", act_shortcut },
	{ "POST", "reaction", refuse_reaction },
	{ "POST", "presence", act_presence },
};

/* --- about Teams itself --- */

static void show_side(struct teams *teams, struct http_request *request)
{
	struct cJSON *answer = teams_show(teams);

	json_set_int(answer, "tokens_given", access_given(teams->access));
	reply_ok(request, answer);
}

static const char *check_settings(const struct cJSON *body)
{
	const char *flaw = json_string(body, "token");

	if (flaw && !issuer_knows_flaw(flaw))
		return "token is a flaw that control.md lists";
	if (json_int(body, "times", 1) < 0 || json_int(body, "repeat_after_ms", 1) < 1)
		return "times is not below 0, repeat_after_ms not below 1";
	return NULL;
}

static void set_side(struct teams *teams, struct http_request *request, const struct cJSON *body)
{
	const char *why = check_settings(body);
	const char *endpoint = json_string(body, "endpoint");

	if (why) {
		reply_error(request, "invalid_setting", why);
		return;
	}
	if (json_get(body, "token"))
		courier_flaw(
			teams->courier, json_string(body, "token"), json_int(body, "times", 1));
	if (json_int(body, "repeat_after_ms", 0))
		courier_repeat_after(teams->courier, json_int(body, "repeat_after_ms", 0));
	access_set(teams->access, json_int(body, "token_life", 0), json_string(body, "secret"));
	if (json_bool(body, "revoke_tokens", false))
		access_revoke(teams->access);
	if (json_bool(body, "rotate_keys", false))
		issuer_rotate(teams->issuer);
	teams->any_ids = json_bool(body, "any_ids", teams->any_ids);
	if (json_get(body, "endpoint"))
		courier_endpoint(teams->courier, endpoint);
	if (endpoint && json_bool(body, "install", true))
		install_app(teams->installer);
	show_side(teams, request);
}

static void on_raw(struct teams *teams, const struct courier_answer *heard, void *data)
{
	struct http_request *request = data;
	struct cJSON *answer = json_object();

	(void)teams;
	json_set_int(answer, "status", heard->status);
	if (heard->body)
		json_set(answer, "body", json_copy(heard->body));
	reply_ok(request, answer);
}

/* Any activity, as it is; `raw`: any bytes. */
static void send_any(struct teams *teams, struct http_request *request, const struct cJSON *body)
{
	const char *raw = json_string(body, "raw");
	const struct cJSON *activity = json_get(body, "activity");

	if (raw)
		courier_send_raw(teams->courier, raw, on_raw, request);
	else if (json_is_object(activity))
		courier_send(teams->courier, json_copy(activity), on_raw, request);
	else
		reply_error(request, "invalid_activity", "activity is an object, or raw a text");
}

static void get_activities(struct teams *teams, struct http_request *request)
{
	_cleanup_free_ char *since = url_field(request->query, "since");
	struct cJSON *answer = json_object();

	json_set(answer, "activities",
		courier_show(teams->courier, since ? strtoll(since, NULL, 10) : 0));
	reply_ok(request, answer);
}

static bool about_teams(struct teams *teams, struct http_request *request, const char *path,
	const struct cJSON *body)
{
	bool posts = text_equal(request->method, "POST");

	if (text_equal(path, "teams") && posts)
		set_side(teams, request, body);
	else if (text_equal(path, "teams"))
		show_side(teams, request);
	else if (text_equal(path, "activity") && posts)
		send_any(teams, request, body);
	else if (text_equal(path, "activities"))
		get_activities(teams, request);
	else
		return false;
	return true;
}

/* The query as an object, so that all routes read the same. */
static struct cJSON *read_query(const struct http_request *request)
{
	_cleanup_text_ struct text name = TEXT_INIT;
	_cleanup_text_ struct text value = TEXT_INIT;
	struct cJSON *query = json_object();
	const char *cursor = request->query;

	while (url_next_field(&cursor, &name, &value))
		json_set_string(query, text_string(&name), text_string(&value));
	return query;
}

bool teams_control(struct teams *teams, struct http_request *request, const char *path,
	const struct cJSON *body)
{
	_cleanup_json_ struct cJSON *query = read_query(request);
	const struct cJSON *from = text_equal(request->method, "GET") ? query : body;
	struct act act = { .teams = teams, .request = request };

	if (about_teams(teams, request, path, body))
		return true;
	act.person = teams_person(teams->workspace, json_string(from, "as"));
	for (size_t i = 0; act.person && i < array_length(routes); i++) {
		if (!text_equal(routes[i].method, request->method) ||
			!text_equal(routes[i].path, path))
			continue;
		routes[i].run(&act, from);
		return true;
	}
	return false;
}

struct cJSON *teams_show(const struct teams *teams)
{
	const struct teams_workspace *workspace = teams->workspace;
	_cleanup_free_ char *service_url = teams_service_url(teams);
	struct cJSON *shown = json_object();
	struct cJSON *people = json_set_array(shown, "people");
	struct cJSON *channels = json_set_array(shown, "channels");

	json_set_string(shown, "tenant", workspace->tenant);
	json_set_string(shown, "app_id", workspace->app_id);
	json_set_string(shown, "bot", workspace->bot_id);
	json_set_string(shown, "bot_name", workspace->bot_name);
	json_set_string(shown, "team", workspace->team_id);
	json_set_string(shown, "team_name", workspace->team_name);
	json_set_string(shown, "service_url", service_url);
	json_set_string(shown, "endpoint", courier_get_endpoint(teams->courier));
	for (size_t i = 0; i < workspace->person_count; i++) {
		const struct teams_person *person = &workspace->people[i];
		struct cJSON *one = json_append(people, json_object());
		json_set_string(one, "id", person->id);
		json_set_string(one, "name", person->name);
		json_set_string(one, "handle", person->handle);
		json_set_string(one, "title", person->title);
		json_set_string(one, "timezone", person->timezone);
		json_set_string(one, "object", person->object);
		json_set_string(one, "email", person->email);
		json_set_string(one, "direct", teams_direct(workspace, person)->id);
	}
	for (size_t i = 0; i < workspace->place_count; i++) {
		const struct teams_place *place = &workspace->places[i];
		struct cJSON *one;
		if (place->direct)
			continue;
		one = json_append(channels, json_object());
		json_set_string(one, "id", place->id);
		json_set_string(one, "name", place->name);
		json_set_string(one, "purpose", place->purpose);
		json_set_bool(one, "group", place->kind == PLACE_GROUP);
		json_set_bool(one, "app", place->app_member);
		json_set(one, "members", json_copy(place->members));
	}
	return shown;
}
