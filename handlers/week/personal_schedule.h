#ifndef LASTMILE_PERSONAL_SCHEDULE_H
#define LASTMILE_PERSONAL_SCHEDULE_H
/* What comes to one person again, on Monday mornings at 09:00 on their own clocks. */
#include <stdbool.h>

struct message;
struct person;
struct request;
struct schedule_due;

/* Makes the schedule, unless it is there; one in a zone they have left is made anew. True: it was
 * not there before. */
bool personal_schedule_keep(struct request *request, const struct person *person, const char *kind);
bool personal_schedule_end(
	struct request *request, const struct person *person, const char *kind); // it was there

/* To whom it goes; NULL, and the schedule has ended, if they are not there any more. */
const struct person *personal_schedule_to(struct request *request, const struct schedule_due *due);
/* Once for each schedule and date. */
void personal_schedule_tell(struct request *request, const struct schedule_due *due,
	const struct person *person, const struct message *message);

#endif
