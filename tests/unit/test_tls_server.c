/*
 * Our HTTP server with TLS, against OpenSSL as a client over a real socket: versions, certificates
 * that are renewed, peers that are slow, silent, or speak something else.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <uv.h>

#include "bot/util/http_server.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/tls_server.h"
#include "tests/support/certificate.h"

enum { BIG = 3 << 20 };

struct fixture {
	uv_loop_t loop;
	char folder[32];
	char certificate[64], key[64], elsewhere[64];
	struct tls_server *tls;
	struct http_server *server;
	struct http_request *held;
	int handled;
};

static void handle(struct http_request *request, void *data)
{
	struct fixture *fixture = data;

	fixture->handled++;
	if (text_equal(request->path, "/big")) {
		_cleanup_free_ char *body = xmalloc(BIG);
		memset(body, 'x', BIG);
		http_respond(request,
			&(struct http_response){ .status = 200, .body = body, .body_length = BIG });
	} else if (text_equal(request->path, "/later")) {
		fixture->held = request;
	} else {
		http_respond_text(request, 200, request->body_length ? request->body : "hello");
	}
}

static void listen_with(struct fixture *fixture, unsigned most, unsigned request_timeout)
{
	const struct http_server_options options = {
		.listen = "127.0.0.1:0",
		.body_limit = 1 << 20,
		.any_host = true,
		.tls = fixture->tls,
		.connections_most = most,
		.request_timeout = request_timeout,
		.idle_timeout = request_timeout,
		.handle = handle,
		.data = fixture,
	};

	http_server_destroy(fixture->server, NULL, NULL);
	assert_int_equal(0, http_server_create(&fixture->loop, &options, &fixture->server));
}

static int set_up(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	char *why = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	uv_loop_init(&fixture->loop);
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/lastmile-tls-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->certificate, sizeof(fixture->certificate), "%s/chain", fixture->folder);
	snprintf(fixture->key, sizeof(fixture->key), "%s/key", fixture->folder);
	snprintf(fixture->elsewhere, sizeof(fixture->elsewhere), "%s/other", fixture->folder);
	certificate_write(fixture->certificate, fixture->key, "first");
	assert_int_equal(
		0, tls_server_create(fixture->certificate, fixture->key, &fixture->tls, &why));
	listen_with(fixture, 0, 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	if (fixture->held)
		http_respond_text(fixture->held, 200, "too late");
	http_server_destroy(fixture->server, NULL, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	tls_server_destroy(fixture->tls);
	unlink(fixture->certificate);
	unlink(fixture->key);
	unlink(fixture->elsewhere);
	assert_int_equal(rmdir(fixture->folder), 0);
	free(fixture);
	return 0;
}

/* --- a client on the same thread: the loop turns while it waits --- */

static int dial(struct fixture *fixture)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	assert_int_equal(0, connect(fd, (struct sockaddr *)&address, sizeof(address)));
	assert_int_equal(0, fcntl(fd, F_SETFL, O_NONBLOCK));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); // what is said has come
	return fd;
}

struct client {
	SSL_CTX *context;
	SSL *ssl;
	int fd;
};

static void client_init(struct client *client, struct fixture *fixture, int version)
{
	client->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_security_level(client->context, 0);
	SSL_CTX_set_min_proto_version(client->context, version);
	SSL_CTX_set_max_proto_version(client->context, version);
	client->ssl = SSL_new(client->context);
	client->fd = dial(fixture);
	SSL_set_fd(client->ssl, client->fd);
}

static void client_finish(struct client *client)
{
	SSL_free(client->ssl);
	SSL_CTX_free(client->context);
	close(client->fd);
}

/* 0 when the loop was turned and it is worth trying again; else OpenSSL's word. */
static int turn(struct fixture *fixture, struct client *client, int result)
{
	int error = SSL_get_error(client->ssl, result);

	uv_run(&fixture->loop, UV_RUN_NOWAIT);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : error;
}

static bool shake_hands(struct fixture *fixture, struct client *client)
{
	int r, error = 0;

	while ((r = SSL_connect(client->ssl)) != 1 && !error)
		error = turn(fixture, client, r);
	ERR_clear_error();
	return r == 1;
}

