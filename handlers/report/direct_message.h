#ifndef LASTMILE_DIRECT_MESSAGE_H
#define LASTMILE_DIRECT_MESSAGE_H
/*
 * Plain words said to the app in the direct conversation with it: it offers to log them, and does
 * nothing until somebody says so. Greetings and words of commands are answered with how it is used.
 *
 * The words wait as a draft, whole, until the offer is answered, or for 30 days.
 */
struct outcome;
struct request;

/* EVENT_MESSAGE outside a thread. */
struct outcome *direct_message(struct request *request);

/* The offer's buttons; each carries the draft's number. */
struct outcome *draft_log(struct request *request);
struct outcome *draft_drop(struct request *request);
struct outcome *draft_details(struct request *request); /* "draft 3" */

#endif
