/*
 * What an answer costs in a big database (fill.py makes one): processor time of everything that
 * somebody may wait for, of digests that come by themselves, and of what is done once a day.
 *
 *     bench_answers DATABASE [REPETITIONS [WORDS…]]     5 if not said; WORDS: of these tasks only
 *     bench_answers DATABASE 0 [WORDS…]                 what is answered, instead of how fast
 *
 * Each is done in a transaction that is taken back, so that it can be run again on the same file,
 * and counts without the commit. Of the repetitions the first is told (nothing of it is in SQLite's
 * cache yet, though it may be in the kernel's) and the median. No daemon may have the file.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bot/answer.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/db.h"

enum { REPETITIONS_AT_MOST = 100 };

static const char *const admins[] = { "UADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

/* C1 is the home of tool1, C45 of none. */
static const struct task {
	const char *name;
	enum event_type type;
	const char *actor, *channel;
	const char *what, *text; // name and words, or value
} tasks[] = {
	{ "/report, new", EVENT_COMMAND, "U000777", "C1", "report",
		"tool3 the total of the invoice is missing a page word77" },
	{ "/report, no tool named", EVENT_COMMAND, "U000777", "C45", "report",
		"the total of the invoice is missing a page word77" },
	{ "status of an issue", EVENT_COMMAND, "U000777", "C1", "lastmile", "status LM-200000" },
	{ "mine", EVENT_COMMAND, "U000777", "C1", "lastmile", "mine" },
	{ "mine, of an owner", EVENT_COMMAND, "U000001", "C1", "lastmile", "mine" },
	{ "ack", EVENT_COMMAND, "U000001", "C1", "lastmile", "ack LM-399990" },
	{ "me too", EVENT_ACTION, "U000777", "C1", "me_too", "LM-399990" },
	{ "fixed", EVENT_COMMAND, "UADMIN", "C1", "lastmile", "fixed LM-399990 the prompt" },
	{ "decline", EVENT_COMMAND, "UADMIN", "C1", "lastmile", "decline LM-399990 too rare" },
	{ "trust", EVENT_COMMAND, "U000777", "C1", "lastmile", "trust tool1" },
	{ "tools", EVENT_COMMAND, "U000777", "C1", "lastmile", "tools" },
	{ "tool", EVENT_COMMAND, "U000777", "C1", "lastmile", "tool tool1" },
	{ "library", EVENT_COMMAND, "U000777", "C1", "lastmile", "library compare word77" },
	{ "officehours", EVENT_COMMAND, "U000777", "C1", "lastmile", "officehours" },
	{ "stuck", EVENT_COMMAND, "U000777", "C1", "lastmile", "stuck the total is wrong" },
	{ "training", EVENT_COMMAND, "U000777", "C1", "lastmile", "training" },
	{ "launch", EVENT_COMMAND, "UADMIN", "C1", "lastmile", "launch tool33" },
	{ "settings", EVENT_COMMAND, "U000777", "C1", "lastmile", "settings" },
	{ "help", EVENT_COMMAND, "U000777", "C1", "lastmile", "help" },
	{ "home page", EVENT_HOME, "U000777", NULL, "", "" },
	{ "home page, of an owner", EVENT_HOME, "U000001", NULL, "", "" },
	{ "home page, of an admin", EVENT_HOME, "UADMIN", NULL, "", "" },
	{ "roi, of one tool", EVENT_COMMAND, "U000777", "C1", "lastmile", "roi tool1" },
	{ "roi, of all", EVENT_COMMAND, "U000777", "C45", "lastmile", "roi" },
	{ "digest asked for, of one tool", EVENT_COMMAND, "U000777", "C1", "lastmile",
		"digest tool1" },
	{ "digest asked for, of all", EVENT_COMMAND, "U000777", "C45", "lastmile", "digest" },
	{ "digest posted, of one tool", EVENT_TIMER, NULL, NULL, "schedule", "2" },
	{ "digest posted, of all", EVENT_TIMER, NULL, NULL, "schedule", "45" },
	{ "daily", EVENT_TIMER, NULL, NULL, "orphans", "daily" },
	{ "daily, of one tool", EVENT_TIMER, NULL, NULL, "daily_tool", "1" },
};

static void must(int result, const char *what)
{
	if (result) {
		fprintf(stderr, "%s: %d\n", what, result);
		exit(1);
	}
}

static struct event event_of(const struct task *task, struct arena *arena)
{
	static int number;
	struct event event = {
		.arena = arena,
		.type = task->type,
		.platform = task->type == EVENT_TIMER ? "daemon" : "slack",
		.id = arena_printf(arena, "bench%d", ++number),
		.actor = { .id = task->actor, .name = "Somebody" },
		.place = { .channel = task->channel, .channel_name = "somewhere" },
	};

	if (task->type == EVENT_TIMER)
		event.timer = (struct event_timer){ .name = task->what, .value = task->text };
	else if (task->type == EVENT_ACTION)
		event.action = (struct event_action){ .name = task->what, .value = task->text };
	else if (task->type == EVENT_COMMAND)
		event.command = (struct event_command){ .name = task->what, .text = task->text };
	return event;
}

/* What was answered begins so: a benchmark of a complaint is none. */
static void show(const struct task *task, const struct answer *answer)
{
	_cleanup_text_ struct text plain = TEXT_INIT;
	const struct message *message = answer->message ? answer->message : answer->home;

	if (message)
		message_plain(message, &plain);
	const char *words = text_string(&plain);
	printf("%-32s %.*s\n", task->name, (int)strcspn(words, "\n"), words);
}

/* ms of processor time */
static double run_once(struct db *db, const struct task *task, bool tell)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = event_of(task, arena);
	struct answer answer = { 0 };

	must(db_begin(db), "begin");
	clock_t began = clock();
	if (task->type == EVENT_TIMER)
		dispatch_timer(db, &settings, &event, clock_now(), NULL);
	else
		answer = dispatch_event(db, &settings, &event, clock_now());
	double took = (double)(clock() - began) * 1e3 / CLOCKS_PER_SEC;
	if (tell)
		show(task, &answer);
	db_rollback(db);
	return took;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void measure(struct db *db, const struct task *task, int repetitions)
{
	double took[REPETITIONS_AT_MOST];
	double first = run_once(db, task, repetitions == 0);

	if (repetitions == 0)
		return;
	for (int i = 0; i < repetitions; i++)
		took[i] = run_once(db, task, false);
	qsort(took, (size_t)repetitions, sizeof(*took), by_value);
	printf("%-32s %9.2f ms first %9.2f ms median\n", task->name, first, took[repetitions / 2]);
	fflush(stdout);
}

static bool is_wanted(const struct task *task, int argc, char **argv)
{
	for (int i = 3; i < argc; i++)
		if (strstr(task->name, argv[i]))
			return true;
	return argc <= 3;
}

int main(int argc, char **argv)
{
	_cleanup_free_ char *why = NULL;
	_cleanup_db_ struct db *db = NULL;
	int repetitions = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;

	if (argc < 2 || repetitions < 0 || repetitions > REPETITIONS_AT_MOST) {
		fprintf(stderr, "usage: bench_answers DATABASE [REPETITIONS [WORDS…]]\n");
		return 64;
	}
	log_set_level(LOG_LEVEL_WARNING);
	must(db_open(argv[1], DB_BESIDE, &db, &why), why ? why : "open");
	for (size_t i = 0; i < array_length(tasks); i++)
		if (is_wanted(&tasks[i], argc, argv))
			measure(db, &tasks[i], repetitions);
	return 0;
}
