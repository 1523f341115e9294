#ifndef LASTMILE_SLACK_PROFILES_H
#define LASTMILE_SLACK_PROFILES_H
/*
 * People's profiles (users.info), one call at a time, each person once however often they are asked
 * for. What cannot be had is dropped: a profile is asked for again when it is needed again.
 */
#include <uv.h>

struct event;
struct profiles;
struct web_api;

/* `event` (EVENT_PROFILE) is the listener's. */
typedef void profile_came(void *data, struct event *event);

struct profiles *profiles_create(
	uv_loop_t *loop, struct web_api *api, profile_came *came, void *data);
void profiles_request(struct profiles *profiles, const char *person);
void profiles_destroy(struct profiles *profiles); /* after web_api_abort(); NULL is fine */

#endif
