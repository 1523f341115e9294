/*
 * Posts and their timestamps: the half of world.h that grows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/world.h"

int64_t world_now(const struct world *world)
{
	return clock_now() + world->ahead;
}

char *world_timestamp(struct world *world)
{
	int64_t now = world_now(world) * 1000;

	world->last_ts = now > world->last_ts ? now : world->last_ts + 1;
	return xasprintf(
		"%" PRId64 ".%06d", world->last_ts / 1000000, (int)(world->last_ts % 1000000));
}

struct post *post_create(
	struct world *world, struct channel *channel, const char *user, const char *text)
{
	struct post *post = xcalloc(1, sizeof(*post));

	post->channel = channel;
	post->ts = world_timestamp(world);
	post->at = clock_now();
	post->user = xstrdup(user);
	post->by_app = text_equal(user, world->app_user);
	post->text = xstrdup(text ? text : "");
	post->reactions = json_array();
	list_append(&channel->posts, &post->link);
	return post;
}

void post_destroy(struct post *post)
{
	struct post *parent;

	if (!post)
		return;
	list_remove(&post->link);
	parent = post->thread_ts ? channel_post(post->channel, post->thread_ts) : NULL;
	if (parent && !post->ephemeral_to)
		parent->replies--;
	free(post->ts);
	free(post->user);
	free(post->text);
	free(post->thread_ts);
	free(post->ephemeral_to);
	free(post->edited_ts);
	json_free(post->blocks);
	json_free(post->attachments);
	json_free(post->metadata);
	json_free(post->reactions);
	json_free(post->chosen);
	free(post);
}

/* From the end: what is asked for is mostly new. */
struct post *channel_post(const struct channel *channel, const char *ts)
{
	const struct list *link = channel->posts.previous;

	for (; link != &channel->posts; link = link->previous) {
		struct post *post = container_of(link, struct post, link);
		if (text_equal(post->ts, ts))
			return post;
	}
	return NULL;
}

bool post_is_in_thread(const struct post *post, const char *thread_ts)
{
	return text_equal(post->thread_ts, thread_ts) && !text_equal(post->ts, thread_ts);
}

void post_reply_to(struct post *post, const char *thread_ts)
{
	struct post *parent = thread_ts ? channel_post(post->channel, thread_ts) : NULL;

	if (!thread_ts)
		return;
	post->thread_ts = xstrdup(thread_ts);
	if (parent && !post->ephemeral_to)
		parent->replies++;
}

int timestamp_compare(const char *a, const char *b)
{
	size_t whole_a = strcspn(a, "."), whole_b = strcspn(b, ".");
	int order;

	if (whole_a != whole_b)
		return whole_a < whole_b ? -1 : 1;
	order = strncmp(a, b, whole_a);
	if (order)
		return order;
	/* The fractions have six digits; none is zero. */
	return strcmp(
		a[whole_a] ? a + whole_a + 1 : "000000", b[whole_b] ? b + whole_b + 1 : "000000");
}
