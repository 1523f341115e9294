#ifndef LASTMILE_PLAYGROUND_TEAMS_COURIER_H
#define LASTMILE_PLAYGROUND_TEAMS_COURIER_H
/*
 * Carries activities to the app's endpoint: one POST each, with a fresh token. A message that was
 * not answered comes again, the same, 15 s after the first (Teams does so), twice at most. What was
 * sent, and what came back, is kept for tests.
 */
#include <stdbool.h>
#include <stdint.h>

struct cJSON;
struct courier;
struct teams;

struct courier *courier_create(struct teams *teams);
void courier_stop(struct courier *courier); // all that wait hear that nothing was answered
void courier_destroy(struct courier *courier); // NULL is fine
void courier_forget(struct courier *courier);

/* NULL: nowhere. */
void courier_endpoint(struct courier *courier, const char *endpoint);
const char *courier_get_endpoint(const struct courier *courier); // NULL: none

/* The next `times` activities have this flaw (issuer.h); NULL: none any more. */
void courier_flaw(struct courier *courier, const char *flaw, int64_t times);
void courier_repeat_after(struct courier *courier, int64_t ms);

struct courier_answer {
	int status; // 0: none came
	const struct cJSON *body; // NULL: empty, or not JSON
	bool readable; // false: what came is not JSON
};
typedef void courier_done(struct teams *teams, const struct courier_answer *answer, void *data);

/* Takes over `activity`. `done` (may be NULL) is called once, also when there is no endpoint. */
void courier_send(struct courier *courier, struct cJSON *activity, courier_done *done, void *data);
/* The same for bytes that need be no activity. */
void courier_send_raw(struct courier *courier, const char *bytes, courier_done *done, void *data);

/* Asks whether anybody answers at the endpoint (GET): in one call of `done`, or none once stopped.
 */
void courier_knock(struct courier *courier, void (*done)(void *data, bool somebody), void *data);

/* A new array: {n, id, type, name, attempt, sent_at, answered_at, status, body, activity}. */
struct cJSON *courier_show(const struct courier *courier, int64_t since);

#endif