static void say(struct client *client, const char *text)
{
	assert_int_equal((int)strlen(text), SSL_write(client->ssl, text, (int)strlen(text)));
}

/* Until `wanted` has come, or the end of the connection if it is NULL. */
static void hear(
	struct fixture *fixture, struct client *client, struct text *heard, const char *wanted)
{
	char bytes[16384];
	int r, error = 0;

	while (!error && !(wanted && strstr(text_string(heard), wanted))) {
		r = SSL_read(client->ssl, bytes, sizeof(bytes));
		if (r > 0)
			text_append_bytes(heard, bytes, (size_t)r);
		else
			error = turn(fixture, client, r);
	}
	if (!wanted)
		assert_int_equal(error, SSL_ERROR_ZERO_RETURN); // they said that it was all
}

#define REQUEST(path) "GET " path " HTTP/1.1\r\nHost: teams.example.com\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: teams.example.com\r\nConnection: close\r\n\r\n"

static void talks_with(struct fixture *fixture, int version, const char *name)
{
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;

	client_init(&client, fixture, version);
	assert_true(shake_hands(fixture, &client));
	assert_string_equal(SSL_get_version(client.ssl), name);
	say(&client, REQUEST("/"));
	hear(fixture, &client, &heard, "\r\n\r\nhello");
	text_clear(&heard);
	say(&client, LAST("/"));
	hear(fixture, &client, &heard, NULL);
	assert_non_null(strstr(text_string(&heard), "\r\n\r\nhello"));
	client_finish(&client);
}

static void speaks_1_2_and_1_3(void **state)
{
	talks_with(*state, TLS1_2_VERSION, "TLSv1.2");
	talks_with(*state, TLS1_3_VERSION, "TLSv1.3");
}

static void does_not_speak_1_1(void **state)
{
	struct fixture *fixture = *state;
	struct client client;

	client_init(&client, fixture, TLS1_1_VERSION);
	assert_false(shake_hands(fixture, &client));
	client_finish(&client);
	assert_int_equal(fixture->handled, 0);
}

static void offers_http_1_1_alone(void **state)
{
	struct fixture *fixture = *state;
	const unsigned char *chosen = NULL;
	unsigned length = 0;
	struct client client;

	client_init(&client, fixture, TLS1_2_VERSION);
	SSL_set_alpn_protos(client.ssl, (const unsigned char *)"\x02h2\x08http/1.1", 12);
	assert_true(shake_hands(fixture, &client));
	SSL_get0_alpn_selected(client.ssl, &chosen, &length);
	assert_int_equal(length, 8);
	assert_memory_equal(chosen, "http/1.1", 8);
	client_finish(&client);
}

/* More than a socket takes at once, for a peer that reads when it likes. */
static void carries_much(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;

	client_init(&client, fixture, TLS1_3_VERSION);
	assert_true(shake_hands(fixture, &client));
	say(&client, LAST("/big"));
	hear(fixture, &client, &heard, NULL);
	assert_true(heard.length > BIG);
	client_finish(&client);
}

/* Who asks on and on and takes nothing is not heard until it does. */
static void does_not_answer_faster_than_is_read(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;

	client_init(&client, fixture, TLS1_3_VERSION);
	assert_true(shake_hands(fixture, &client));
	for (int i = 0; i < 20; i++)
		say(&client, REQUEST("/big"));
	say(&client, LAST("/"));
	for (int i = 0; i < 100; i++)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_in_range(fixture->handled, 1, 3);
	hear(fixture, &client, &heard, NULL);
	assert_int_equal(fixture->handled, 21);
	client_finish(&client);
}

/* A byte at a time, as over a bad line. */
static void waits_for_a_slow_handshake(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	char bytes[4096];
	bool connected = false;

	client_init(&client, fixture, TLS1_2_VERSION);
	SSL_set_bio(client.ssl, in, out);
	while (!connected) {
		connected = SSL_connect(client.ssl) == 1;
		while (BIO_read(out, bytes, 1) == 1) {
			assert_int_equal(1, send(client.fd, bytes, 1, MSG_NOSIGNAL));
			uv_run(&fixture->loop, UV_RUN_NOWAIT);
		}
		ssize_t length = recv(client.fd, bytes, sizeof(bytes), 0);
		if (length > 0)
			BIO_write(in, bytes, (int)length);
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	}
	SSL_set_fd(client.ssl, client.fd);
	say(&client, LAST("/"));
	hear(fixture, &client, &heard, NULL);
	assert_non_null(strstr(text_string(&heard), "hello"));
	client_finish(&client);
}

