/*
 * Nothing acknowledged is lost, whenever the process dies. A child does what the daemon does:
 * takes events into the inbox and writes what follows from them, some in each transaction, and
 * after the commit (and only then) acknowledges each through a pipe. It is killed at a random
 * moment, again and again. After each death the database is opened with the boot ritual, and every
 * acknowledged event must be there, whole: its issue, its report, what is owed for it; and nothing
 * twice.
 *
 *     kill_nine [KILLS]     120 if not said
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"

enum { EVENTS_MOST = 1 << 20, LONGEST_LIFE_US = 80000, EARLY_EACH = 4 };

static unsigned int seed = 20261122;

static unsigned int any(unsigned int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void __attribute__((noreturn, format(printf, 1, 2))) give_up(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static struct db *open_daemon(const char *path)
{
	struct db *db = NULL;
	char *why = NULL;

	if (db_open(path, DB_DAEMON, &db, &why))
		give_up("%s", why);
	return db;
}

/* --- The child --- */

static void handle(struct db *db, struct arena *arena, int64_t number)
{
	const char *name = arena_printf(arena, "Ev%lld", (long long)number);
	const char *account = arena_printf(arena, "U%lld", (long long)(number % 17));

	if (!inbox_store_take(db, "slack", name, number))
		return;
	const struct person *person = people_store_meet(db, arena, "slack", account, NULL, number);
	int64_t issue = issue_store_create(db, 0, name, number);
	struct report report = { .issue = issue,
		.reporter = person->id,
		.text = name,
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.created_at = number };
	report_store_add(db, &report);
	follower_store_add(db, issue, person->id, number);
	struct card_order receipt = { .issue = issue,
		.person = person->id,
		.kind = "receipt",
		.platform = "slack",
		.content = "{\"words\":\"something to send\"}" };
	card_store_show(db, &receipt, number);
	if (number % 3 == 0) {
		struct outbox_entries due = outbox_store_due(db, arena, "slack", number, 1);
		if (due.count) {
			outbox_store_claim(db, due.items[0].id, number);
			outbox_store_sent(db, due.items[0].id, "D1", name, number);
		}
	}
}

static void __attribute__((noreturn)) live(const char *path, int64_t from, int acknowledge)
{
	struct arena *arena = arena_create();
	struct db *db = open_daemon(path);

	for (int64_t number = from; number < EVENTS_MOST;) {
		int64_t until = number + 1 + any(8);
		if (db_begin(db))
			give_up("cannot begin");
		for (int64_t n = number; n < until; n++) {
			db_savepoint(db);
			handle(db, arena, n);
			if (db_keep(db))
				give_up("cannot keep");
		}
		if (db_commit(db))
			give_up("cannot commit");
		for (; number < until; number++)
			if (write(acknowledge, &number, sizeof(number)) != sizeof(number))
				give_up("cannot acknowledge");
		if (any(50) == 0)
			db_tidy(db);
		arena_reset(arena);
	}
	exit(0);
}

/* --- The parent --- */

/*
 * One life and its end. Returns the greatest acknowledged number, `last` if none was. `early`: it
 * may be killed while it still opens the database; else once it has acknowledged something, so that
 * a slow machine tries as much as a fast one.
 */
static int64_t one_life(const char *path, int64_t last, bool early, int64_t *ret_acknowledged)
{
	int ends[2], status = 0;
	const struct timespec life = { .tv_nsec = (long)any(LONGEST_LIFE_US) * 1000 };
	int64_t number;

	if (pipe(ends) < 0)
		give_up("no pipe: %s", strerror(errno));
	pid_t child = fork();
	if (child < 0)
		give_up("no child: %s", strerror(errno));
	if (child == 0) {
		(void)close(ends[0]);
		live(path, last + 1, ends[1]);
	}
	(void)close(ends[1]);
	if (!early && read(ends[0], &number, sizeof(number)) == sizeof(number)) {
		last = number;
		++*ret_acknowledged;
	}
	nanosleep(&life, NULL);
	kill(child, SIGKILL);
	while (read(ends[0], &number, sizeof(number)) == sizeof(number)) {
		last = number;
		++*ret_acknowledged;
	}
	(void)close(ends[0]);
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		give_up("the child ended by itself");
	return last;
}

static void expect_none(struct db *db, const char *what, const char *sql)
{
	int64_t count = db_int(db, -1, sql);

	if (count != 0)
		give_up("%s: %lld", what, (long long)count);
}

static int64_t check(const char *path, int64_t last)
{
	struct db *db = open_daemon(path);
	_cleanup_free_ char *acknowledged = xasprintf(
		"SELECT %lld - count(*) FROM inbox WHERE CAST(substr(event, 3) AS INTEGER) <= %lld",
		(long long)last, (long long)last);

	expect_none(db, "damaged",
		"SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
	expect_none(db, "broken references", "SELECT count(*) FROM pragma_foreign_key_check");
	expect_none(db, "acknowledged, but lost", acknowledged);
	expect_none(db, "events without their issue, or issues without their event",
		"SELECT (SELECT count(*) FROM inbox) - (SELECT count(DISTINCT title) FROM issues)");
	expect_none(db, "issues twice",
		"SELECT (SELECT count(*) FROM issues) - "
		"(SELECT count(DISTINCT title) FROM issues)");
	expect_none(db, "issues without a report",
		"SELECT (SELECT count(*) FROM issues) - (SELECT count(*) FROM reports)");
	expect_none(db, "reports that cannot be found by their words",
		"SELECT (SELECT count(*) FROM reports) - "
		"(SELECT count(*) FROM report_words WHERE report_words MATCH 'ev*')");
	expect_none(db, "issues for which nothing is owed",
		"SELECT (SELECT count(*) FROM issues) - (SELECT count(*) FROM outbox)");
	/* What was written without being acknowledged may be there: the platform would send it
	 * again. */
	int64_t written = db_int(db, 0, "SELECT count(*) FROM inbox");
	db_close(db);
	return written;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

int main(int argc, char **argv)
{
	const char *base = getenv("TMPDIR");
	_cleanup_free_ char *folder = xasprintf("%s/lastmile-kill-XXXXXX", base ? base : "/tmp");
	int kills = argc > 1 ? (int)strtoll(argv[1], NULL, 10) : 120;
	int64_t last = 0, acknowledged = 0, written = 0;

	log_set_level(LOG_LEVEL_WARNING);
	if (!mkdtemp(folder))
		give_up("%s: %s", folder, strerror(errno));
	_cleanup_free_ char *path = xasprintf("%s/lastmile.db", folder);
	for (int i = 0; i < kills; i++) {
		last = one_life(path, last, i % EARLY_EACH == 0, &acknowledged);
		written = check(path, last);
	}
	printf("%d kills, %lld events acknowledged, %lld written, none lost\n", kills,
		(long long)acknowledged, (long long)written);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return acknowledged < kills - kills / EARLY_EACH - 1;
}
