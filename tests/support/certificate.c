#include "tests/support/certificate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void must(bool did)
{
	if (!did)
		abort();
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	must(extension && X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static X509 *sign(EVP_PKEY *key, const char *name, int days)
{
	enum { DAY = 24 * 3600 };
	X509 *certificate = X509_new();
	X509_NAME *subject = X509_get_subject_name(certificate);

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -90 * DAY);
	X509_gmtime_adj(X509_getm_notAfter(certificate), days * DAY);
	must(X509_NAME_add_entry_by_txt(
		     subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1);
	X509_set_issuer_name(certificate, subject);
	X509_set_pubkey(certificate, key);
	add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
	add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
	must(X509_sign(certificate, key, EVP_sha256()) > 0);
	return certificate;
}

/* Beside, then in place of the old one: nobody reads half of it. */
static FILE *create(const char *path, char *beside, size_t size)
{
	snprintf(beside, size, "%s.new", path);
	FILE *file = fopen(beside, "we");

	must(file);
	return file;
}

void certificate_write(const char *certificate_path, const char *key_path, const char *name)
{
	certificate_write_for(certificate_path, key_path, name, 30);
}

void certificate_write_for(
	const char *certificate_path, const char *key_path, const char *name, int days)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	X509 *certificate = sign(key, name, days);
	char beside[500];
	FILE *file;

	if (certificate_path) {
		file = create(certificate_path, beside, sizeof(beside));
		must(PEM_write_X509(file, certificate) == 1 && fclose(file) == 0);
		must(rename(beside, certificate_path) == 0);
	}
	if (key_path) {
		file = create(key_path, beside, sizeof(beside));
		must(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
		must(fclose(file) == 0 && rename(beside, key_path) == 0);
	}
	X509_free(certificate);
	EVP_PKEY_free(key);
}
