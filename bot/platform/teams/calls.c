#include "bot/platform/teams/calls.h"

#include <stdio.h>
#include <string.h>

#include "bot/platform/teams/conversations.h"
#include "bot/platform/teams/credentials.h"
#include "bot/platform/teams/errors.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/recent.h"
#include "bot/util/text.h"

enum {
	MOST_AT_ONCE = 16,
	MOST_HELD = 1000, // conversations
	REQUEST_INTERVAL = 34, // ms: Teams takes 30 a second from one app in one tenant
	CALL_TIMEOUT = 15000, // ms
	RETRY_FIRST = 1000, // ms
	BURST = 500, // ms' worth of requests that may leave together
	LIMITED_UNSAID = 5000, // ms to wait after a 429 without Retry-After
	LONGEST_PATIENCE = 30000, // ms: what is tried again by itself is of no use later
	LONGEST_ANSWER = 1 << 20, // bytes
};

struct call {
	struct list link; // teams_calls::waiting or teams_calls::under_way
	struct teams_calls *calls;
	struct teams_request request; // path and body are ours
	char *conversation; // without its thread
	struct http_call *http;
	int64_t not_before; // monotonic ms
	int tries; // so far
	unsigned token; // the number of the one it was sent with
	bool renewed; // sent again after a 401
	bool moved; // sent again to another host
	call_replied *done;
	void *data;
};

struct teams_calls {
	struct http_client *http;
	struct teams_credentials *credentials;
	struct teams_conversations *conversations;
	unsigned timeout;
	int64_t retry; // ms before the second try
	uv_timer_t timer;
	struct list waiting; // call::link; urgent ones first
	struct list under_way; // call::link
	int count; // under way
	int64_t *paid_until; // monotonic ms, for each tenant: REQUEST_INTERVAL for each request
	struct recent *held; // "tenant conversation" -> monotonic ms, after a 429
	bool aborted;
};

static void pump(struct teams_calls *calls);

static char *bare(const char *conversation)
{
	return conversation ? xstrndup(conversation, strcspn(conversation, ";")) : NULL;
}

static void end(struct call *call, const struct call_reply *reply)
{
	list_remove(&call->link);
	if (reply->class != CALL_OK)
		log_debug("teams", "call=%s class=%s error=%s", call->request.what,
			call_class_name(reply->class), reply->code);
	call->done(call->data, reply);
	free(call->request.path);
	free(call->request.body);
	free(call->conversation);
	free(call);
}

/* --- limits --- */

static char *held_key(const struct call *call)
{
	return xasprintf("%d %s", call->request.tenant, call->request.conversation);
}

static void hold(struct call *call, int64_t wait)
{
	_cleanup_free_ char *key = NULL;
	char until[32];

	log_warning("teams", "call=%s is rate limited for %lld ms", call->request.what,
		(long long)wait);
	if (!call->request.conversation)
		return;
	key = held_key(call);
	snprintf(until, sizeof(until), "%lld", (long long)(clock_monotonic() + wait));
	recent_put(call->calls->held, key, until);
}

/* ms until its conversation may be written to; 0: now. */
static int64_t held_for(const struct call *call, int64_t now)
{
	const char *until = NULL;

	if (call->request.conversation) {
		_cleanup_free_ char *key = held_key(call);
		until = recent_get(call->calls->held, key);
	}
	int64_t wait = until ? strtoll(until, NULL, 10) - now : 0;
	return wait > 0 ? wait : 0;
}

/* ms until the tenant's next request may leave; 0: now, and it is paid for. */
static int64_t pay(struct teams_calls *calls, int tenant, int64_t now)
{
	int64_t *paid = &calls->paid_until[tenant];

	if (*paid < now)
		*paid = now;
	if (*paid - now > BURST)
		return *paid - now - BURST;
	*paid += REQUEST_INTERVAL;
	return 0;
}

/* --- reading the answer --- */

/* Urgent ones go before all that are not. */
static void enqueue(struct call *call)
{
	struct list *position = &call->calls->waiting;
	struct call *other;

	if (call->request.urgent)
		list_for_each (other, &call->calls->waiting, link)
			if (!other->request.urgent) {
				position = &other->link;
				break;
			}
	list_insert_before(position, &call->link);
}

static void put_back(struct call *call, int64_t not_before)
{
	list_remove(&call->link);
	call->not_before = not_before;
	enqueue(call);
}

static bool may_try_again(const struct call *call, const struct call_reply *reply)
{
	return !call->calls->aborted && call->tries < call->request.tries &&
	       (reply->class == CALL_LATER || reply->class == CALL_LIMITED) &&
	       reply->retry_after <= LONGEST_PATIENCE;
}

