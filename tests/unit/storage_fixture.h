#ifndef LASTMILE_TESTS_STORAGE_FIXTURE_H
#define LASTMILE_TESTS_STORAGE_FIXTURE_H
/* A fresh strict database in a folder of its own, with an arena and an open transaction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

struct fixture {
	char folder[64];
	char *path;
	struct db *db;
	struct arena *arena;
};

static inline struct db *open_or_fail(const char *path, enum db_mode mode)
{
	struct db *db = NULL;
	char *why = NULL;

	if (db_open(path, mode, &db, &why))
		fail_msg("%s", why);
	return db;
}

static inline void expect_refusal(
	const char *path, enum db_mode mode, int expected, const char *words)
{
	struct db *db = NULL;
	_cleanup_free_ char *why = NULL;
	int result = db_open(path, mode, &db, &why);

	db_close(db);
	assert_int_equal(result, expected);
	assert_non_null(why);
	if (!strstr(why, words))
		fail_msg("\"%s\" does not say \"%s\"", why, words);
}

static inline int make_folder(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	const char *base = getenv("TMPDIR");

	setenv("LASTMILE_STRICT", "1", 1);
	snprintf(f->folder, sizeof(f->folder), "%.40s/lastmile-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(f->folder));
	f->path = xasprintf("%s/lastmile.db", f->folder);
	f->arena = arena_create();
	*state = f;
	return 0;
}

static inline int remove_one(
	const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

static inline int remove_folder(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	arena_destroy(f->arena);
	nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(f->path);
	free(f);
	return 0;
}

static inline int begin_fresh(void **state)
{
	make_folder(state);
	struct fixture *f = *state;

	f->db = open_or_fail(f->path, DB_DAEMON);
	assert_int_equal(db_begin(f->db), 0);
	return 0;
}

#define on_fresh(test) cmocka_unit_test_setup_teardown(test, begin_fresh, remove_folder)
#define in_folder(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

static inline int64_t add_person(struct fixture *f, const char *account, const char *name)
{
	return people_store_meet(f->db, f->arena, "slack", account, name, 1)->id;
}

static inline int64_t add_issue(struct fixture *f, int64_t tool, const char *title)
{
	return issue_store_create(f->db, tool, title, 1000);
}

static inline int64_t add_report(
	struct fixture *f, int64_t issue, int64_t reporter, const char *text)
{
	struct report report = { .issue = issue,
		.reporter = reporter,
		.text = text,
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.channel = "C1",
		.created_at = 1000 };

	if (reporter)
		follower_store_add(f->db, issue, reporter, 1000);
	return report_store_add(f->db, &report);
}

#endif
