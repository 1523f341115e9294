#ifndef LASTMILE_TEAMS_CREDENTIALS_H
#define LASTMILE_TEAMS_CREDENTIALS_H
/*
 * The token that our calls to the connector carry: OAuth 2.0 client credentials from Microsoft's
 * login, for the first of our tenants.
 *
 * Promises: one request is in flight at most; a new token is there before the old one ends; what
 * the login refuses is asked again only after minutes, whoever needs it meanwhile; secret and token
 * are in no log or error, and are wiped.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct http_client;
struct teams_credentials;
struct teams_settings;

/* Called when there is a token, none can be had for now, or problem() has changed. Never from
 * inside a call of this header, but for abort(). */
typedef void teams_credentials_changed(void *data);

struct teams_credentials *teams_credentials_create(uv_loop_t *loop, struct http_client *http,
	const struct teams_settings *settings, teams_credentials_changed *changed, void *data);

enum teams_token {
	TEAMS_TOKEN_READY,
	TEAMS_TOKEN_ASKED, // changed() will tell
	TEAMS_TOKEN_NONE, // none for now; it is asked for again by itself
};

/* Asks for a token if there is none and it may be asked for. With READY, *ret_header is the line
 * "Authorization: Bearer …", borrowed until the loop turns; *ret_number tells tokens apart. */
enum teams_token teams_credentials_get(
	struct teams_credentials *credentials, const char **ret_header, unsigned *ret_number);

/* What a person is to do, in a sentence; NULL: nothing, as far as is known. */
const char *teams_credentials_problem(const struct teams_credentials *credentials);

/* The connector answered 401 to token `number`. True: a new one is on its way, the call may be
 * tried once more. */
bool teams_credentials_refused(struct teams_credentials *credentials, unsigned number);
/* It was refused again with a new one: `code` is the connector's word. NULL: it was accepted. */
void teams_credentials_verdict(struct teams_credentials *credentials, const char *code);

void teams_credentials_abort(struct teams_credentials *credentials); // none is asked for any more
void teams_credentials_destroy(struct teams_credentials *credentials); // NULL is fine

/* When to ask for a new token, in ms from when this one came: at four fifths of its life, sooner if
 * that leaves less than five minutes. */
int64_t teams_token_refresh_after(int64_t life);

#endif
