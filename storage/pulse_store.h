#ifndef LASTMILE_PULSE_STORE_H
#define LASTMILE_PULSE_STORE_H
/* Pulses: whether a tool removes a step or adds one, and how far somebody trusts it; once a week
 * for each person and tool. */
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct db;

enum { TRUST_NOT_SAID = -1 };

struct pulse {
	const char *step; // NULL: nothing was said in that week
	int trust; // 0 … 100, or TRUST_NOT_SAID
};
struct pulse pulse_store_get(
	struct db *db, struct arena *arena, int64_t tool, int64_t person, const char *week);

/*
 * Writes the person's answer for the week that begins with the Monday `week` ("2026-11-23"); one
 * given before in that week is replaced. Returns what it was before, NULL if there was none.
 */
const char *pulse_store_set(struct db *db, struct arena *arena, int64_t tool, int64_t person,
	const char *week, const char *step, int64_t now);

/* How far they trust it, beside what they said in that week. False: they have said nothing yet. */
bool pulse_store_set_trust(
	struct db *db, int64_t tool, int64_t person, const char *week, int trust, int64_t now);

#endif
