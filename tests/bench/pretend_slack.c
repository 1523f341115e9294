/* See pretend_slack.h. */
#include "tests/bench/pretend_slack.h"

#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "tests/bench/usage.h"

extern char **environ;

/* --- the pretend Slack --- */

static void answer_json(struct http_request *request, const char *body)
{
	http_respond(request, &(struct http_response){ .status = 200, .body = body });
}

static void answer_post(struct pretend_slack *slack, struct http_request *request)
{
	_cleanup_text_ struct text body = TEXT_INIT;
	_cleanup_free_ char *channel = url_field(request->body, "channel");

	slack->posts++;
	text_printf(&body, "{\"ok\":true,\"channel\":\"D%s\",\"ts\":\"%" PRIu64 ".%06" PRIu64 "\"}",
		channel ? channel + 1 : "0", 1700000000 + slack->posts / 1000000,
		slack->posts % 1000000);
	answer_json(request, text_string(&body));
}

static void on_text(struct http_websocket *link, const char *bytes, size_t length, void *data)
{
	struct pretend_slack *slack = data;
	const char *id = strstr(bytes, "\"envelope_id\":\"b-");

	(void)link;
	(void)length;
	if (id)
		slack->acknowledged(
			slack, strtoll(id + strlen("\"envelope_id\":\"b-"), NULL, 10), bytes);
}

static void on_closed(struct http_websocket *link, void *data)
{
	struct pretend_slack *slack = data;

	if (slack->link == link)
		slack->link = NULL;
}

static const struct http_websocket_handler link_handler = { .text = on_text, .closed = on_closed };

static void open_link(struct pretend_slack *slack, struct http_request *request)
{
	static const char hello[] = "{\"type\":\"hello\",\"num_connections\":1,"
				    "\"connection_info\":{\"app_id\":\"A1\"}}";

	slack->link = http_upgrade(request, &(struct http_websocket_options){
						    .handler = &link_handler,
						    .frame_limit = 20480,
						    .message_limit = 20480,
						    .data = slack,
					    });
	if (slack->link)
		http_websocket_send(slack->link, hello, strlen(hello));
	slack->ready_at = uv_hrtime();
	uv_stop(&slack->loop);
}

static void handle(struct http_request *request, void *data)
{
	struct pretend_slack *slack = data;
	_cleanup_text_ struct text body = TEXT_INIT;

	if (text_starts_with(request->path, "/link")) {
		open_link(slack, request);
	} else if (text_equal(request->path, "/api/apps.connections.open")) {
		text_printf(&body, "{\"ok\":true,\"url\":\"ws://127.0.0.1:%d/link?ticket=t\"}",
			http_server_port(slack->server));
		answer_json(request, text_string(&body));
	} else if (text_equal(request->path, "/api/auth.test")) {
		answer_json(request,
			"{\"ok\":true,\"team\":\"Acme\",\"team_id\":\"T1\",\"user\":\"lastmile\","
			"\"user_id\":\"UBOT\",\"bot_id\":\"B1\"}");
	} else if (text_starts_with(request->path, "/api/chat.")) {
		answer_post(slack, request);
	} else {
		answer_json(request, "{\"ok\":false,\"error\":\"user_not_found\"}");
	}
}

void pretend_slack_send(struct pretend_slack *slack, int64_t serial, const char *user,
	const char *command, const char *words)
{
	_cleanup_text_ struct text envelope = TEXT_INIT;

	text_printf(&envelope,
		"{\"envelope_id\":\"b-%" PRId64 "\",\"type\":\"slash_commands\","
		"\"accepts_response_payload\":true,\"payload\":{\"team_id\":\"T1\",\"api_app_id\":"
		"\"A1\","
		"\"channel_id\":\"C1\",\"channel_name\":\"general\",\"user_id\":\"%s\","
		"\"user_name\":\"%s\",\"command\":\"%s\",\"text\":\"%s\","
		"\"response_url\":\"http://127.0.0.1:1/response/x\",\"trigger_id\":\"1.%" PRId64
		"\"}}",
		serial, user, user, command, words, serial);
	http_websocket_send(slack->link, text_string(&envelope), envelope.length);
}

/* --- the daemon --- */

static void write_configuration(struct pretend_slack *slack, char *path, size_t size)
{
	snprintf(path, size, "%s/lastmile.conf", slack->folder);
	FILE *file = fopen(path, "we");
	if (!file) {
		perror(path);
		exit(1);
	}
	fprintf(file,
		"database = \"%s/lastmile.db\"\ntimezone = \"Europe/London\"\nadmins = "
		"{\"UADMIN\"}\n"
		"slack { api_url = \"http://127.0.0.1:%d/api/\" }\nhttp { listen = "
		"\"127.0.0.1:%d\" }\n"
		"log { level = \"error\" }\n",
		slack->folder, http_server_port(slack->server), slack->metrics_port);
	fclose(file);
}

void pretend_slack_run(struct pretend_slack *slack)
{
	char conf[128];

	slack->metrics_port = usage_free_port();
	write_configuration(slack, conf, sizeof(conf));
	setenv("SLACK_APP_TOKEN", "xapp-bench", 1);
	setenv("SLACK_BOT_TOKEN", "xoxb-bench", 1);
	char *arguments[] = { (char *)(uintptr_t)slack->executable, (char[]){ "run" },
		(char[]){ "-c" }, conf, NULL };
	slack->started_at = uv_hrtime();
	int error = posix_spawn(&slack->daemon, slack->executable, NULL, NULL, arguments, environ);
	if (error) {
		fprintf(stderr, "bench: %s: %s\n", slack->executable, strerror(error));
		exit(1);
	}
	uv_run(&slack->loop, UV_RUN_DEFAULT); // until open_link()
	printf("%-28s %10.1f ms\n", "start to hello",
		(double)(slack->ready_at - slack->started_at) / 1e6);
}

void pretend_slack_stop(struct pretend_slack *slack)
{
	char command[128];
	int status = 0;

	kill(slack->daemon, SIGTERM);
	waitpid(slack->daemon, &status, 0);
	printf("%-28s %10d\n", "exit status", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	static const char *const files[] = { "lastmile.conf", "lastmile.db", "lastmile.db-wal",
		"lastmile.db-shm", "lastmile.db.lock", "lastmile.db-lock" };
	for (size_t i = 0; i < array_length(files); i++) {
		snprintf(command, sizeof(command), "%s/%s", slack->folder, files[i]);
		unlink(command);
	}
	rmdir(slack->folder);
}

void pretend_slack_init(struct pretend_slack *slack, const char *executable, const char *folder)
{
	slack->executable = executable;
	snprintf(slack->folder, sizeof(slack->folder), "%s", folder);
	uv_loop_init(&slack->loop);
	int error = http_server_create(&slack->loop,
		&(struct http_server_options){
			.listen = "127.0.0.1:0",
			.body_limit = 1 << 20,
			.any_origin_path = "/link",
			.handle = handle,
			.data = slack,
		},
		&slack->server);
	if (error) {
		fprintf(stderr, "bench: cannot listen: %s\n", strerror(-error));
		exit(1);
	}
}