/* Returns what came before the connection ended. */
static size_t until_the_end(struct fixture *fixture, int fd)
{
	char bytes[4096];
	size_t heard = 0;

	for (;;) {
		ssize_t length = recv(fd, bytes, sizeof(bytes), 0);
		if (length == 0 || (length < 0 && errno != EAGAIN))
			return heard;
		heard += length > 0 ? (size_t)length : 0;
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	}
}

static void ends_what_is_not_tls(void **state)
{
	static const char *const garbage[] = {
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"\x16\x03\x01\x40\x01nonsense of some length that is no hello",
		"\x80\x2e\x01",
	};
	struct fixture *fixture = *state;

	listen_with(fixture, 0, 100);
	for (size_t i = 0; i < array_length(garbage); i++) {
		int fd = dial(fixture);
		send(fd, garbage[i], strlen(garbage[i]), MSG_NOSIGNAL);
		(void)until_the_end(fixture, fd);
		close(fd);
	}
	assert_int_equal(fixture->handled, 0);
	talks_with(fixture, TLS1_3_VERSION, "TLSv1.3");
}

static void does_not_wait_for_ever(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;
	int fd;

	listen_with(fixture, 0, 50);
	fd = dial(fixture); // connects, and that is all
	assert_int_equal(until_the_end(fixture, fd), 0);
	close(fd);
	client_init(&client, fixture, TLS1_2_VERSION);
	assert_true(shake_hands(fixture, &client));
	say(&client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
	hear(fixture, &client, &heard, NULL);
	assert_true(text_starts_with(text_string(&heard), "HTTP/1.1 408 "));
	client_finish(&client);
	client_init(&client, fixture, TLS1_2_VERSION);
	assert_true(shake_hands(fixture, &client));
	say(&client, REQUEST("/")); // and no more
	hear(fixture, &client, &heard, "hello");
	(void)until_the_end(fixture, client.fd);
	client_finish(&client);
}

/* Also for the one that the handler takes long to answer. */
static void gives_a_handler_its_time(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	struct client client;
	int silent;

	listen_with(fixture, 0, 50);
	client_init(&client, fixture, TLS1_2_VERSION);
	assert_true(shake_hands(fixture, &client));
	say(&client, LAST("/later"));
	while (!fixture->held)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	silent = dial(fixture);
	(void)until_the_end(fixture, silent); // its time is over
	close(silent);
	http_respond_text(steal_pointer(fixture->held), 200, "at last");
	hear(fixture, &client, &heard, NULL);
	assert_non_null(strstr(text_string(&heard), "at last"));
	client_finish(&client);
}

static void makes_room_for_who_speaks(void **state)
{
	struct fixture *fixture = *state;
	int silent[6];

	listen_with(fixture, 4, 0);
	for (size_t i = 0; i < array_length(silent); i++) {
		silent[i] = dial(fixture);
		for (int turns = 0; turns < 5; turns++)
			uv_run(&fixture->loop, UV_RUN_NOWAIT);
	}
	talks_with(fixture, TLS1_2_VERSION, "TLSv1.2");
	(void)until_the_end(fixture, silent[0]);
	(void)until_the_end(fixture, silent[1]);
	for (size_t i = 0; i < array_length(silent); i++)
		close(silent[i]);
}

/* --- the files --- */

static void name_is(struct fixture *fixture, const char *expected)
{
	struct client client;
	char name[64];

	client_init(&client, fixture, TLS1_2_VERSION);
	assert_true(shake_hands(fixture, &client));
	X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get0_peer_certificate(client.ssl)),
		NID_commonName, name, sizeof(name));
	assert_string_equal(name, expected);
	client_finish(&client);
}

