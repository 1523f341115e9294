#ifndef LASTMILE_TOOL_STORE_H
#define LASTMILE_TOOL_STORE_H
/* Tools: what people use, who answers for it, what is promised about it. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/people_store.h"

enum tool_stage { STAGE_PILOT, STAGE_LAUNCHED, STAGE_PAUSED, STAGE_RETIRED };

struct tool {
	int64_t id;
	const char *name; // one word, unique without regard to case
	const char *title; // never NULL: the name if none was given
	int64_t owner; // person; 0: nobody
	int64_t backup;
	const char *channel_platform, *channel, *channel_name; // NULL: no home channel
	enum tool_stage stage;
	const char *good, *fails, *verify, *happens, *recovery; // NULL: not said yet
	double target_hours; // negative: not said
	int acknowledge_minutes; // working minutes
	int fix_minutes; // the owner's promise of a fix, working minutes; 0: there is none
	int escalate_minutes; // a deadline at risk waits so long before the next is asked
	bool champions_first; // a report goes to a champion first
	int champion_cap; // open issues that one champion holds at most
	int64_t card_at; // when the trust card was last written or confirmed; 0: never
	int64_t reminded_at; // when its owner was last reminded of it; 0: never
	int64_t launched_at; // the first time; 0: never
	int64_t created_at, updated_at;
};

struct tools {
	struct tool *items;
	size_t count;
};

const char *tool_stage_name(enum tool_stage stage); /* "pilot" */
bool tool_stage_parse(const char *name, enum tool_stage *ret_stage);

const struct tool *tool_store_get(struct db *db, struct arena *arena, int64_t id); /* NULL */
/* By name or alias, without regard to case; NULL if no tool is called so. */
const struct tool *tool_store_find(struct db *db, struct arena *arena, const char *word);
/* The one tool whose home is this channel; NULL if none or several. */
const struct tool *tool_store_by_channel(
	struct db *db, struct arena *arena, const char *platform, const char *channel);
struct tools tool_store_all(struct db *db, struct arena *arena); /* by name; retired ones last */
struct tools tool_store_owned_by(
	struct db *db, struct arena *arena, int64_t person); /* or backed up */

/* Condition: TOOL_E_TAKEN when the name is another tool's name or alias. */
enum { TOOL_E_TAKEN = 1 };
int tool_store_create(struct db *db, const char *name, int64_t now, int64_t *ret_id);

/* Writes every field of `tool` but id, name and created_at; updated_at becomes `now`. */
void tool_store_save(struct db *db, const struct tool *tool, int64_t now);
/* What we told people of it, which is no change of the tool; 0: not told. */
void tool_store_set_reminded(struct db *db, int64_t id, int64_t at);

int tool_store_add_alias(struct db *db, int64_t tool, const char *alias); /* 0 or TOOL_E_TAKEN */
void tool_store_remove_alias(struct db *db, int64_t tool, const char *alias);
struct words {
	const char **items;
	size_t count;
};
struct words tool_store_aliases(struct db *db, struct arena *arena, int64_t tool);
void tool_store_add_champion(struct db *db, int64_t tool, int64_t person);
void tool_store_remove_champion(struct db *db, int64_t tool, int64_t person);
struct people tool_store_champions(struct db *db, struct arena *arena, int64_t tool);

#endif
