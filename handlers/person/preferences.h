#ifndef LASTMILE_PREFERENCES_H
#define LASTMILE_PREFERENCES_H
/*
 * How somebody wants to be told, which they choose in `settings`:
 *
 *     told    single   fixed and open again: each at once (what nobody chose)
 *             daily    these come together, once on a working day (gathered.h)
 *     quiet   hours in which only what is urgent reaches them (quiet_hours.h); none
 *     role    one word, like legal: whose trainings are for them; none
 *     thanks  yes, no  whether they may be named when we say thanks; no
 */
#include <stdbool.h>
#include <stdint.h>

struct person;
struct quiet_hours;
struct request;

bool told_daily(struct request *request, int64_t person);
bool may_be_thanked(struct request *request, int64_t person);
const char *work_of(struct request *request, int64_t person); /* their role; NULL: not said */
struct quiet_hours quiet_hours_of(struct request *request, int64_t person);

/* On whose clocks they live; never NULL. */
const char *timezone_of(const struct request *request, const struct person *person);

/* When what is not urgent may reach them: outbox_order::not_before. */
int64_t when_to_tell(struct request *request, const struct person *person);

/* Each keeps a choice; a sentence of what is wrong with it, or NULL. */
const char *choose_told(struct request *request, const char *value);
const char *choose_role(struct request *request, const char *value);
const char *choose_quiet(struct request *request, const char *value);
const char *choose_thanks(struct request *request, const char *value);

#endif
