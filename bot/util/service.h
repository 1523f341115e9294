#ifndef LASTMILE_SERVICE_H
#define LASTMILE_SERVICE_H
/*
 * What the service manager is told (sd_notify(3)): that we are ready, how we are, that we are
 * alive, that we stop. Started by hand, or built without libsystemd, every call does nothing. A
 * manager that does not listen never stops the daemon.
 */
#include <stdint.h>

/* Once everything promised works: the database is open and the link has been begun. */
void service_ready(void);

/* One line for `systemctl status`. Never with a secret or with what people wrote. */
void service_status(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* We are on our way out; the manager waits as long as its unit allows. */
void service_stopping(void);

/* How often service_alive() must be called, in ms: half of what the manager waits (WatchdogSec=).
 * 0: nobody waits. */
int64_t service_watchdog_interval(void);
void service_alive(void);

#endif
