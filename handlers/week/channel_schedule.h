#ifndef LASTMILE_CHANNEL_SCHEDULE_H
#define LASTMILE_CHANNEL_SCHEDULE_H
/* What comes again in a channel, in which somebody says when: its digest, the champions' thanks. Of
 * each kind a channel has one at most; the admins and whoever owns a tool whose home it is say so.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message;
struct recurrence;
struct request;
struct schedule;
struct schedule_due;

/* The one of the channel in which the actor is; NULL: there is none, or they are in no channel. */
const struct schedule *channel_schedule_here(struct request *request, const char *kind);

/* They are in a channel, and not talking with us alone. */
bool channel_schedule_has_place(const struct request *request);
/* The actor may say what comes there, and when. */
bool channel_schedule_may_set(struct request *request);

/* Makes it, in the place of `old` (NULL: there is none), and keeps when that one last acted: no day
 * of the new rule before that is its own. */
struct schedule channel_schedule_set(struct request *request, const char *kind,
	const struct schedule *old, const struct recurrence *rule);
void channel_schedule_end(struct request *request, const struct schedule *schedule);

/* When it comes next, as a time in the message. */
void say_channel_schedule_next(
	struct request *request, struct message *message, const struct schedule *schedule);

/* Owes the channel a message; `key` is what it is owed once for, `under` the key of the one in
 * whose thread it stands (NULL: in none). */
void channel_schedule_post(struct request *request, const struct schedule_due *due, const char *key,
	const char *under, const struct message *message);

#endif