static void takes_a_renewed_certificate(void **state)
{
	struct fixture *fixture = *state;
	struct client old;
	_cleanup_text_ struct text heard = TEXT_INIT;

	client_init(&old, fixture, TLS1_3_VERSION);
	assert_true(shake_hands(fixture, &old));
	name_is(fixture, "first");
	certificate_write(fixture->certificate, fixture->key, "second");
	name_is(fixture, "second");
	say(&old, LAST("/"));
	hear(fixture, &old, &heard, NULL); // is not cut off
	client_finish(&old);
}

static void keeps_the_old_one_while_the_new_is_broken(void **state)
{
	struct fixture *fixture = *state;

	certificate_write(fixture->certificate, NULL, "half"); // its key is still to come
	name_is(fixture, "first");
	assert_non_null(strstr(tls_server_problem(fixture->tls), "is not the key of"));
	unlink(fixture->certificate);
	name_is(fixture, "first");
	assert_non_null(strstr(tls_server_problem(fixture->tls), "cannot be found"));
	certificate_write(fixture->certificate, fixture->key, "whole");
	name_is(fixture, "whole");
	assert_null(tls_server_problem(fixture->tls));
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void expect_complaint(const char *certificate, const char *key, const char *words)
{
	struct tls_server *server = NULL;
	_cleanup_free_ char *why = NULL;

	assert_int_equal(-EINVAL, tls_server_create(certificate, key, &server, &why));
	if (!strstr(why, words))
		fail_msg("wanted: %s\nheard: %s", words, why);
}

static void says_what_is_wrong_with_files(void **state)
{
	static const char locked[] =
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
		"MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiAcnIzeo0sQwICCAAw\n"
		"DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOIHP3pSZ6d8tSKH2QWxyBkEQKlD\n"
		"-----END ENCRYPTED PRIVATE KEY-----\n";
	struct fixture *fixture = *state;

	expect_complaint("/nowhere/chain", fixture->key, "/nowhere/chain: cannot be found");
	expect_complaint(fixture->certificate, fixture->elsewhere, "other: cannot be found");
	write_file(fixture->elsewhere, "hello\n");
	expect_complaint(fixture->elsewhere, fixture->key, "holds no certificate in PEM");
	expect_complaint(fixture->certificate, fixture->elsewhere, "holds no private key in PEM");
	write_file(fixture->elsewhere, locked);
	expect_complaint(fixture->certificate, fixture->elsewhere, "other: ");
	certificate_write(NULL, fixture->elsewhere, "other");
	expect_complaint(fixture->certificate, fixture->elsewhere, "is not the key of");
	assert_true(tls_server_ends_at(fixture->tls) > 1700000000000);
}

static void listens_anywhere_with_tls_alone(void **state)
{
	struct fixture *fixture = *state;
	struct http_server_options options = {
		.listen = "0.0.0.0:0", .body_limit = 1, .any_host = true, .handle = handle
	};
	struct http_server *server = NULL;

	assert_int_equal(-EADDRNOTAVAIL, http_server_create(&fixture->loop, &options, &server));
	options.tls = fixture->tls;
	assert_int_equal(0, http_server_create(&fixture->loop, &options, &server));
	http_server_destroy(server, NULL, NULL);
	options.listen = "[::1]:0";
	assert_int_equal(0, http_server_create(&fixture->loop, &options, &server));
	http_server_destroy(server, NULL, NULL);
	options.listen = "example.com:0";
	assert_int_equal(-EINVAL, http_server_create(&fixture->loop, &options, &server));
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(speaks_1_2_and_1_3),
		test(does_not_speak_1_1),
		test(offers_http_1_1_alone),
		test(carries_much),
		test(does_not_answer_faster_than_is_read),
		test(waits_for_a_slow_handshake),
		test(ends_what_is_not_tls),
		test(does_not_wait_for_ever),
		test(gives_a_handler_its_time),
		test(makes_room_for_who_speaks),
		test(takes_a_renewed_certificate),
		test(keeps_the_old_one_while_the_new_is_broken),
		test(says_what_is_wrong_with_files),
		test(listens_anywhere_with_tls_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
