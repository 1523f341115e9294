#ifndef LASTMILE_PLAYGROUND_RESPONSE_URLS_H
#define LASTMILE_PLAYGROUND_RESPONSE_URLS_H
/*
 * response_urls: bearer addresses by which the app answers where it may not post. Five uses within
 * 30 minutes; then 404 with used_url or expired_url, as seen in third-party code.
 */
struct channel;
struct http_request;
struct person;
struct playground;
struct post;
struct response_urls;

struct response_urls *response_urls_create(struct playground *playground);
void response_urls_destroy(struct response_urls *urls);
void response_urls_forget(struct response_urls *urls);

/* A new URL (free it). `source` is the message whose button was pressed, or NULL. */
char *response_urls_add(struct response_urls *urls, struct channel *channel,
	const struct person *person, const struct post *source);

void response_urls_handle(struct response_urls *urls, struct http_request *request, const char *id);

#endif
