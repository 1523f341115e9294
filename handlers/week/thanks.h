#ifndef LASTMILE_HANDLER_THANKS_H
#define LASTMILE_HANDLER_THANKS_H
/*
 * Once a month, on its first working day at 09:00, a channel that wants it reads what came of the
 * champions' month: of its tools' champions, or of all where it is no tool's home.
 *
 * Promises: it is owed once for each schedule and date. Named is only who agreed to be thanked and
 * did something; if that is nobody, nothing is posted. No reporter is named.
 */
struct outcome;
struct request;
struct schedule_due;

#define THANKS "thanks" /* kind of schedule, and of what is posted */

void thanks_act(struct request *request, const struct schedule_due *due);

/* "champions thanks", "champions thanks on", "champions thanks off"; NULL: it is none of them. */
struct outcome *thanks_asked(struct request *request);

#endif
