#ifndef LASTMILE_CONNECTOR_FIXTURE_H
#define LASTMILE_CONNECTOR_FIXTURE_H
/* The connector client on a loop with a connector_double: deliveries that are waited for. */
#include "bot/platform/platform.h"
#include "bot/platform/teams/connector.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/teams.h"
#include "tests/support/connector_double.h"

struct arena;

struct ended {
	int count; // how often we were told
	enum delivery_outcome outcome;
	enum delivery_hold hold;
	int64_t retry_after;
	char channel[96], message[64], reason[128];
};

/* A delivery_done: notes it in the struct ended that is `data`. */
void delivery_ended(void *data, const struct delivery_result *result);

struct fixture {
	uv_loop_t loop;
	uv_timer_t tick; // so that UV_RUN_ONCE comes back
	struct http_client *http;
	struct connector_double teams;
	struct teams_settings settings;
	struct teams_service services[2];
	char metadata_url[160], login_url[160], service_url[160], other_url[160];
	struct teams_connector *connector;
	struct arena *arena;
	char problem[512]; // of the credentials; "" all is well
	int told; // how often
	char learned[256];
	struct cJSON *member; // the last one asked for
	enum teams_membership membership;
	int members;
	char unreached[128]; // who was told to be out of reach last
};

int fixture_set_up(void **state); /* the connector knows where its two tenants are */
int fixture_set_up_stopped(void **state); /* there is none yet: settings may be changed */
int fixture_tear_down(void **state);
void fixture_start(struct fixture *fixture);
void fixture_stop(struct fixture *fixture);

#define CREATE "POST /svc/v3/conversations"
#define LEGAL "19:legal@thread.tacv2"
#define LEGAL_SEGMENT "19%3Alegal%40thread.tacv2"
#define LEGAL_THREAD LEGAL_SEGMENT "%3Bmessageid%3D7/activities"
#define IN_LEGAL CREATE "/" LEGAL_THREAD
#define INTO_DANA CREATE "/a%3A29%3A1-dana/activities"
#define ERROR(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"no\"}}"

/* As connector_double_tell() and connector_double_saw(). */
void tell(struct fixture *fixture, const char *what, int times, int status, const char *body);
int saw(const struct fixture *fixture, const char *what);

extern const struct delivery in_thread; /* a post, in answer to message 7 in LEGAL */
struct delivery fixture_to(const char *person); /* a post */
void fixture_begin(struct fixture *fixture, struct delivery delivery, struct ended *ended);
struct ended fixture_deliver(struct fixture *fixture, struct delivery delivery);

/* Says "Logged LM-1" in answer to something in a channel, or with us alone, and waits. */
void fixture_say(struct fixture *fixture, enum teams_conversation_type type, bool targeted,
	const char *replaces, const char *reply_to);
void fixture_ask(struct fixture *fixture, const char *person); /* waits */

#define fixture_run_until(fixture, condition)                                                      \
	do {                                                                                       \
		int turns_ = 0;                                                                    \
		while (!(condition)) {                                                             \
			if (turns_++ > 20000)                                                      \
				fail_msg("waited too long for: %s", #condition);                   \
			uv_run(&(fixture)->loop, UV_RUN_ONCE);                                     \
		}                                                                                  \
	} while (0)

#endif
