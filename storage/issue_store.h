#ifndef LASTMILE_ISSUE_STORE_H
#define LASTMILE_ISSUE_STORE_H
/*
 * Issues: LM-<n>, one problem each, and everything that happened to them. The functions here change
 * rows; what a change means for people (who is told, which cards are edited) is the handlers' part.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

enum issue_status {
	ISSUE_OPEN,
	ISSUE_ACKNOWLEDGED,
	ISSUE_FIXED,
	ISSUE_VERIFIED,
	ISSUE_REOPENED,
	ISSUE_DECLINED,
	ISSUE_MERGED,
	ISSUE_WITHDRAWN, // its only reporter took it back
};

struct issue {
	int64_t id;
	int64_t tool; // 0: not said yet
	const char *title;
	enum issue_status status;
	const char *note; // what changed, or why declined; NULL
	const char *workaround; // NULL
	int64_t merged_into; // 0
	int round; // how often it was settled
	int64_t created_at;
	int64_t acknowledged_at, acknowledged_by; // 0: not yet
	int64_t settled_at, settled_by, fixed_at, verified_at, reopened_at;
	int64_t assignee; // the champion it went to first; 0: whoever answers for the tool
	int64_t worked_around_at; // 0: no champion has said how to get the work done all the same
	int reports; // distinct people's reports on it
	int followers;
};

struct issues {
	struct issue *items;
	size_t count;
};

const char *issue_status_name(enum issue_status status); /* "open" */
enum issue_status issue_status_parse(const char *name);
bool issue_status_is_settled(enum issue_status status); /* fixed, verified, declined */
bool issue_status_is_live(enum issue_status status); /* open, acknowledged, reopened */

/* The ref people see, "LM-12", in the arena. */
const char *issue_ref(struct arena *arena, int64_t id);
/* Reads "LM-12", "lm-12", "LM12" or "12" (at most 18 digits, positive); false for anything else. */
bool issue_ref_parse(const char *word, int64_t *ret_id);

int64_t issue_store_create(struct db *db, int64_t tool, const char *title,
	int64_t now); /* 0 if the transaction failed */
const struct issue *issue_store_get(struct db *db, struct arena *arena, int64_t id); /* NULL */

void issue_store_set_tool(struct db *db, int64_t id, int64_t tool);
/* Also marks the time of the first acknowledgement; who has it is who said so last. */
void issue_store_acknowledge(struct db *db, int64_t id, int64_t person, int64_t now);
/* Status fixed; round + 1; counts as the owner's first action if there was none. */
void issue_store_fix(struct db *db, int64_t id, int64_t person, const char *note, int64_t now);
void issue_store_set_title(struct db *db, int64_t id, const char *title);
/* It has no reports left; `title` takes the place of its words. Nothing if there are some. */
void issue_store_withdraw(struct db *db, int64_t id, const char *title);
void issue_store_set_note(struct db *db, int64_t id, const char *note);
void issue_store_decline(struct db *db, int64_t id, int64_t person, const char *reason,
	const char *workaround, int64_t now); /* round + 1 */
void issue_store_verify(struct db *db, int64_t id, int64_t now);
void issue_store_reopen(struct db *db, int64_t id, int64_t now);

/* Moves every report and follower of `from` into `into`; `from` becomes merged. */
void issue_store_merge(struct db *db, int64_t from, int64_t into);
/* Brings back what was first logged on or followed at `id`, and its status before. */
void issue_store_unmerge(struct db *db, int64_t id);
/* Those merged directly into this one, oldest first. */
struct issues issue_store_merged_into(struct db *db, struct arena *arena, int64_t id);

/* Live issues first logged by, or followed by, this person: newest first; settled ones of the last
 * 30 days after them. */
struct issues issue_store_mine(
	struct db *db, struct arena *arena, int64_t person, int64_t now, int limit);
/* Live issues of a tool, oldest first. tool 0: those without a tool. */
struct issues issue_store_live(struct db *db, struct arena *arena, int64_t tool, int limit);
/* The best known live issues of a tool: those that most people have, of its newest 200. */
struct issues issue_store_known(struct db *db, struct arena *arena, int64_t tool, int limit);
int issue_store_count_live(struct db *db, int64_t tool);

void follower_store_add(struct db *db, int64_t issue, int64_t person, int64_t now);
void follower_store_remove(struct db *db, int64_t issue, int64_t person);
bool follower_store_has(struct db *db, int64_t issue, int64_t person);
struct person_ids {
	int64_t *items;
	size_t count;
};
struct person_ids follower_store_all(struct db *db, struct arena *arena, int64_t issue);

/* verdicts: true if this was the person's first answer in this round. */
bool verdict_store_add(struct db *db, int64_t issue, int round, int64_t person, const char *verdict,
	int64_t now); /* also written to the person's reports */
const char *verdict_store_get(
	struct db *db, struct arena *arena, int64_t issue, int round, int64_t person); /* NULL */

/* history: append-only. actor 0: the daemon, or an anonymous reporter. NULLs are fine at the
 * end. */
struct change {
	int64_t id, issue, at, actor;
	const char *platform, *event; // from where
	const char *change; // 'reported', 'acknowledged', 'asked', 'answered', 'fixed', …
	const char *from_value, *to_value, *text;
};
struct changes {
	struct change *items;
	size_t count;
};
void history_store_add(struct db *db, const struct change *change);
struct changes history_store_all(
	struct db *db, struct arena *arena, int64_t issue); /* oldest first */

#endif
