#ifndef LASTMILE_TLS_SERVER_H
#define LASTMILE_TLS_SERVER_H
/*
 * TLS for those who call us: OpenSSL between two buffers. Bytes of the network go in, what they
 * said comes out, and the other way round; sockets, time-outs and when to stop reading are
 * stream.h's and http_server.h's.
 *
 * Why OpenSSL around our own server, and not libwebsockets: it must serve nobody (web.h says why).
 *
 * Promises:
 * - TLS 1.2 and 1.3. Never 1.3 alone: Microsoft's connector of Teams has long spoken 1.2 at most,
 *   and what it cannot reach it does not call, without a word (teams.ts#564, msteams-docs#14152).
 * - Keys are agreed upon anew for each connection, with forward secrecy: no resumption, no static
 *   RSA, no renegotiation. HTTP/1.1 is all that is offered (ALPN).
 * - The files are looked at for each new connection. A new pair is used from then on; one that
 *   cannot be used is logged once, and the old one goes on being used.
 *
 * It does not ask the peer for a certificate.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;
struct tls_server;
struct tls_session;

/* PEM files: the certificate and whoever signed it, in that order; its key, without a passphrase.
 * 0, or -EINVAL with *ret_why (free it): "FILE: what is wrong, what to do". */
int tls_server_create(const char *certificate, const char *private_key,
	struct tls_server **ret_server, char **ret_why);
void tls_server_destroy(struct tls_server *server); /* NULL is fine */

/* The complaint about files that have changed and cannot be used; NULL: none. Borrowed. */
const char *tls_server_problem(const struct tls_server *server);

/* When the certificate in use ends: ms since the epoch; 0: it cannot be read. */
int64_t tls_server_ends_at(const struct tls_server *server);

/* One connection's. It does not need the server any more. Looks at the files first. */
struct tls_session *tls_session_create(struct tls_server *server);
void tls_session_destroy(struct tls_session *session); /* NULL is fine */

/*
 * Takes what came from the network. What the peer said is appended to `plain`, what must be sent
 * (of the handshake, an alert) to `wire`, also on an error. Returns 0, TLS_E_CLOSED (the peer says
 * no more), or -EPROTO (*ret_why, static, says what is wrong): the connection is of no more use.
 */
enum { TLS_E_CLOSED = 1 };
int tls_session_receive(struct tls_session *session, const char *bytes, size_t length,
	struct text *plain, struct text *wire, const char **ret_why);

bool tls_session_is_open(const struct tls_session *session); /* the handshake is done */

/* What must be sent for the peer to hear `bytes`; nothing once it failed or before it is open. */
void tls_session_send(
	struct tls_session *session, const char *bytes, size_t length, struct text *wire);
void tls_session_close(struct tls_session *session, struct text *wire); /* says that it is all */

#endif
