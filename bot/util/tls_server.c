#include "bot/util/tls_server.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { CHUNK = 16 * 1024 };

/* By which a file is known to be another one. */
struct stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct tls_server {
	char *certificate, *private_key;
	struct stamp stamps[2]; // of the pair that was last looked at, good or not
	SSL_CTX *context;
	char *problem;
};

struct tls_session {
	SSL *ssl;
	BIO *from_wire, *to_wire; // the session's
	bool failed;
};

/* --- the pair of files --- */

static struct stamp stamp_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return (struct stamp){ 0 };
	return (struct stamp){ status.st_dev, status.st_ino, status.st_size, status.st_mtim };
}

static bool is_same(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* OpenSSL would ask at the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *data)
{
	(void)buffer, (void)size, (void)writing, (void)data;
	return -1;
}

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_length,
	const unsigned char *offered, unsigned int offered_length, void *data)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *chosen = NULL;

	(void)ssl, (void)data;
	if (SSL_select_next_proto(&chosen, out_length, ours, sizeof(ours) - 1, offered,
		    offered_length) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *make_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (!context)
		abort(); // out of memory
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
					     SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(context, 0);
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	return context;
}

/* Why OpenSSL did not take the file. */
static char *complaint(const char *path, const char *what)
{
	unsigned long error = ERR_peek_last_error();

	if (access(path, R_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return xasprintf("%s: cannot be found; write the file's name as it is", path);
	if (access(path, R_OK) < 0)
		return xasprintf("%s: %s; let the daemon's user read it, and the folders above",
			path, strerror(errno));
	if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_BAD_PASSWORD_READ)
		return xasprintf("%s: has a passphrase, which nobody can type here; write the key "
				 "without one (openssl pkey -in FILE -out FILE)",
			path);
	return xasprintf("%s: holds no %s in PEM; look at it with openssl", path, what);
}

/* NULL, or what is wrong (free it). */
static char *read_pair(const struct tls_server *server, SSL_CTX *context)
{
	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(context, server->certificate) != 1)
		return complaint(server->certificate, "certificate");
	if (SSL_CTX_use_PrivateKey_file(context, server->private_key, SSL_FILETYPE_PEM) == 1)
		return NULL;
	if (ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509)
		return xasprintf("%s: is not the key of the certificate in %s; give the two that "
				 "belong together",
			server->private_key, server->certificate);
	return complaint(server->private_key, "private key");
}

/* Takes the files as they are now, if they can be taken. */
static void read_files(struct tls_server *server)
{
	SSL_CTX *context = make_context();

	server->stamps[0] = stamp_of(server->certificate);
	server->stamps[1] = stamp_of(server->private_key);
	free(server->problem);
	server->problem = read_pair(server, context);
	ERR_clear_error();
	if (server->problem) {
		SSL_CTX_free(context);
		return;
	}
	SSL_CTX_free(server->context);
	server->context = context;
}

static void look_at_files(struct tls_server *server)
{
	struct stamp certificate = stamp_of(server->certificate);
	struct stamp private_key = stamp_of(server->private_key);

	if (is_same(&certificate, &server->stamps[0]) && is_same(&private_key, &server->stamps[1]))
		return;
	read_files(server);
	if (server->problem)
		log_warning("tls", "%s (the old certificate goes on being used)", server->problem);
	else
		log_info("tls", "%s: read anew", server->certificate);
}

int tls_server_create(const char *certificate, const char *private_key,
	struct tls_server **ret_server, char **ret_why)
{
	struct tls_server *server = xcalloc(1, sizeof(*server));

	server->certificate = xstrdup(certificate);
	server->private_key = xstrdup(private_key);
	read_files(server);
	if (server->context) {
		*ret_server = server;
		return 0;
	}
	*ret_why = steal_pointer(server->problem);
	tls_server_destroy(server);
	return -EINVAL;
}

void tls_server_destroy(struct tls_server *server)
{
	if (!server)
		return;
	SSL_CTX_free(server->context);
	free(server->certificate);
	free(server->private_key);
	free(server->problem);
	free(server);
}

const char *tls_server_problem(const struct tls_server *server)
{
	return server->problem;
}

int64_t tls_server_ends_at(const struct tls_server *server)
{
	const X509 *certificate = SSL_CTX_get0_certificate(server->context);
	struct tm end;

	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1)
		return 0;
	return (int64_t)timegm(&end) * 1000;
}

/* --- one connection --- */

struct tls_session *tls_session_create(struct tls_server *server)
{
	struct tls_session *session = xcalloc(1, sizeof(*session));

	look_at_files(server);
	session->ssl = SSL_new(server->context);
	session->from_wire = BIO_new(BIO_s_mem());
	session->to_wire = BIO_new(BIO_s_mem());
	if (!session->ssl || !session->from_wire || !session->to_wire)
		abort(); // out of memory
	SSL_set_bio(session->ssl, session->from_wire, session->to_wire);
	SSL_set_accept_state(session->ssl);
	return session;
}

void tls_session_destroy(struct tls_session *session)
{
	if (!session)
		return;
	SSL_free(session->ssl);
	free(session);
}

static void take_wire(struct tls_session *session, struct text *wire)
{
	char *bytes = NULL;
	long length = BIO_get_mem_data(session->to_wire, &bytes);

	if (length > 0)
		text_append_bytes(wire, bytes, (size_t)length);
	(void)BIO_reset(session->to_wire);
}

static const char *reason_of_failure(void)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	return reason ? reason : "not TLS";
}

/* SSL_read() does the handshake as well. */
static int read_plain(struct tls_session *session, struct text *plain, const char **ret_why)
{
	char bytes[CHUNK];
	int length;

	ERR_clear_error();
	while ((length = SSL_read(session->ssl, bytes, sizeof(bytes))) > 0)
		text_append_bytes(plain, bytes, (size_t)length);
	switch (SSL_get_error(session->ssl, length)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return 0;
	case SSL_ERROR_ZERO_RETURN:
		return TLS_E_CLOSED;
	default:
		session->failed = true;
		*ret_why = reason_of_failure();
		ERR_clear_error();
		return -EPROTO;
	}
}

int tls_session_receive(struct tls_session *session, const char *bytes, size_t length,
	struct text *plain, struct text *wire, const char **ret_why)
{
	int r;

	if (session->failed)
		return -EPROTO;
	if (BIO_write(session->from_wire, bytes, (int)length) != (int)length)
		abort(); // out of memory
	r = read_plain(session, plain, ret_why);
	take_wire(session, wire);
	return r;
}

bool tls_session_is_open(const struct tls_session *session)
{
	return !session->failed && SSL_is_init_finished(session->ssl);
}

void tls_session_send(
	struct tls_session *session, const char *bytes, size_t length, struct text *wire)
{
	ERR_clear_error();
	while (length > 0 && tls_session_is_open(session)) {
		int written =
			SSL_write(session->ssl, bytes, (int)(length < CHUNK ? length : CHUNK));
		if (written <= 0) {
			session->failed = true;
			break;
		}
		bytes += written;
		length -= (size_t)written;
		take_wire(session, wire);
	}
	ERR_clear_error();
}

void tls_session_close(struct tls_session *session, struct text *wire)
{
	ERR_clear_error();
	if (tls_session_is_open(session))
		(void)SSL_shutdown(session->ssl);
	take_wire(session, wire);
	ERR_clear_error();
}
