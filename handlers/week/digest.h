#ifndef LASTMILE_HANDLER_DIGEST_H
#define LASTMILE_HANDLER_DIGEST_H
/*
 * The digest of a channel has come due: what was said and what was fixed since the last one is read
 * first, and then posted there, with its details in the thread.
 *
 * Promises: it is owed once for each schedule and local date.
 */
struct request;
struct schedule_due;

const void *digest_read(struct request *request, const struct schedule_due *due);
void digest_act(struct request *request, const struct schedule_due *due);

#endif
