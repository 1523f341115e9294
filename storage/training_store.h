#ifndef LASTMILE_TRAINING_STORE_H
#define LASTMILE_TRAINING_STORE_H
/* Trainings: what is offered to whom and when, who says they come, who was there. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct training {
	int64_t id;
	const char *title;
	const char *role; // for whom; NULL: everybody
	int64_t tool; // 0: none in particular
	int64_t starts_at;
	int minutes;
	const char *place; // NULL: not said
	const char *timezone; // IANA: on whose clocks it was said
	const char *platform, *channel; // where it is posted
	int64_t series; // schedule; 0: it does not come again
	int64_t created_by; // who gives it; 0: forgotten
	int64_t created_at;
	int64_t attended_at; // when it was said who was there; 0: not yet
};

struct trainings {
	struct training *items;
	size_t count;
};

/* Returns the id, 0 if the transaction failed. */
int64_t training_store_add(struct db *db, const struct training *training);
/* NULL: there is none, or it was called off. */
const struct training *training_store_get(struct db *db, struct arena *arena, int64_t id);
/* That begin after `time`, the next first. */
struct trainings training_store_coming(struct db *db, struct arena *arena, int64_t time, int limit);
/* The latest of a series, also one that was called off; NULL: there is none. */
const struct training *training_store_of_series(struct db *db, struct arena *arena, int64_t series);
void training_store_call_off(struct db *db, int64_t id, int64_t now);

void training_store_answer(struct db *db, int64_t training, int64_t person, bool coming);

struct attendee {
	int64_t person;
	bool coming; // said so
	bool attended;
};
struct attendees {
	struct attendee *items;
	size_t count;
};
/* Who said that they come, and who was there. */
struct attendees training_store_people(struct db *db, struct arena *arena, int64_t training);

/* Who was there is said anew: first nobody, then each. */
void training_store_nobody_attended(struct db *db, int64_t training, int64_t now);
void training_store_attended(struct db *db, int64_t training, int64_t person);

/* Of trainings whose attendance was said. */
struct role_count {
	const char *role; // NULL: for everybody
	int trainings;
	int people; // each once
};
struct role_counts {
	struct role_count *items;
	size_t count;
};
struct role_counts training_store_by_role(struct db *db, struct arena *arena);

#endif
