#ifndef LASTMILE_LEAD_BRIEF_H
#define LASTMILE_LEAD_BRIEF_H
/*
 * The lead's brief: on Monday at 09:00 where they are, an admin who asked for it is told in private
 * how last week went, in numbers that lead to their issues. It always comes.
 */
struct message;
struct request;
struct schedule_due;

#define LEAD_BRIEF "lead_brief"

/* Of the setting "brief": "monday" or "off". NULL and a line in `done`, or what is wrong. */
const char *lead_brief_set(struct request *request, const char *value, struct message *done);
void lead_brief_act(struct request *request, const struct schedule_due *due);

#endif
