#include "playground/faulty_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "playground/playground.h"

/* An answer on its way, and what becomes of it. */
struct reply {
	struct alarm alarm;
	struct http_request *request;
	char *body;
	char *scopes;
	int status;
	int retry_after;
	bool reset;
	bool truncate;
};

/* Ends the request and frees the reply. */
static void send_reply(struct alarm *alarm)
{
	struct reply *reply = container_of(alarm, struct reply, alarm);
	char seconds[16];
	struct http_header headers[2];
	struct http_response response = {
		.status = reply->status, .body = reply->body, .headers = headers
	};

	if (reply->retry_after) {
		snprintf(seconds, sizeof(seconds), "%d", reply->retry_after);
		headers[response.header_count++] = (struct http_header){ "Retry-After", seconds };
	}
	if (reply->scopes)
		headers[response.header_count++] =
			(struct http_header){ "X-OAuth-Scopes", reply->scopes };
	if (reply->reset)
		http_request_reset(reply->request);
	else if (reply->truncate)
		http_respond_partly(reply->request, &response, strlen(reply->body) / 2);
	else
		http_respond(reply->request, &response);
	free(reply->body);
	free(reply->scopes);
	free(reply);
}

void faulty_answer_send(struct playground *playground, struct http_request *request,
	const struct faulty_answer *answer)
{
	struct faults *faults = &playground->faults;
	const char *method = answer->method;
	struct reply *reply = xcalloc(1, sizeof(*reply));
	const struct cJSON *slow = method ? faults_strike(faults, "slow", method) : NULL;

	alarm_init(&reply->alarm, send_reply);
	reply->alarm.drop = send_reply; // an answer not sent still has to be freed
	reply->request = request;
	reply->status = answer->status;
	reply->body = answer->body;
	reply->scopes = answer->scopes;
	reply->retry_after = answer->retry_after;
	reply->reset = method && faults_strike(faults, "reset_after", method);
	reply->truncate = method && !reply->reset && faults_strike(faults, "truncate", method);
	if (method && faults_strike(faults, "garbage", method)) {
		free(reply->body);
		reply->body = xstrdup("<html><body>Oops</body></html>");
	}
	if (slow)
		alarm_set(&playground->alarms, &reply->alarm, json_int(slow, "ms", 1000));
	else
		send_reply(&reply->alarm);
}

bool fault_strikes_before(struct playground *playground, struct http_request *request,
	const char *method, char *(*body)(const struct cJSON *fault))
{
	struct faults *faults = &playground->faults;
	const struct cJSON *fault = faults_strike(faults, "status", method);
	struct faulty_answer answer = { 0 };

	if (fault) {
		answer.status = (int)json_int(fault, "status", 500);
		answer.body = json_string(fault, "body") ? xstrdup(json_string(fault, "body"))
							 : body(fault);
		answer.retry_after = (int)json_int(fault, "retry_after", 0);
		faulty_answer_send(playground, request, &answer);
		return true;
	}
	if (!faults_strike(faults, "reset_before", method))
		return false;
	http_request_reset(request);
	return true;
}
