#ifndef LASTMILE_REPORT_DETAILS_H
#define LASTMILE_REPORT_DETAILS_H
/*
 * Saying more about what was logged with a word, a reaction, a Me too: kind of failure, time lost,
 * a deadline. Only one's own report; it stays as anonymous or named as it was, because what was
 * told with a name cannot be untold.
 */
struct filing;
struct outcome;
struct request;

/* The button `details`: "LM-12"; or "draft 3", for words that are not logged yet. */
struct outcome *report_details_open(struct request *request);

/* The form came back. */
struct outcome *report_details_sent(struct request *request, const struct filing *filing);

#endif
