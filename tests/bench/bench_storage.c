/*
 * How many reports a second the storage takes, without chat and network: what one /report writes,
 * several in each transaction, each in its savepoint, with synchronous=FULL. And what looking for
 * work costs when many rows wait.
 *
 *     bench_storage [REPORTS]     20000 if not said
 *
 * Figures depend on the disk and on what else runs; compare ratios of runs on one machine.
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/search.h"
#include "storage/tool_store.h"

enum { PEOPLE = 1000, TOOLS = 20, WORDS = 3000 };

static unsigned int seed = 1;

static unsigned int any(unsigned int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static const char *some_words(struct arena *arena)
{
	const char *text = "it went wrong:";

	for (int i = 0; i < 8; i++)
		text = arena_printf(arena, "%s word%u", text, any(WORDS));
	return text;
}

static void show(struct db *db, int64_t issue, int64_t person, const char *kind, int64_t now)
{
	struct card_order order = { .issue = issue,
		.person = person,
		.kind = kind,
		.platform = "slack",
		.priority = PRIORITY_INTERACTIVE,
		.content = "{\"summary\":\"Logged LM-1\",\"blocks\":[{\"type\":\"paragraph\","
			   "\"spans\":[{\"text\":\"Logged. Word is expected by noon.\"}]}]}" };

	card_store_show(db, &order, now);
}

static void report(struct db *db, struct arena *arena, int64_t number, bool search)
{
	const char *account = arena_printf(arena, "U%u", any(PEOPLE));
	const char *text = some_words(arena);

	inbox_store_take(db, "slack", arena_printf(arena, "Ev%lld", (long long)number), number);
	const struct person *person = people_store_meet(db, arena, "slack", account, NULL, number);
	const struct tool *tool =
		tool_store_find(db, arena, arena_printf(arena, "tool%u", any(TOOLS)));
	if (search)
		search_similar(db, arena, text, tool->id, 0, 3);
	int64_t issue = issue_store_create(db, tool->id, text, number);
	struct report row = { .issue = issue,
		.reporter = person->id,
		.text = text,
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.channel = "C1",
		.created_at = number };
	report_store_add(db, &row);
	follower_store_add(db, issue, person->id, number);
	struct change change = { .issue = issue,
		.at = number,
		.actor = person->id,
		.platform = "slack",
		.event = "Ev",
		.change = "reported",
		.to_value = "open" };
	history_store_add(db, &change);
	show(db, issue, person->id, "receipt", number);
	show(db, issue, 1 + any(PEOPLE), "owner", number);
}

static void must(int result, const char *what)
{
	if (result) {
		fprintf(stderr, "%s: %d\n", what, result);
		exit(1);
	}
}

/* Wall time tells of the disk and of whoever else runs; processor time tells of us. */
struct stopwatch {
	int64_t wall;
	clock_t processor;
};

static struct stopwatch start_watch(void)
{
	return (struct stopwatch){ .wall = clock_monotonic(), .processor = clock() };
}

static void tell(struct stopwatch watch, int64_t count, const char *what)
{
	double wall = (double)(clock_monotonic() - watch.wall + 1) / 1000.0;
	double processor = (double)(clock() - watch.processor + 1) / CLOCKS_PER_SEC;

	printf("%8.0f a second, %8.0f a second of processor time: %s\n", (double)count / wall,
		(double)count / processor, what);
}

static int64_t take(struct db *db, int64_t from, int64_t count, int group, bool search)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct stopwatch watch = start_watch();
	int64_t number = from;

	while (number < from + count) {
		must(db_begin(db), "begin");
		for (int i = 0; i < group; i++) {
			must(db_savepoint(db), "savepoint");
			report(db, arena, number++, search);
			must(db_keep(db), "keep");
		}
		must(db_commit(db), "commit");
		arena_reset(arena);
	}
	tell(watch, number - from,
		arena_printf(arena, "reports, %d in a commit%s, %lld rows in the outbox", group,
			search ? ", searching" : "",
			(long long)db_int(db, 0, "SELECT max(id) FROM outbox")));
	return number;
}

static void look_for_work(struct db *db, int times)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct stopwatch watch = start_watch();

	for (int i = 0; i < times; i++) {
		must(db_begin(db), "begin");
		struct outbox_entries due =
			outbox_store_due(db, arena, "slack", INT64_C(1) << 50, 16);
		for (size_t d = 0; d < due.count; d++) {
			outbox_store_claim(db, due.items[d].id, 1);
			outbox_store_sent(db, due.items[d].id, "D1", "1.1", 2);
		}
		(void)outbox_store_next_due(db, "slack");
		must(db_commit(db), "commit");
		arena_reset(arena);
	}
	tell(watch, (int64_t)times * 16, "deliveries looked for, claimed and settled");
}

static void prepare(struct db *db)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int64_t id;

	must(db_begin(db), "begin");
	for (int i = 0; i < PEOPLE; i++)
		people_store_meet(db, arena, "slack", arena_printf(arena, "U%d", i), "Somebody", 1);
	for (int i = 0; i < TOOLS; i++)
		must(tool_store_create(db, arena_printf(arena, "tool%d", i), 1, &id), "tool");
	must(db_commit(db), "commit");
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

int main(int argc, char **argv)
{
	const char *base = getenv("TMPDIR");
	_cleanup_free_ char *folder = xasprintf("%s/lastmile-bench-XXXXXX", base ? base : "/tmp");
	_cleanup_free_ char *why = NULL;
	int64_t count = argc > 1 ? strtoll(argv[1], NULL, 10) : 20000, number = 1;
	struct db *db = NULL;

	log_set_level(LOG_LEVEL_WARNING);
	if (!mkdtemp(folder))
		return 1;
	_cleanup_free_ char *path = xasprintf("%s/lastmile.db", folder);
	must(db_open(path, DB_DAEMON, &db, &why), "open");
	prepare(db);
	number = take(db, number, count / 20, 1, false);
	number = take(db, number, count, 64, false);
	number = take(db, number, count, 256, false);
	number = take(db, number, count / 5, 64, true);
	look_for_work(db, 200);
	take(db, number, count, 64, false);
	db_close(db);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
