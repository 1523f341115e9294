#ifndef LASTMILE_HOME_H
#define LASTMILE_HOME_H
/*
 * The app's home page, one for each person: what they may do, their issues, what waits for them,
 * the tools. It says what this person may see and nothing else: their own anonymous reports are
 * theirs to see, those of others name nobody.
 *
 * A function of the database, the person and the time alone, and the time only in hours and days:
 * so it is published again when something changed, not when a minute went by. It fits the most
 * blocks a platform shows (Slack: 100), whatever there is to show.
 */
#include <stddef.h>
#include <stdint.h>

struct message;
struct outcome;
struct request;

const struct message *home_page(struct request *request);

struct outcome *home_show(struct request *request); /* answers with it, read aside */

/* The app in a few sentences, for who is new here. */
void home_say_what_this_is(struct request *request, struct message *message);

/* Its parts; each begins with its heading, or says nothing. */
void home_say_mine(struct request *request, struct message *message);
void home_say_waiting(struct request *request, struct message *message);
void home_say_tools(struct request *request, struct message *message);

/* "less than an hour", "3 hours", "2 days": since that time. */
const char *home_age(struct request *request, int64_t since);
/* "and 3 more: /lastmile mine"; 0: nobody counted them. */
void home_say_more(struct message *message, size_t count, const char *where);

#endif
