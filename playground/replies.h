#ifndef LASTMILE_PLAYGROUND_REPLIES_H
#define LASTMILE_PLAYGROUND_REPLIES_H
/*
 * Answers of /playground/…: {"ok":true,…} or {"ok":false,"error":…,"message":…}. Each ends the
 * request.
 */
struct cJSON;
struct http_request;

void reply_ok(struct http_request *request, struct cJSON *answer); // takes it over; NULL: {}
void reply_error(struct http_request *request, const char *error, const char *message);
/* The same around what is already in `answer`, which it takes over. */
void reply_error_with(
	struct http_request *request, const char *error, const char *message, struct cJSON *answer);

#endif
