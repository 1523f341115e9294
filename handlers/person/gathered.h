#ifndef LASTMILE_GATHERED_H
#define LASTMILE_GATHERED_H
/*
 * For those who want to be told once a day: what was settled or is open again comes as one message
 * at 16:00 of a working day, on their own clocks. Each issue stands in it as it is then, with its
 * buttons; what was overtaken is not said any more.
 *
 * Promises: nothing is told twice and nothing is lost, across restarts and when they change their
 * mind (then it comes at once).
 */
#include <stdint.h>

struct gathered;
struct message;
struct outcome;
struct person;
struct request;

/* To be told with the rest of the day. */
void gather(struct request *request, const struct person *person, const struct gathered *gathered);
/* What has gathered for them is told now. */
void gathered_hurry(struct request *request, int64_t person);

/* The timer "gathered": tells whoever it is time for. */
struct outcome *gathered_due(struct request *request);

/* 16:00 of the first working day on which that is after `time`. */
int64_t next_gathering(const char *timezone, int64_t time);

/* The message of one gathering, from the issues as they are now. */
const struct message *gathered_card(
	struct request *request, const struct person *person, int64_t gathering);

#endif
