#ifndef LASTMILE_REPORT_STORE_H
#define LASTMILE_REPORT_STORE_H
/* Reports: one person's experience of an issue. And feedback, which is not a failure. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct report {
	int64_t id;
	int64_t issue;
	int64_t first_issue; // where it was logged; differs after a merge
	int64_t reporter; // 0: forgotten
	bool anonymous;
	const char *text; // as typed; "" for a bare me-too
	const char *kind, *severity; // NULL: not said
	int64_t minutes_lost; // negative: not said
	int64_t deadline; // 0: none
	const char *source; // 'command', 'me_too'
	const char *platform, *channel, *message, *permalink;
	const char *thread; // the first message of the thread `message` stands in; NULL: in none
	int64_t created_at;
	const char *verdict; // NULL
	int64_t verdict_at;
	bool got_out; // burned: used unchecked, and others have seen it
	bool gave_up; // stopped using the tool because of it
	const char *quote; // the words of the message it is about, kept with consent; NULL
	const char *recovered; // did they get their work back: 'yes', 'partly', 'no'; NULL
	int64_t asked_recovered_at; // 0: not asked yet
};

struct reports {
	struct report *items;
	size_t count;
};

/* Writes all but id, verdict and what was asked later; indexes the words. Returns the id, 0 if the
 * transaction failed. */
int64_t report_store_add(struct db *db, const struct report *report);
struct reports report_store_of_issue(
	struct db *db, struct arena *arena, int64_t issue); /* oldest first */
const struct report *report_store_get(struct db *db, struct arena *arena, int64_t id); /* NULL */
struct reports report_store_by(struct db *db, struct arena *arena, int64_t reporter);
/* Those about one message, oldest first, also of settled issues. */
struct reports report_store_by_message(struct db *db, struct arena *arena, const char *platform,
	const char *channel, const char *message);
/* The person's own report on the issue; NULL if none. */
const struct report *report_store_of(
	struct db *db, struct arena *arena, int64_t issue, int64_t reporter);

/*
 * The person's report of the same words (case and white space folded) on a live issue of the same
 * tool (0: none), for "saying the same thing twice is one report"; NULL if none.
 */
const struct report *report_store_same(
	struct db *db, struct arena *arena, int64_t reporter, int64_t tool, const char *text);

/* Whether any of the person's reports on the issue, or begun there, is anonymous: then they are not
 * to be named there at all, or the other report would say who it was. */
bool report_store_is_unnamed(struct db *db, int64_t issue, int64_t reporter);

/* Writes what the reporter may add later: text, kind, minutes, deadline, got out, gave up. */
void report_store_describe(struct db *db, const struct report *report);
/* It was taken back: the report goes, with its words, and the following that began with it. */
void report_store_remove(struct db *db, const struct report *report);

/* Moves one person's reports and following from one issue to another (Me too on a similar
 * issue). */
void report_store_move(struct db *db, int64_t reporter, int64_t from, int64_t into);

struct feedback {
	int64_t id, tool, person; // 0: none
	const char *text;
	int rating; // 1–5; 0: not said
	const char *step; // 'removed', 'same', 'added'; NULL
	int64_t minutes_saved; // negative: not said
	const char *platform, *channel;
	int64_t created_at;
};
int64_t feedback_store_add(struct db *db, const struct feedback *feedback);

#endif
