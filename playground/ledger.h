#ifndef LASTMILE_PLAYGROUND_LEDGER_H
#define LASTMILE_PLAYGROUND_LEDGER_H
/*
 * Every Web API call that was applied, in order: what tests compare the world with.
 */
#include <stdint.h>

struct call;
struct cJSON;
struct ledger;

struct ledger *ledger_create(void);
void ledger_destroy(struct ledger *ledger);
void ledger_forget(struct ledger *ledger); // numbers begin at 1 again

void ledger_write(struct ledger *ledger, const struct call *call);
/* A call that was no method of Slack's; takes `entry` over and puts "n" and "at" into it. */
void ledger_append(struct ledger *ledger, struct cJSON *entry);

/* {calls, total, posts}: the calls after number `since`. A new object. */
struct cJSON *ledger_show(const struct ledger *ledger, int64_t since);

#endif
