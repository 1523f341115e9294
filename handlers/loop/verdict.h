#ifndef LASTMILE_VERDICT_H
#define LASTMILE_VERDICT_H
/* Is it fixed? What the people say who have it, and going back to work. */
struct outcome;
struct request;
struct subject;

/*
 * What followers answer to a fix notification; the button's value is "LM-4 2": ref and round. The
 * first click of each person in a round counts.
 */
struct outcome *verdict_works(struct request *request);
struct outcome *verdict_partly(struct request *request);
struct outcome *verdict_broken(struct request *request);

/* The form that Partly and Still broken open: one line more. The click has counted already. */
struct outcome *verdict_why(struct request *request);

/* A line that is kept with the issue and shown to whoever has it. */
struct outcome *add_line(struct request *request, struct subject *subject, const char *line);

/* Back to work: status, history, and whoever is to know. `why` may be NULL. */
void reopen(struct request *request, struct subject *subject, const char *why);

#endif
