#ifndef LASTMILE_PLAYGROUND_VIEW_RESPONSE_H
#define LASTMILE_PLAYGROUND_VIEW_RESPONSE_H
/*
 * What an app may answer to view_submission in its acknowledgement: nothing, which closes the view;
 * or a response_action: errors, update, push, clear. Slack tells the app nothing of an answer that
 * it cannot use, and the person sees that something went wrong.
 */
struct cJSON;
struct playground;
struct view;

/*
 * Applies `payload` (NULL or {}: none) to the view that was submitted; it may be gone after that.
 * Returns NULL, or a static sentence saying why Slack would not take it; then nothing has changed.
 * Lines about what is wrong in a view are appended to `messages`.
 */
const char *view_response_apply(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages);

#endif
