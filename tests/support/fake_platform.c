#include "tests/support/fake_platform.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/handle.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_POSTS = 4096, MOST_PLANS = 256 };

struct fake_platform {
	struct platform platform;
	uv_idle_t idle; // answers come from the loop, never from inside deliver()
	struct list answers; // answer::link
	enum fake_fate plan[MOST_PLANS];
	size_t plan_count, plan_next;
	struct fake_post posts[MOST_POSTS];
	size_t post_count, attempts;
	int lookups, acknowledged, abandoned, homes;
	char *last_answer;
	void (*look)(void *data);
	void *look_data;
};

struct ending {
	struct list link;
	delivery_done *done;
	void *data;
	struct delivery_result result;
	char message[32];
};

struct event_ticket {
	struct event *event;
};

static struct fake_platform *fake_from(const struct platform *platform)
{
	return container_of(platform, struct fake_platform, platform);
}

static void contact(struct fake_platform *fake)
{
	if (fake->look)
		fake->look(fake->look_data);
}

/* Whatever is to be answered, in one turn of the loop. */
static void on_idle(uv_idle_t *idle)
{
	struct fake_platform *fake = idle->data;

	uv_idle_stop(idle);
	while (!list_empty(&fake->answers)) {
		struct ending *answer = list_first(&fake->answers, struct ending, link);
		list_remove(&answer->link);
		answer->done(answer->data, &answer->result);
		free(answer);
	}
}

static void answer_later(struct fake_platform *fake, delivery_done *done, void *data,
	struct delivery_result result, const char *message)
{
	struct ending *answer = xcalloc(1, sizeof(*answer));

	answer->done = done;
	answer->data = data;
	answer->result = result;
	if (message) {
		snprintf(answer->message, sizeof(answer->message), "%s", message);
		answer->result.channel = "wall";
		answer->result.message = answer->message;
	}
	list_append(&fake->answers, &answer->link);
	uv_idle_start(&fake->idle, on_idle);
}

static char *plain(const struct message *content)
{
	struct text text = TEXT_INIT;

	message_plain(content, &text);
	return text_steal(&text);
}

static struct fake_post *find(struct fake_platform *fake, const char *message)
{
	for (size_t i = 0; i < fake->post_count; i++)
		if (text_equal(fake->posts[i].message, message))
			return &fake->posts[i];
	return NULL;
}

static const char *apply(struct fake_platform *fake, const struct delivery *delivery)
{
	struct fake_post *post;

	if (delivery->operation == DELIVERY_UPDATE) {
		post = find(fake, delivery->message);
		if (!post)
			return NULL;
		free(post->text);
		post->updates++;
	} else {
		post = &fake->posts[fake->post_count++];
		snprintf(post->token, sizeof(post->token), "%s", delivery->token);
		snprintf(post->person, sizeof(post->person), "%s",
			delivery->person ? delivery->person : "");
		snprintf(post->message, sizeof(post->message), "m%zu", fake->post_count);
	}
	post->text = plain(delivery->content);
	return post->message;
}

static void fake_deliver(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	struct fake_platform *fake = fake_from(platform);
	enum fake_fate fate = FAKE_DELIVERED;
	struct delivery_result lost = { .outcome = UNKNOWN, .reason = "timeout" };
	struct delivery_result retry = {
		.outcome = RETRY_LATER, .retry_after = 50, .reason = "busy"
	};

	contact(fake);
	fake->attempts++;
	if (fake->plan_next < fake->plan_count)
		fate = fake->plan[fake->plan_next++];
	switch (fate) {
	case FAKE_DELIVERED:
		answer_later(fake, done, data, (struct delivery_result){ .outcome = DELIVERED },
			apply(fake, delivery));
		return;
	case FAKE_APPLIED_UNKNOWN:
		apply(fake, delivery);
		answer_later(fake, done, data, lost, NULL);
		return;
	case FAKE_NOTHING_UNKNOWN:
		answer_later(fake, done, data, lost, NULL);
		return;
	case FAKE_APPLIED_SILENT:
		apply(fake, delivery);
		return;
	case FAKE_RETRY_METHOD:
		retry.hold = HOLD_METHOD;
		answer_later(fake, done, data, retry, NULL);
		return;
	case FAKE_RETRY:
		answer_later(fake, done, data, retry, NULL);
		return;
	case FAKE_REFUSED:
		answer_later(fake, done, data,
			(struct delivery_result){ .outcome = REFUSED, .reason = "no_such_person" },
			NULL);
		return;
	}
}

static void fake_reconcile(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	struct fake_platform *fake = fake_from(platform);

	fake->lookups++;
	for (size_t i = 0; i < fake->post_count; i++) {
		if (!text_equal(fake->posts[i].token, delivery->token))
			continue;
		answer_later(fake, done, data, (struct delivery_result){ .outcome = DELIVERED },
			fake->posts[i].message);
		return;
	}
	answer_later(fake, done, data,
		(struct delivery_result){ .outcome = REFUSED, .reason = "not_found" }, NULL);
}

static void release(struct event_ticket *ticket)
{
	arena_destroy(ticket->event->arena);
	free(ticket);
}

