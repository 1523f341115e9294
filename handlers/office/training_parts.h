#ifndef LASTMILE_HANDLER_TRAINING_PARTS_H
#define LASTMILE_HANDLER_TRAINING_PARTS_H
/*
 * What the files of training call each other: training.c lists, training_form.c adds,
 * training_come.c takes answers and attendance, training_remind.c is what time does.
 *
 * How many come is for everybody to read; who does, and who was there, for hosts alone.
 */
#include <stdint.h>

struct message;
struct outcome;
struct request;
struct schedule;
struct schedule_due;
struct training;

#define TRAINING "training" /* kind of schedule, of timers and of what is sent */

/* Title, for whom, when, how long, where: one paragraph. */
void say_training(
	struct request *request, struct message *message, const struct training *training);
const char *training_value(struct request *request, const struct training *training);
/* The training of a button or a form; else the refusal. */
const struct training *training_asked(struct request *request, struct outcome **ret_refused);
/* The same for whoever gives it, or an admin. */
const struct training *training_own(struct request *request, struct outcome **ret_refused);

/* --- training_form.c --- */

struct outcome *training_form_open(struct request *request, const char *title);
struct outcome *training_form_sent(struct request *request);

/* --- training_come.c --- */

struct outcome *training_yes(struct request *request);
struct outcome *training_no(struct request *request);
struct outcome *training_off(struct request *request);
struct outcome *training_who(struct request *request);
struct outcome *training_who_sent(struct request *request);

/* --- training_remind.c --- */

/* It is new: its channel reads it, and its reminders are set. */
void training_announce(struct request *request, const struct training *training);
/* A direct message about it, owed once: `which` is "day", "soon", "off", "after". */
void training_tell(struct request *request, const struct training *training, int64_t person,
	const char *which, const struct message *message);
/* The timer "training": "12 day". */
struct outcome *training_due(struct request *request);
/* One of a series begins: the next is made and posted. */
void training_act(struct request *request, const struct schedule_due *due);

#endif
