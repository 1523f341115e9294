#ifndef LASTMILE_LAUNCH_GATE_H
#define LASTMILE_LAUNCH_GATE_H
/*
 * What must be answered before people rely on a tool: what happens when it fails, who answers for
 * it, how to get the work done then. One row for each; what is missing is said in words.
 */
#include <stdbool.h>
#include <stddef.h>

#include "storage/numbers.h"

struct arena;
struct db;
struct message;
struct request;
struct tool;

struct gate_row {
	const char *what; // "who stands in for the owner"
	const char *setting; // how it is filled in: "backup=@person"
	bool (*there)(struct db *db, struct arena *arena, const struct tool *tool);
};

/* In the order in which they are asked for, ended by a NULL `what`. */
extern const struct gate_row gate_rows[];

size_t gate_missing(struct request *request, const struct tool *tool); /* how many */
/* "the baseline, how to recover"; "" if nothing is missing. In the event's arena. */
const char *gate_missing_names(struct request *request, const struct tool *tool);

/* Each missing thing on a line, with what to type for it. */
void say_missing(struct request *request, struct message *message, const struct tool *tool);

/* Launched tools with all of it and a trust card under 90 days old, of all launched tools. */
struct share gate_coverage(struct db *db, struct arena *arena, int64_t now);

#endif
