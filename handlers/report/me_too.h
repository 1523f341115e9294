#ifndef LASTMILE_ME_TOO_H
#define LASTMILE_ME_TOO_H
/* Saying that somebody else's issue is mine as well. */
struct outcome;
struct request;

/*
 * The button "Me too": "LM-9 LM-4" moves the actor's report from LM-9 to LM-4, which they then
 * follow; "LM-4" alone adds a report without words. Pressing it again changes nothing.
 */
struct outcome *me_too(struct request *request);

#endif
