#ifndef LASTMILE_LOCAL_H
#define LASTMILE_LOCAL_H
/*
 * One command said from the shell, through the same dispatcher and handlers as any other, on a loop
 * of its own, beside a daemon that may run (and then delivers what follows from it).
 */
struct cli;
struct db;
struct person;

/* `actor` NULL: the local administrator. Prints the answer; returns an exit status. */
int local_say(const struct cli *cli, struct db *db, const struct person *actor, const char *words);

#endif
