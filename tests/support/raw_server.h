#ifndef LASTMILE_RAW_SERVER_H
#define LASTMILE_RAW_SERVER_H
/*
 * A TCP server on 127.0.0.1 that knows no protocol: the test's `heard` sees all bytes a peer has
 * sent so far and says what happens. It runs on the loop of the client under test.
 */
#include <stdbool.h>
#include <uv.h>

#include "bot/util/text.h"

struct raw_peer;

struct raw_server {
	uv_tcp_t tcp;
	int port;
	int connections; // accepted so far
	int peers; // open now
	/* More bytes came from `peer`: they are added to peer->input, which the test may clear. */
	void (*heard)(struct raw_server *server, struct raw_peer *peer);
	void *data;
};

struct raw_peer {
	uv_tcp_t tcp;
	struct raw_server *server;
	int number; // 1 for the first connection
	struct text input;
};

void raw_server_start(struct raw_server *server, uv_loop_t *loop);
void raw_server_stop(struct raw_server *server); // peers still open stay open

void raw_peer_send(struct raw_peer *peer, const char *bytes, size_t length);
void raw_peer_say(struct raw_peer *peer, const char *string);
void raw_peer_close(struct raw_peer *peer); // FIN, after what was sent
void raw_peer_reset(struct raw_peer *peer); // RST

#endif
