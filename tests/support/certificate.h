#ifndef LASTMILE_TEST_CERTIFICATE_H
#define LASTMILE_TEST_CERTIFICATE_H
/* A fresh key and a certificate for "localhost" that it has signed itself, as PEM files. */

/* `name` is what the certificate calls itself. NULL for a path: that file is not written. */
void certificate_write(const char *certificate_path, const char *key_path, const char *name);
/* The same, good for `days` from now; negative: it ended so long ago. */
void certificate_write_for(
	const char *certificate_path, const char *key_path, const char *name, int days);

#endif
