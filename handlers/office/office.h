#ifndef LASTMILE_HANDLER_OFFICE_H
#define LASTMILE_HANDLER_OFFICE_H
/*
 * What the files of office hours call each other: stuck.c joins the queue, officehours.c shows it
 * and says when, office_call.c calls people, office_remind.c says when it begins.
 *
 * Who waits, and for what, is known to hosts alone: champions, owners and admins. Everybody else
 * learns their own place and how many wait.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct message;
struct outcome;
struct people;
struct person;
struct request;
struct schedule;
struct schedule_due;
struct schedules;
struct stuck;
struct stuck_people;
struct tool;

#define OFFICE_HOURS "office_hours" /* kind of schedule, and of what is sent */

/* --- office.c --- */

bool office_is_host(const struct request *request, const struct person *person);
bool office_is_champion(const struct request *request, const struct person *person);

/* The schedules of office hours that go on. */
struct schedules office_schedules(struct request *request);

/* The office hours that are on now, else the next that come; they last an hour. False: none are
 * set. */
struct office_time {
	const struct schedule *schedule;
	int64_t at; // when they begin, or began
	bool on; // they have begun
};
bool office_time(struct request *request, struct office_time *ret_time);

/* 1 for the first in the queue; 0: not in it. */
size_t office_place(const struct stuck_people *waiting, int64_t person);
const char *office_place_words(struct request *request, size_t place); /* "second" */
/* "nobody waits", "1 person waits", "3 people wait" */
const char *office_waiting_words(struct request *request, size_t count);

/* Somebody's own place, and when their turn may come; with a button to leave. */
void say_office_place(struct request *request, struct message *message);
/* Who waits for what: for hosts alone. */
void say_office_queue(struct request *request, struct message *message);

/* A direct message that is owed once for each key. */
struct office_telling {
	const char *key;
	const struct message *message;
	bool waits; // they wait for it: before what is only to be known
};
void office_tell(
	struct request *request, const struct person *person, const struct office_telling *telling);

/* --- stuck.c --- */

struct outcome *stuck_form_open(struct request *request); /* button stuck_form */

/* --- office_call.c --- */

struct outcome *queue_next(struct request *request);
struct outcome *queue_solved(struct request *request);
struct outcome *queue_issue(struct request *request);
struct outcome *queue_later(struct request *request);
struct outcome *queue_leave(struct request *request);
struct outcome *queue_library(struct request *request);

/* Somebody who was called: what they said, and how it may end. */
void say_office_called(struct request *request, struct message *message, const struct stuck *stuck);

/* --- office_remind.c --- */

enum { OFFICE_SOON_MINUTES = 15 };

/* They begin: the channel reads how many wait, hosts read who. */
void office_hours_act(struct request *request, const struct schedule_due *due);
/* The timer "office_soon": who waits is told that they begin soon. */
struct outcome *office_soon_due(struct request *request);
void office_arm(struct db *db, const struct schedule *schedule, int64_t now);
void office_disarm(struct db *db, int64_t schedule);

#endif
