#ifndef LASTMILE_SLACK_ANSWER_H
#define LASTMILE_SLACK_ANSWER_H
/*
 * What the actor alone is to see, and the way it takes in Slack: the table of bot/answer.h. Some of
 * it travels in the acknowledgement, the rest in a request of its own once that has left.
 *
 *     message                      form
 *     in the acknowledgement       views.open                 command
 *     response_url                 views.open                 button, shortcut on a message
 *     views.update                 views.update               in a form
 *     views.open                   views.open                 home page, shortcut without a message
 *     in the acknowledgement       in the acknowledgement     form sent
 *
 * A form that does not open (Slack takes a trigger for 3 s, and once) is told in words through the
 * response_url; where there is none, the log says so. A form that was closed or changed meanwhile
 * is not updated: what the person sees then is newer than the answer.
 *
 * A home page is published if it says something else than the one that was looked at; after a form
 * it is published anyway, for nobody knows what it says then.
 */
struct answer;
struct slack_frame;
struct web_api;

/* The acknowledgement, whole; free() it. */
char *slack_answer_acknowledgement(const struct slack_frame *frame, const struct answer *answer);

/* Sends the rest. Frame and answer are borrowed during the call. */
void slack_answer_beside(
	struct web_api *api, const struct slack_frame *frame, const struct answer *answer);

#endif
