#ifndef LASTMILE_PLAYGROUND_WORLD_H
#define LASTMILE_PLAYGROUND_WORLD_H
/*
 * The made-up workspace: people, channels and what was said in them. It knows nothing of sockets or
 * of who may do what; it keeps the facts and the order of time.
 *
 * People and channels come from a JSON document (world.json is the built-in one) and never change.
 * Every person has a direct message with the app: a channel D0<NAME>.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/list.h"

struct cJSON;
struct text;

struct person {
	const char *id; // "U0ANA"
	const char *name;
	const char *handle; // "ana"
	const char *title;
	const char *email; // "": none
	const char *timezone; // "Europe/London"
	bool admin;
};

struct channel {
	const char *id; // "C0LEGAL", or "D0ANA"
	const char *name; // "legal"; of a direct message "directmessage"
	const char *purpose;
	bool is_private;
	bool app_member;
	const struct person *direct; // whose direct message with the app this is, else NULL
	const struct cJSON *members; // ids of people; NULL in a direct message
	char *owned_id;
	struct list posts; // post::link, oldest first
};

/* One message. Strings and JSON are its own; what may be NULL says so. */
struct post {
	struct list link; // channel::posts
	struct channel *channel;
	char *ts; // "1760000000.123456", unique and increasing
	int64_t at; // ms since the epoch
	char *user; // who wrote it: a person's id, or the app's user
	bool by_app;
	char *text;
	struct cJSON *blocks; // array, or NULL
	struct cJSON *attachments; // array, or NULL
	struct cJSON *metadata; // or NULL
	struct cJSON *reactions; // array of {name, users}
	struct cJSON *chosen; // {person: {block_id: {action_id: state}}}, or NULL
	char *thread_ts; // of the parent; NULL if not in a thread
	size_t replies; // in the thread that this one begins; ephemeral ones do not count
	char *ephemeral_to; // the one person who sees it, or NULL for a real message
	char *edited_ts; // or NULL
};

struct world {
	struct cJSON *document;
	const char *team_id, *team_name, *team_domain;
	const char *app_id, *app_user, *app_bot;
	struct person *people;
	size_t person_count;
	struct channel *channels; // the direct messages stand last
	size_t channel_count;
	int64_t last_ts; // microseconds; 0: nobody has said anything
	int64_t ahead; // of the system's clock, ms: moving_clock.h
};

/* Returns 0, or -EINVAL with *ret_why (static) saying what the document lacks. */
int world_create(const char *json, size_t length, struct world **ret_world, const char **ret_why);
void world_destroy(struct world *world);
void world_forget(struct world *world); // all posts

const struct person *world_person(const struct world *world, const char *id); // NULL: nobody
const struct person *world_person_by_handle(
	const struct world *world, const char *handle, size_t length);
struct channel *world_channel(const struct world *world, const char *id); // NULL: none
struct channel *world_channel_by_name(const struct world *world, const char *name, size_t length);
struct channel *world_direct(const struct world *world, const char *person_id); // with the app

bool channel_has(const struct channel *channel, const char *person_id);

int64_t world_now(const struct world *world); // ms since the epoch, as people here see it

/* A new timestamp (free it), later than all before. */
char *world_timestamp(struct world *world);

/* A new post at the end of `channel`, with its own ts and the current time. */
struct post *post_create(
	struct world *world, struct channel *channel, const char *user, const char *text);
void post_destroy(struct post *post);
struct post *channel_post(const struct channel *channel, const char *ts); // NULL: none
void post_reply_to(struct post *post, const char *thread_ts); // NULL: it stands by itself
bool post_is_in_thread(const struct post *post, const char *thread_ts); // a reply, not the parent

/* Orders timestamps as numbers: <0, 0, >0. Accepts "1760000000" too. */
int timestamp_compare(const char *a, const char *b);

int timezone_offset(const char *zone, int64_t now); // seconds east of UTC at `now`, ms

#endif
