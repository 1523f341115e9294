#ifndef LASTMILE_APP_H
#define LASTMILE_APP_H
/* The running daemon: everything that lives as long as the process, built and taken down in order.
 */

struct config;
struct db;
struct secrets;

/*
 * Runs until SIGTERM or SIGINT (orderly, at most a few seconds) or until nothing can be committed
 * any more. `db` is open as DB_DAEMON. Returns an exit status of sysexits(3): EX_OK, EX_UNAVAILABLE
 * (an address is taken), EX_NOPERM (one may not be listened at), EX_CONFIG (a certificate),
 * EX_TEMPFAIL (the disk failed: start again, the boot ritual follows).
 */
int app_run(const struct config *config, const struct secrets *secrets, struct db *db);

#endif
