#ifndef LASTMILE_PLAYGROUND_FAULTY_ANSWER_H
#define LASTMILE_PLAYGROUND_FAULTY_ANSWER_H
/*
 * Answers to the app's calls, and the faults that may strike them on their way (faults.h).
 */
#include <stdbool.h>

struct cJSON;
struct http_request;
struct playground;

struct faulty_answer {
	int status;
	char *body; // taken over
	const char *method; // what faults call it; NULL: none may strike
	int retry_after; // seconds; 0: not said
	char *scopes; // X-OAuth-Scopes, taken over; NULL: not said
};

/* Ends the request. */
void faulty_answer_send(struct playground *playground, struct http_request *request,
	const struct faulty_answer *answer);

/* Faults that strike before anything is processed: "status" (with what `body` makes, to be freed,
 * where the fault names none), "reset_before". True: the request is ended. */
bool fault_strikes_before(struct playground *playground, struct http_request *request,
	const char *method, char *(*body)(const struct cJSON *fault));

#endif
