#ifndef LASTMILE_TEAMS_RELAY_TOKEN_H
#define LASTMILE_TEAMS_RELAY_TOKEN_H
/*
 * The token by which Azure Relay knows a listener: a shared access signature. Pure.
 *
 * Source: learn.microsoft.com, "Azure Relay authentication and authorization". The key is used as
 * the text it is: it looks like base64, and is not decoded.
 */
#include <stdint.h>

/* "SharedAccessSignature sr=…&sig=…&se=…&skn=…" (wipe and free it). `host`: the namespace's;
 * `hybrid_connection`: without slashes around it; `expires_at`: seconds since the epoch. */
char *relay_token(const char *host, const char *hybrid_connection, const char *rule,
	const char *key, int64_t expires_at);

#endif
