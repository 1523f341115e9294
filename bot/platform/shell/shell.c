#include "bot/platform/shell/shell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/platform.h"
#include "bot/platform/soon.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct shell {
	struct platform platform;
	void (*answer)(void *data, const char *text);
	void *data;
	struct soon *soon;
};

/* A ticket needs to know nothing but its event. */
struct event_ticket {
	struct event *event;
};

static struct shell *shell_from(struct platform *platform)
{
	return container_of(platform, struct shell, platform);
}

static int shell_start(struct platform *platform)
{
	(void)platform;
	return 0;
}

static void shell_stop(struct platform *platform, void (*done)(void *data), void *data)
{
	(void)platform;
	done(data);
}

static void release(struct event_ticket *ticket)
{
	arena_destroy(ticket->event->arena);
	free(ticket);
}

static void shell_acknowledge(
	struct platform *platform, struct event_ticket *ticket, const struct answer *answer)
{
	struct shell *shell = shell_from(platform);
	_cleanup_text_ struct text plain = TEXT_INIT;

	if (answer->message)
		message_plain(answer->message, &plain);
	if (shell->answer)
		shell->answer(shell->data, text_string(&plain));
	release(ticket);
}

static void shell_abandon(struct platform *platform, struct event_ticket *ticket)
{
	struct shell *shell = shell_from(platform);

	if (shell->answer)
		shell->answer(shell->data, NULL);
	release(ticket);
}

static void shell_deliver(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	_cleanup_free_ char *id = xasprintf("%" PRId64, delivery->id);
	struct delivery_result result = {
		.outcome = DELIVERED,
		.channel = "log",
		.message = id,
	};

	log_info("shell", "for %s: delivery=%" PRId64 "; `lastmile say /lastmile mine` shows it",
		delivery->person ? delivery->person : "the log", delivery->id);
	soon_tell(shell_from(platform)->soon, &result, done, data);
}

static void shell_request_profile(struct platform *platform, const char *person)
{
	(void)platform;
	(void)person; // the system's user database says no more than the name we have
}

static struct platform_status shell_status(const struct platform *platform)
{
	(void)platform;
	return (struct platform_status){ .link = LINK_READY, .connections = -1 };
}

static void shell_destroy(struct platform *platform)
{
	struct shell *shell;

	if (!platform)
		return;
	shell = shell_from(platform);
	soon_destroy(shell->soon, shell);
}

static const struct platform_impl shell_impl = {
	.name = "shell",
	.capabilities = {
		.lookup = false,
		.message_interval = 0,
	},
	.start = shell_start,
	.stop = shell_stop,
	.acknowledge = shell_acknowledge,
	.abandon = shell_abandon,
	.deliver = shell_deliver,
	.reconcile = shell_deliver, // to say it twice in the log is harmless
	.request_profile = shell_request_profile,
	.status = shell_status,
	.destroy = shell_destroy,
};

struct platform *shell_create(
	uv_loop_t *loop, void (*answer)(void *data, const char *text), void *data)
{
	struct shell *shell = xcalloc(1, sizeof(*shell));

	shell->platform.impl = &shell_impl;
	shell->answer = answer;
	shell->data = data;
	shell->soon = soon_create(loop);
	return &shell->platform;
}

static const char *fresh_id(struct arena *arena)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		random = (uint64_t)clock_monotonic();
	return arena_printf(arena, "say:%" PRId64 ":%016" PRIx64, clock_now(), random);
}

/* "/fixed LM-12 …" into the name without its slash and the rest. */
static void split_words(struct event *event, const char *words)
{
	_cleanup_free_ char *clean = text_clean(words, strlen(words));
	char *line = text_trim(clean);
	line += *line == '/';
	size_t name = strcspn(line, " \t\n");

	event->command.name = arena_strndup(event->arena, line, name);
	event->command.text = arena_strdup(event->arena, text_trim(line + name));
}

void shell_say(struct platform *platform, const char *actor_platform, const char *account,
	const char *name, const char *words)
{
	struct arena *arena = arena_create();
	struct event *event = event_create(arena, arena_strdup(arena, actor_platform), clock_now());
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));

	event->type = EVENT_COMMAND;
	event->id = fresh_id(arena);
	event->actor.id = arena_strdup(arena, account);
	event->actor.name = arena_strdup(arena, name);
	split_words(event, words);
	ticket->event = event;
	platform->listener.event(platform->listener.data, platform, event, ticket);
}
