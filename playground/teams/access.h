#ifndef LASTMILE_PLAYGROUND_TEAMS_ACCESS_H
#define LASTMILE_PLAYGROUND_TEAMS_ACCESS_H
/*
 * What lets the app speak to the connector: client id and secret for a bearer token, which is good
 * for a while. The sign-in service of Entra, as far as an app of its own needs it.
 */
#include <stdbool.h>
#include <stdint.h>

struct access;
struct http_request;
struct teams;

struct access *access_create(void);
void access_destroy(struct access *access); // NULL is fine

void access_set(struct access *access, int64_t token_life, const char *secret); // 0, NULL: keep
void access_revoke(struct access *access); // every token given out so far
int64_t access_given(const struct access *access); // how many tokens, ever

/* POST /teams/login/<tenant>/oauth2/v2.0/token. Ends the request. */
void access_handle(struct teams *teams, struct http_request *request, const char *path);

/* Whether the request brings a token that is good. */
bool access_allows(const struct teams *teams, const struct http_request *request);

#endif