static void end_or_try_again(struct call *call, const struct call_reply *reply)
{
	int64_t wait = random_jitter(call->calls->retry << (call->tries - 1), 20);

	if (!may_try_again(call, reply))
		end(call, reply);
	else
		put_back(call, clock_monotonic() +
				       (reply->retry_after > wait ? reply->retry_after : wait));
}

/* True if the answer is no answer yet: the call goes once more, with what it taught us. */
static bool goes_once_more(struct call *call, const struct teams_error *error)
{
	struct teams_calls *calls = call->calls;

	if (error->class == CALL_CREDENTIALS && !call->renewed &&
		teams_credentials_refused(calls->credentials, call->token))
		call->renewed = true;
	else if (error->class == CALL_OTHER_HOST && !call->moved &&
		 teams_tenant_elsewhere(calls->conversations, call->request.tenant))
		call->moved = true;
	else
		return false;
	put_back(call, 0);
	return true;
}

static void learn(struct call *call, const struct teams_error *error)
{
	struct teams_calls *calls = call->calls;

	if (error->class == CALL_CREDENTIALS)
		teams_credentials_verdict(calls->credentials, error->code);
	else if (error->class == CALL_OK)
		teams_credentials_verdict(calls->credentials, NULL);
	bool closed = error->class == CALL_CLOSED ||
		      (error->class == CALL_FORBIDDEN && call->request.opens);
	if (closed && call->request.conversation)
		teams_close(calls->conversations, call->request.tenant, call->request.conversation,
			error->code);
}

static int64_t wait_of(const struct teams_error *error, const struct http_answer *http)
{
	int64_t wait = call_wait(http);

	if (error->class == CALL_LIMITED && wait == 0)
		return LIMITED_UNSAID;
	return wait;
}

static void judge(struct call *call, const struct http_answer *http)
{
	_cleanup_json_ struct cJSON *json = NULL;

	json_parse(http->body, http->body_length, &json, NULL);
	struct teams_error error = teams_error_of(http->status, json);
	struct call_reply reply = {
		.class = error.class == CALL_OTHER_HOST ? CALL_CLOSED : error.class,
		.code = error.class == CALL_OK ? NULL : error.code,
		.retry_after = wait_of(&error, http),
		.json = json,
	};
	if (goes_once_more(call, &error))
		return;
	learn(call, &error);
	if (error.class == CALL_LIMITED)
		hold(call, reply.retry_after);
	end_or_try_again(call, &reply);
}

static void answered(void *data, const struct http_answer *http)
{
	struct call *call = data;
	struct teams_calls *calls = call->calls;

	call->http = NULL;
	calls->count--;
	if (http->fate == HTTP_ANSWERED) {
		judge(call, http);
	} else {
		log_warning("teams", "call=%s: %s", call->request.what, http->problem);
		struct call_reply reply = call_unanswered(http);
		end_or_try_again(call, &reply);
	}
	pump(calls);
}

/* --- sending --- */

static void send_call(struct call *call, const char *authorization)
{
	struct teams_calls *calls = call->calls;
	_cleanup_free_ char *url = teams_service_address(
		teams_tenant_service(calls->conversations, call->request.tenant),
		call->request.path);
	const char *headers[] = { authorization, "Accept: application/json",
		call->request.body ? "Content-Type: application/json; charset=utf-8" : NULL, NULL };
	struct http_order order = {
		.method = call->request.method,
		.url = url,
		.headers = headers,
		.body = call->request.body,
		.body_length = call->request.body ? strlen(call->request.body) : 0,
		.total_timeout = calls->timeout,
		.answer_limit = LONGEST_ANSWER,
		.fresh = call->request.fresh,
	};

	list_remove(&call->link);
	list_append(&calls->under_way, &call->link);
	calls->count++;
	call->tries++;
	call->http = http_client_send(calls->http, &order, answered, call);
}

/* Why a call cannot leave at all; false: it can. */
static bool is_refused(const struct call *call, int64_t now, struct call_reply *ret_reply)
{
	struct teams_calls *calls = call->calls;
	const struct teams_request *request = &call->request;
	const char *closed = NULL;
	int64_t held = 0;

	if (calls->aborted) {
		*ret_reply = (struct call_reply){ CALL_LATER, "stopping", .unreachable = true };
		return true;
	}
	if (request->tenant == TEAMS_NO_TENANT) {
		*ret_reply = (struct call_reply){ CALL_REFUSAL, "not_configured" };
		return true;
	}
	if (request->conversation)
		closed = teams_closed(calls->conversations, request->tenant, request->conversation);
	if (closed) {
		*ret_reply = (struct call_reply){ CALL_CLOSED, closed };
		return true;
	}
	if (!teams_tenant_service(calls->conversations, request->tenant)) {
		*ret_reply = (struct call_reply){ CALL_LATER, "no_service_url" };
		return true;
	}
	held = held_for(call, now);
	*ret_reply = (struct call_reply){ CALL_LIMITED, "limited", .retry_after = held };
	return held > 0 && (request->tries <= 1 || held > LONGEST_PATIENCE);
}

