#ifndef LASTMILE_REACTION_H
#define LASTMILE_REACTION_H
/*
 * Our reaction on a message reports it at once. The message's words are not fetched: a reaction
 * does not say that they may be copied. Taken off within a minute, the report is taken back.
 */
struct outcome;
struct request;

/* EVENT_REACTION. Nothing of it can be answered: the receipt is owed. */
struct outcome *reaction(struct request *request);

#endif
