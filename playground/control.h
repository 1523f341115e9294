#ifndef LASTMILE_PLAYGROUND_CONTROL_H
#define LASTMILE_PLAYGROUND_CONTROL_H
/*
 * The routes: /playground/… as control.md describes it, the page, and the doors to the other parts.
 */
struct cJSON;
struct http_request;
struct playground;

/* Ends the request. `data` is the playground. */
void control_handle(struct http_request *request, void *data);
/* GET /playground/world. Ends the request. */
void control_world(
	struct playground *playground, struct http_request *request, const struct cJSON *body);

#endif
