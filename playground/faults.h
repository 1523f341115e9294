#ifndef LASTMILE_PLAYGROUND_FAULTS_H
#define LASTMILE_PLAYGROUND_FAULTS_H
/*
 * The list of faults: what should go wrong, when, and how often it has. Faults of one kind are
 * tried in the order of the list. control.md describes each.
 */
#include "bot/util/list.h"

struct cJSON;

struct fault {
	struct list link; // faults::all
	struct cJSON *description; // as it was given
	const char *kind;
	const char *method; // a Web API method, an envelope's type, or "*"
	int64_t left; // strikes left; -1: for ever
	int64_t after; // occasions still to pass by
	double probability;
	int64_t struck;
};

struct faults {
	struct list all;
};

void faults_init(struct faults *faults);
void faults_clear(struct faults *faults);

/* Replaces the list. Returns NULL, or a static sentence saying what is wrong with `list`; then the
 * old list stays. */
const char *faults_replace(struct faults *faults, const struct cJSON *list);
struct cJSON *faults_show(const struct faults *faults); // a new array

/* The fault of this kind that strikes now, or NULL. `method` may be NULL: any. */
const struct cJSON *faults_strike(struct faults *faults, const char *kind, const char *method);

#endif
