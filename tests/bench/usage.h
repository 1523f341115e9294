#ifndef LASTMILE_BENCH_USAGE_H
#define LASTMILE_BENCH_USAGE_H
/* What a process has used so far, read from /proc, and what the daemon counts at /metrics. */
#include <sys/types.h>

struct usage {
	double cpu; // s, user and system
	double written; // bytes handed to the disk
	double commits, events, turns; // transactions; events, and the transactions that had any
};

struct usage usage_read(pid_t process, int metrics_port);

double usage_resident(pid_t process); /* bytes */

int usage_free_port(void); /* of the loopback, free just now */

#endif
