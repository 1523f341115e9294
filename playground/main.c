/*
 * lastmile-playground: Slack's Socket Mode and Web API for one made-up workspace, and what Teams is
 * to an app, on loopback. control.md is its reference.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <uv.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "playground/playground.h"

static const char usage[] =
	"usage: lastmile-playground [--listen 127.0.0.1:8700] [--manifest FILE] [--world FILE]\n"
	"           [--clock FILE] [--app-token TOKEN] [--bot-token TOKEN]\n"
	"           [--teams-endpoint URL] [--quiet]\n"
	"A pretend Slack on this machine: a page for people, the Web API and Socket Mode for the "
	"app.\n";

struct program {
	struct playground playground;
	uv_signal_t signals[2];
};

static const struct option long_options[] = {
	{ "listen", required_argument, NULL, 'l' },
	{ "manifest", required_argument, NULL, 'm' },
	{ "world", required_argument, NULL, 'w' },
	{ "teams-endpoint", required_argument, NULL, 't' },
	{ "clock", required_argument, NULL, 'c' },
	{ "app-token", required_argument, NULL, 'a' },
	{ "bot-token", required_argument, NULL, 'b' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ 0 },
};

/* Returns -1 to go on, or an exit code. */
static int read_options(int argc, char **argv, struct playground_options *options)
{
	int letter;

	while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (letter) {
		case 'l':
			options->listen = optarg;
			break;
		case 'm':
			options->manifest_file = optarg;
			break;
		case 'w':
			options->world_file = optarg;
			break;
		case 'c':
			options->clock_file = optarg;
			break;
		case 'a':
			options->app_token = optarg;
			break;
		case 'b':
			options->bot_token = optarg;
			break;
		case 't':
			options->teams_endpoint = optarg;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EX_OK;
		case 'v':
			puts("lastmile-playground " LASTMILE_VERSION);
			return EX_OK;
		default:
			fputs(usage, stderr);
			return EX_USAGE;
		}
	}
	if (optind == argc)
		return -1;
	fputs(usage, stderr);
	return EX_USAGE;
}

static void stop(struct program *program)
{
	playground_stop(&program->playground);
	for (size_t i = 0; i < array_length(program->signals); i++)
		uv_close((uv_handle_t *)&program->signals[i], NULL);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct program *program = handle->data;

	(void)number;
	if (!uv_is_closing((uv_handle_t *)handle))
		stop(program);
}

static void watch_signals(struct program *program, uv_loop_t *loop)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	for (size_t i = 0; i < array_length(numbers); i++) {
		uv_signal_init(loop, &program->signals[i]);
		program->signals[i].data = program;
		uv_signal_start(&program->signals[i], on_signal, numbers[i]);
	}
}

int main(int argc, char **argv)
{
	struct playground_options options = { .listen = "127.0.0.1:8700",
		.app_token = "xapp-playground",
		.bot_token = "xoxb-playground" };
	struct program program = { 0 };
	uv_loop_t loop;
	int r = read_options(argc, argv, &options);

	if (r >= 0)
		return r;
	signal(SIGPIPE, SIG_IGN);
	log_set_level(options.quiet ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO);
	uv_loop_init(&loop);
	watch_signals(&program, &loop);
	r = playground_init(&program.playground, &loop, &options);
	if (r == 0) {
		printf("listening on http://%s\n", program.playground.address);
		fflush(stdout);
	} else {
		stop(&program);
	}
	uv_run(&loop, UV_RUN_DEFAULT);
	playground_finish(&program.playground);
	uv_loop_close(&loop);
	return r == 0 ? EX_OK : EX_UNAVAILABLE;
}