static void fake_acknowledge(
	struct platform *platform, struct event_ticket *ticket, const struct answer *answer)
{
	struct fake_platform *fake = fake_from(platform);

	contact(fake);
	fake->acknowledged++;
	free(fake->last_answer);
	fake->homes += answer->home != NULL;
	fake->last_answer = answer->message ? plain(answer->message) : xstrdup("");
	release(ticket);
}

static void fake_abandon(struct platform *platform, struct event_ticket *ticket)
{
	fake_from(platform)->abandoned++;
	release(ticket);
}

static int fake_start(struct platform *platform)
{
	(void)platform;
	return 0;
}

static void fake_stop(struct platform *platform, void (*done)(void *data), void *data)
{
	(void)platform;
	done(data);
}

static void fake_request_profile(struct platform *platform, const char *person)
{
	(void)platform;
	(void)person;
}

static struct platform_status fake_status(const struct platform *platform)
{
	(void)platform;
	return (struct platform_status){ .link = LINK_READY, .connections = 1 };
}

void fake_hang_up(struct fake_platform *fake)
{
	while (!list_empty(&fake->answers)) {
		struct ending *answer = list_first(&fake->answers, struct ending, link);
		list_remove(&answer->link);
		free(answer);
	}
	uv_idle_stop(&fake->idle);
}

static void fake_impl_destroy(struct platform *platform)
{
	struct fake_platform *fake = fake_from(platform);

	fake_hang_up(fake);
	for (size_t i = 0; i < fake->post_count; i++)
		free(fake->posts[i].text);
	free(fake->last_answer);
	uv_close((uv_handle_t *)&fake->idle, handle_free_owner);
}

static const struct platform_impl fake_impl = {
	.name = "slack", // stands in for it, so that people of it are written to
	.capabilities = {
		.lookup = true,
		.message_interval = 0,
	},
	.start = fake_start,
	.stop = fake_stop,
	.acknowledge = fake_acknowledge,
	.abandon = fake_abandon,
	.deliver = fake_deliver,
	.reconcile = fake_reconcile,
	.request_profile = fake_request_profile,
	.status = fake_status,
	.destroy = fake_impl_destroy,
};

struct fake_platform *fake_create(uv_loop_t *loop)
{
	struct fake_platform *fake = xcalloc(1, sizeof(*fake));

	fake->platform.impl = &fake_impl;
	list_init(&fake->answers);
	uv_idle_init(loop, &fake->idle);
	fake->idle.data = fake;
	return fake;
}

struct platform *fake_as_platform(struct fake_platform *fake)
{
	return &fake->platform;
}

void fake_destroy(struct fake_platform *fake)
{
	if (fake)
		fake_impl_destroy(&fake->platform);
}

void fake_watch(struct fake_platform *fake, void (*look)(void *data), void *data)
{
	fake->look = look;
	fake->look_data = data;
}

void fake_plan(struct fake_platform *fake, const enum fake_fate *fates, size_t count)
{
	fake->plan_count = count < MOST_PLANS ? count : MOST_PLANS;
	memcpy(fake->plan, fates, fake->plan_count * sizeof(*fates));
	fake->plan_next = 0;
}

size_t fake_posts(const struct fake_platform *fake)
{
	return fake->post_count;
}

const struct fake_post *fake_post(const struct fake_platform *fake, size_t index)
{
	return &fake->posts[index];
}

int fake_lookups(const struct fake_platform *fake)
{
	return fake->lookups;
}

size_t fake_attempts(const struct fake_platform *fake)
{
	return fake->attempts;
}

static struct event *event_from(const char *id, const char *account, enum event_type type)
{
	struct arena *arena = arena_create();
	struct event *event = event_create(arena, "slack", 0);

	event->type = type;
	event->id = arena_strdup(arena, id);
	event->actor.id = arena_strdup(arena, account);
	return event;
}

static void send_event(struct fake_platform *fake, struct event *event)
{
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));

	ticket->event = event;
	fake->platform.listener.event(fake->platform.listener.data, &fake->platform, event, ticket);
}

void fake_send(struct fake_platform *fake, const char *id, const char *account, const char *command,
	const char *text)
{
	struct event *event = event_from(id, account, EVENT_COMMAND);

	event->command.name = arena_strdup(event->arena, command);
	event->command.text = arena_strdup(event->arena, text);
	send_event(fake, event);
}

void fake_open_home(struct fake_platform *fake, const char *id, const char *account)
{
	send_event(fake, event_from(id, account, EVENT_HOME));
}

void fake_press_home(struct fake_platform *fake, const char *id, const char *account,
	const char *button, const char *value)
{
	struct event *event = event_from(id, account, EVENT_ACTION);

	event->place.home = true;
	event->action.name = arena_strdup(event->arena, button);
	event->action.value = arena_strdup(event->arena, value);
	send_event(fake, event);
}

int fake_acknowledged(const struct fake_platform *fake)
{
	return fake->acknowledged;
}

int fake_abandoned(const struct fake_platform *fake)
{
	return fake->abandoned;
}

const char *fake_last_answer(const struct fake_platform *fake)
{
	return fake->last_answer ? fake->last_answer : "";
}

int fake_homes(const struct fake_platform *fake)
{
	return fake->homes;
}
