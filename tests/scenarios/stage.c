/* The world and its beginning and end; see stage.h. */
#include "stage_internal.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/week/daily.h"
#include "storage/db.h"

/* Monday, 23 November 2026, 09:00 UTC. */
#define BEGINNING INT64_C(1795424400000)

const struct world_person world_people[PEOPLE_COUNT] = {
	{ "priya", "U0ADMIN", "slack" },
	{ "ana", "U0ANA", "slack" },
	{ "ben", "U0BEN", "slack" },
	{ "chen", "U0CHEN", "slack" },
	{ "sam", "U0SAM", "slack" },
	{ "maya", "U0MAYA", "slack" },
	{ "luis", "U0LUIS", "slack" },
	{ "noor", "U0NOOR", "slack" },
	{ "helper", "U0HELPER", "slack" }, // an app: it says things in channels
	{ "local", "administrator", "shell" },
};

const struct world_channel world_channels[CHANNEL_COUNT] = {
	{ "general", "C0GENERAL", NULL, false },
	{ "ai-help", "C0AIHELP", NULL, false },
	{ "legal", "C0LEGAL", " priya ana chen sam maya helper ", false },
	{ "sales", "C0SALES", " priya ben sam luis helper ", false },
	{ "support", "C0SUPPORT", " priya chen sam noor helper ", true },
	{ "ops", "C0OPS", " priya chen noor helper ", false },
};

static const char *const admins[] = { "U0ADMIN", NULL };

/* Removed at the end, also of a scenario that fails. */
static const char *left_behind;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

void stage_clear_up(void)
{
	if (left_behind)
		nftw(left_behind, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	left_behind = NULL;
}

struct stage *stage_create(void)
{
	struct stage *stage = xcalloc(1, sizeof(*stage));
	_cleanup_free_ char *why = NULL;

	stage->directory = xstrdup("/tmp/lastmile-scenario-XXXXXX");
	if (!mkdtemp(stage->directory)) {
		perror("mkdtemp");
		exit(1);
	}
	left_behind = stage->directory;
	atexit(stage_clear_up);
	stage->path = xasprintf("%s/scenario.db", stage->directory);
	if (db_open(stage->path, DB_DAEMON, &stage->db, &why) != 0) {
		fprintf(stderr, "the database does not open: %s\n", why);
		exit(1);
	}
	stage->settings = (struct handler_settings){
		.timezone = "Europe/London",
		.admins = admins,
		.home_platform = "slack",
		.command_prefix = "/",
	};
	stage->now = BEGINNING;
	if (daily_start(stage->db, stage->now) != 0)
		exit(1);
	return stage;
}

void stage_destroy(struct stage *stage)
{
	db_close(stage->db);
	for (size_t i = 0; i < PEOPLE_COUNT; i++)
		screen_finish(&stage->screens[i]);
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		screen_finish(&stage->channels[i]);
	for (size_t i = 0; i < stage->said_count; i++) {
		free(stage->said[i].id);
		free(stage->said[i].text);
	}
	free(stage->said);
	stage_clear_up();
	free(stage->directory);
	free(stage->path);
	free(stage);
}

void stage_watch(struct stage *stage, stage_watcher *watcher, void *data)
{
	stage->watcher = watcher;
	stage->watcher_data = data;
}

void stage_rename(struct stage *stage, const char *handle, const char *name)
{
	stage->names[person_index(handle)] = name;
}

int person_index(const char *handle)
{
	for (size_t i = 0; i < PEOPLE_COUNT; i++)
		if (text_equal(world_people[i].handle, handle))
			return (int)i;
	return -1;
}

const struct world_channel *channel_called(const char *name)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if (text_equal(world_channels[i].name, name))
			return &world_channels[i];
	return NULL;
}

bool is_member(const struct world_channel *channel, int person)
{
	_cleanup_free_ char *word = xasprintf(" %s ", world_people[person].handle);

	return !channel->members || strstr(channel->members, word);
}

const char *direct_channel(struct arena *arena, int person)
{
	return arena_printf(arena, "D0%s", world_people[person].account + 2);
}

struct screen *stage_screen(struct stage *stage, const char *handle)
{
	int index = person_index(handle);

	return index < 0 ? NULL : &stage->screens[index];
}

struct screen *stage_channel(struct stage *stage, const char *name)
{
	const struct world_channel *channel = channel_called(name);

	return channel ? &stage->channels[channel - world_channels] : NULL;
}

void stage_begin(struct stage *stage)
{
	if (db_begin(stage->db) != 0)
		exit(1);
}

void stage_commit(struct stage *stage)
{
	const char *why = "";

	if (db_failure(stage->db, &why) != 0 || db_commit(stage->db) != 0) {
		fprintf(stderr, "the transaction failed: %s\n", why);
		exit(1);
	}
}
