#ifndef LASTMILE_PULSE_STORE_H
#define LASTMILE_PULSE_STORE_H
/* Pulses: whether a tool removes a step or adds one, once a week for each person and tool. */
#include <stdint.h>

struct arena;
struct db;

/*
 * Writes the person's answer for the week that begins with the Monday `week` ("2026-11-23"); one
 * given before in that week is replaced. Returns what it was before, NULL if there was none.
 */
const char *pulse_store_set(struct db *db, struct arena *arena, int64_t tool, int64_t person,
	const char *week, const char *step, int64_t now);

#endif