static void end_without_token(struct call *call)
{
	bool problem = teams_credentials_problem(call->calls->credentials) != NULL;
	struct call_reply reply = {
		.class = problem ? CALL_CREDENTIALS : CALL_LATER,
		.code = "no_token",
		.unreachable = true,
	};

	end(call, &reply);
}

/* ms until the call may leave; 0: it has left, or has ended. */
static int64_t go(struct call *call, int64_t now)
{
	struct teams_calls *calls = call->calls;
	const char *authorization;
	struct call_reply reply;
	int64_t wait;

	if (is_refused(call, now, &reply)) {
		end(call, &reply);
		return 0;
	}
	wait = held_for(call, now);
	if (wait == 0 && call->not_before > now)
		wait = call->not_before - now;
	if (wait > 0)
		return wait;
	switch (teams_credentials_get(calls->credentials, &authorization, &call->token)) {
	case TEAMS_TOKEN_ASKED:
		return INT64_MAX;
	case TEAMS_TOKEN_NONE:
		end_without_token(call);
		return 0;
	case TEAMS_TOKEN_READY:
		break;
	}
	wait = pay(calls, call->request.tenant, now);
	if (wait == 0)
		send_call(call, authorization);
	return wait;
}

/* Starts one call, or ends it. Returns false when none can go now; *ret_wait: until one may. */
static bool start_one(struct teams_calls *calls, int64_t *ret_wait)
{
	int64_t now = clock_monotonic();
	struct call *call;

	*ret_wait = INT64_MAX;
	list_for_each (call, &calls->waiting, link) {
		int64_t wait = go(call, now);
		if (wait == 0)
			return true; // the list may be another one now
		if (wait < *ret_wait)
			*ret_wait = wait;
	}
	return false;
}

static void time_to_go(uv_timer_t *timer)
{
	pump(timer->data);
}

static void pump(struct teams_calls *calls)
{
	int64_t wait = INT64_MAX;

	while (calls->count < MOST_AT_ONCE && start_one(calls, &wait))
		;
	if (wait != INT64_MAX)
		uv_timer_start(&calls->timer, time_to_go, (uint64_t)wait, 0);
}

void teams_calls_wake(struct teams_calls *calls)
{
	uv_timer_start(&calls->timer, time_to_go, 0, 0);
}

void teams_call(struct teams_calls *calls, const struct teams_request *request, call_replied *done,
	void *data)
{
	struct call *call = xcalloc(1, sizeof(*call));

	call->calls = calls;
	call->request = *request;
	call->request.conversation = call->conversation = bare(request->conversation);
	call->done = done;
	call->data = data;
	list_init(&call->link);
	enqueue(call);
	teams_calls_wake(calls);
}

/* --- life --- */

struct teams_calls *teams_calls_create(uv_loop_t *loop, struct http_client *http,
	struct teams_credentials *credentials, struct teams_conversations *conversations,
	const struct teams_timing *timing)
{
	struct teams_calls *calls = xcalloc(1, sizeof(*calls));

	calls->http = http;
	calls->credentials = credentials;
	calls->conversations = conversations;
	calls->timeout = timing->call_timeout ? timing->call_timeout : CALL_TIMEOUT;
	calls->retry = timing->retry ? timing->retry : RETRY_FIRST;
	calls->paid_until = xcalloc(teams_tenant_count(conversations), sizeof(*calls->paid_until));
	calls->held = recent_create(MOST_HELD);
	list_init(&calls->waiting);
	list_init(&calls->under_way);
	uv_timer_init(loop, &calls->timer);
	calls->timer.data = calls;
	return calls;
}

bool teams_calls_busy(const struct teams_calls *calls)
{
	return !list_empty(&calls->waiting) || !list_empty(&calls->under_way);
}

void teams_calls_abort(struct teams_calls *calls)
{
	struct call_reply reply = { CALL_UNCERTAIN, "stopping" };

	calls->aborted = true;
	while (!list_empty(&calls->under_way)) {
		struct call *call = list_first(&calls->under_way, struct call, link);
		http_call_cancel(call->http);
		calls->count--;
		end(call, &reply);
	}
	pump(calls); // ends those that wait
}

void teams_calls_destroy(struct teams_calls *calls)
{
	if (!calls)
		return;
	teams_calls_abort(calls);
	free(calls->paid_until);
	recent_destroy(calls->held);
	uv_close((uv_handle_t *)&calls->timer, handle_free_owner);
}
