#include "tests/support/raw_server.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/memory.h"

struct outgoing {
	uv_write_t write;
	char bytes[];
};

static void must(int result)
{
	if (result < 0)
		abort();
}

static void peer_closed(uv_handle_t *handle)
{
	struct raw_peer *peer = container_of((uv_tcp_t *)handle, struct raw_peer, tcp);

	peer->server->peers--;
	text_finish(&peer->input);
	free(peer);
}

static void give_memory(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	*buffer = uv_buf_init(xmalloc(suggested), (unsigned)suggested);
}

static void peer_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
	struct raw_peer *peer = container_of((uv_tcp_t *)stream, struct raw_peer, tcp);

	if (count < 0)
		raw_peer_close(peer);
	else if (count > 0)
		text_append_bytes(&peer->input, buffer->base, (size_t)count);
	free(buffer->base);
	if (count > 0)
		peer->server->heard(peer->server, peer);
}

static void accept_peer(uv_stream_t *listener, int status)
{
	struct raw_server *server = container_of((uv_tcp_t *)listener, struct raw_server, tcp);
	struct raw_peer *peer = xcalloc(1, sizeof(*peer));

	must(status);
	peer->server = server;
	peer->number = ++server->connections;
	server->peers++;
	must(uv_tcp_init(listener->loop, &peer->tcp));
	must(uv_accept(listener, (uv_stream_t *)&peer->tcp));
	must(uv_read_start((uv_stream_t *)&peer->tcp, give_memory, peer_read));
}

void raw_server_start(struct raw_server *server, uv_loop_t *loop)
{
	struct sockaddr_in address;
	int length = sizeof(address);

	must(uv_ip4_addr("127.0.0.1", 0, &address));
	must(uv_tcp_init(loop, &server->tcp));
	must(uv_tcp_bind(&server->tcp, (const struct sockaddr *)&address, 0));
	must(uv_listen((uv_stream_t *)&server->tcp, 16, accept_peer));
	must(uv_tcp_getsockname(&server->tcp, (struct sockaddr *)&address, &length));
	server->port = ntohs(address.sin_port);
}

void raw_server_stop(struct raw_server *server)
{
	uv_close((uv_handle_t *)&server->tcp, NULL);
}

static void sent(uv_write_t *write, int status)
{
	(void)status;
	free(container_of(write, struct outgoing, write));
}

void raw_peer_send(struct raw_peer *peer, const char *bytes, size_t length)
{
	struct outgoing *outgoing = xmalloc(sizeof(*outgoing) + length);
	uv_buf_t buffer = uv_buf_init(outgoing->bytes, (unsigned)length);

	memcpy(outgoing->bytes, bytes, length);
	must(uv_write(&outgoing->write, (uv_stream_t *)&peer->tcp, &buffer, 1, sent));
}

void raw_peer_say(struct raw_peer *peer, const char *string)
{
	raw_peer_send(peer, string, strlen(string));
}

void raw_peer_close(struct raw_peer *peer)
{
	if (!uv_is_closing((uv_handle_t *)&peer->tcp))
		uv_close((uv_handle_t *)&peer->tcp, peer_closed);
}

void raw_peer_reset(struct raw_peer *peer)
{
	must(uv_tcp_close_reset(&peer->tcp, peer_closed));
}
