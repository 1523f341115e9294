#include "bot/platform/teams/endpoint.h"

#include <errno.h>
#include <string.h>

#include "bot/platform/teams/receipt.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/tls_server.h"

enum {
	BODY_BYTES = 256 * 1024, // an activity has a few thousand
	CONNECTIONS_MOST = 256,
	REQUEST_TIMEOUT = 15 * MS_PER_SECOND, // Teams itself gives up after that
	IDLE_TIMEOUT = 120 * MS_PER_SECOND,
	RENEW_WITHIN = 10, // days before a certificate's end
};

struct teams_endpoint {
	struct teams_inbound *inbound;
	struct tls_server *tls; // NULL: plain, behind a proxy
	struct http_server *server;
	char *path;
	char *certificate; // the file's name
	char *problem;
	void (*done)(void *data);
	void *done_data;
};

struct post {
	struct teams_receipt receipt;
	struct http_request *request; // NULL once answered
};

/* --- answers --- */

static void respond(struct http_request *request, int status, const char *json)
{
	static const struct http_header bearer = { "WWW-Authenticate", "Bearer" };
	static const struct http_header allow = { "Allow", "POST" };

	http_respond(request, &(struct http_response){
				      .status = status,
				      .body = json,
				      .headers = status == 401   ? &bearer
						 : status == 405 ? &allow
								 : NULL,
				      .header_count = status == 401 || status == 405,
			      });
}

static void answer_post(struct teams_receipt *receipt, int status, const char *json)
{
	struct post *post = container_of(receipt, struct post, receipt);

	respond(steal_pointer(post->request), status, json);
}

static void release_post(struct teams_receipt *receipt)
{
	free(container_of(receipt, struct post, receipt));
}

static const struct teams_way own_endpoint = { .answer = answer_post, .release = release_post };

static bool is_our_path(const struct teams_endpoint *endpoint, const char *path)
{
	size_t length = strlen(endpoint->path);

	return strncmp(path, endpoint->path, length) == 0 &&
	       (!path[length] || text_equal(path + length, "/"));
}

static void handle(struct http_request *request, void *data)
{
	struct teams_endpoint *endpoint = data;
	int status = is_our_path(endpoint, request->path)
			     ? teams_inbound_look_at(request->method,
				       http_request_header(request, "content-type"))
			     : 404;
	struct post *post;

	if (status) {
		teams_inbound_count(status);
		respond(request, status, NULL);
		return;
	}
	post = xcalloc(1, sizeof(*post));
	post->receipt.way = &own_endpoint;
	post->receipt.body = request->body;
	post->receipt.length = request->body_length;
	post->request = request;
	teams_inbound_take(
		endpoint->inbound, &post->receipt, http_request_header(request, "authorization"));
}

/* --- listening --- */

static char *describe(int error, bool encrypted, const char *listen)
{
	switch (-error) {
	case EINVAL:
		return xasprintf("teams.listen: \"%s\" is no address to listen at; write one like "
				 "0.0.0.0:443 or 127.0.0.1:3978",
			listen);
	case EADDRNOTAVAIL:
		return encrypted
			       ? xasprintf("teams.listen: this machine has no address %s; choose "
					   "one that it has, or 0.0.0.0 for all",
					 listen)
			       : xasprintf(
					 "teams.listen: nothing is served at %s without TLS; give "
					 "teams.certificate and teams.private_key, or listen at "
					 "127.0.0.1 behind a proxy that has them",
					 listen);
	case EADDRINUSE:
		return xasprintf("teams.listen: another program listens at %s; stop it, or "
				 "choose another port",
			listen);
	case EACCES:
		return xasprintf("teams.listen: this user may not listen at %s; choose a port "
				 "above 1023, or give the service the right to lower ones "
				 "(docs/teams.md)",
			listen);
	default:
		return xasprintf("teams.listen: cannot listen at %s: %s; choose another address",
			listen, strerror(-error));
	}
}

static int start_listening(
	uv_loop_t *loop, const char *listen, struct teams_endpoint *endpoint, char **ret_why)
{
	const struct http_server_options options = {
		.listen = listen,
		.body_limit = BODY_BYTES,
		.any_host = true,
		.tls = endpoint->tls,
		.connections_most = CONNECTIONS_MOST,
		.request_timeout = REQUEST_TIMEOUT,
		.idle_timeout = IDLE_TIMEOUT,
		.handle = handle,
		.data = endpoint,
	};
	int r = http_server_create(loop, &options, &endpoint->server);

	if (r < 0) {
		*ret_why = describe(r, endpoint->tls, listen);
		/* An address that is not there yet may come; a certificate does not. */
		return r == -EADDRNOTAVAIL && !endpoint->tls ? -EINVAL : r;
	}
	log_info("teams", "listening at %.*s:%d", (int)(strrchr(listen, ':') - listen), listen,
		http_server_port(endpoint->server));
	return 0;
}

int teams_endpoint_create(uv_loop_t *loop, const struct teams_settings *settings,
	struct teams_inbound *inbound, struct teams_endpoint **ret_endpoint, char **ret_why)
{
	struct teams_endpoint *endpoint = xcalloc(1, sizeof(*endpoint));
	int r = 0;

	endpoint->inbound = inbound;
	endpoint->path = xstrdup(settings->path);
	endpoint->certificate = xstrdup(settings->certificate);
	if (settings->certificate[0])
		r = tls_server_create(
			settings->certificate, settings->private_key, &endpoint->tls, ret_why);
	if (r == 0)
		r = start_listening(loop, settings->listen, endpoint, ret_why);
	if (r == 0)
		*ret_endpoint = endpoint;
	else
		teams_endpoint_destroy(endpoint, NULL, NULL);
	return r;
}

const char *teams_endpoint_problem(struct teams_endpoint *endpoint, int64_t now)
{
	int64_t left;

	if (!endpoint->tls)
		return NULL;
	if (tls_server_problem(endpoint->tls))
		return tls_server_problem(endpoint->tls);
	left = tls_server_ends_at(endpoint->tls) - now;
	if (left > (int64_t)RENEW_WITHIN * MS_PER_DAY)
		return NULL;
	free(endpoint->problem);
	endpoint->problem = left > 0 ? xasprintf("%s: the certificate ends in %d days; renew it",
					       endpoint->certificate, (int)(left / MS_PER_DAY))
				     : xasprintf("%s: the certificate has ended, so Teams does not "
						 "come in; renew it",
					       endpoint->certificate);
	return endpoint->problem;
}

static void server_gone(void *data)
{
	struct teams_endpoint *endpoint = data;
	void (*done)(void *) = endpoint->done;
	void *done_data = endpoint->done_data;

	tls_server_destroy(endpoint->tls);
	free(endpoint->path);
	free(endpoint->certificate);
	free(endpoint->problem);
	free(endpoint);
	if (done)
		done(done_data);
}

void teams_endpoint_destroy(struct teams_endpoint *endpoint, void (*done)(void *data), void *data)
{
	if (!endpoint) {
		if (done)
			done(data);
		return;
	}
	endpoint->done = done;
	endpoint->done_data = data;
	http_server_destroy(endpoint->server, server_gone, endpoint);
}
