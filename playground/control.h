#ifndef LASTMILE_PLAYGROUND_CONTROL_H
#define LASTMILE_PLAYGROUND_CONTROL_H
/*
 * The routes: /playground/… as control.md describes it, the page, and the doors to the other parts.
 */
struct http_request;

/* Ends the request. `data` is the playground. */
void control_handle(struct http_request *request, void *data);

#endif
