#ifndef LASTMILE_TESTS_PEOPLE_EVERYWHERE_H
#define LASTMILE_TESTS_PEOPLE_EVERYWHERE_H
/* Somebody in every column that refers to people, for what must overlook none of them. */
#include "storage_fixture.h"

#include <sqlite3.h>

/* Person 2 in every place there is; a new table has its row here. */
static const char *const everywhere[] = {
	("INSERT INTO people (id, platform, account, created_at) VALUES (1, 'slack', "
	 "'U0BEN', 1), (2, 'slack', 'U0ZOE9', 1), (4, 'teams', '29:4', 1)"),
	"INSERT INTO people (id, platform, created_at, merged_into) VALUES (3, 'teams', 1, 2)",
	("INSERT INTO people_accounts (platform, account, person, linked_at) VALUES ('teams', "
	 "'29:2', 2, 1)"),
	("INSERT INTO departures (person, platform, company, said_at, counted_at) VALUES (2, "
	 "'slack', '', 1, 1)"),
	"INSERT INTO link_requests (asker, asked, created_at) VALUES (1, 2, 1), (2, 4, 1)",
	("INSERT INTO tools (id, name, owner, backup, created_at, updated_at) VALUES (1, "
	 "'one', 2, 1, 1, 1), (2, 'two', 1, 2, 1, 1)"),
	"INSERT INTO tool_champions (tool, person) VALUES (1, 2)",
	("INSERT INTO issues (id, tool, title, created_at, acknowledged_by, settled_by, "
	 "assignee) VALUES (1, 1, 'it', 1, 2, 2, 2)"),
	("INSERT INTO reports (issue, first_issue, reporter, text, source, platform, "
	 "created_at) VALUES (1, 1, 2, 'it', 'command', 'slack', 1)"),
	("INSERT INTO followers (issue, person, first_issue, created_at) VALUES (1, 2, 1, "
	 "1)"),
	("INSERT INTO verdicts (issue, round, person, verdict, created_at) VALUES (1, 1, "
	 "2, 'works', 1)"),
	("INSERT INTO feedback (person, text, platform, created_at) VALUES (2, 'x', "
	 "'slack', 1)"),
	("INSERT INTO history (issue, at, actor, platform, event, change) VALUES (1, 1, 2, "
	 "'slack', 'E1', 'fixed')"),
	("INSERT INTO cards (issue, person, kind, platform, created_at) VALUES (1, 2, "
	 "'receipt', 'slack', 1)"),
	("INSERT INTO outbox (key, platform, operation, lane, person, kind, priority, "
	 "turn, next_at, created_at) VALUES ('k', 'slack', 'post', 'person:2', 2, "
	 "'receipt', 0, 1, 1, 1)"),
	("INSERT INTO notices (tool, person, text, created_at) VALUES (1, 2, 'wrong "
	 "today', 1)"),
	("INSERT INTO pulses (tool, person, week, step, created_at) VALUES (1, 2, "
	 "'2026-11-23', 'removed', 1)"),
	"INSERT INTO reminded (issue, due_at, person, at) VALUES (1, 1, 2, 1)",
	"INSERT INTO escalations (issue, person, role, at) VALUES (1, 2, 'owner', 1)",
	("INSERT INTO drafts (person, text, platform, created_at) VALUES (2, 'x', 'slack', "
	 "1)"),
	("INSERT INTO library_entries (id, kind, title, body, author, created_at, "
	 "updated_at) VALUES (1, 'prompt', 'x', 'y', 2, 1, 1)"),
	("INSERT INTO schedules (kind, platform, person, rule, timezone, created_by, "
	 "created_at) VALUES ('monday_list', 'slack', 2, 'every Monday at 09:00', 'UTC', 2, 1), "
	 "('monday_list', 'slack', 1, 'every Monday at 09:00', 'UTC', 2, 1)"),
	("INSERT INTO office_queue (person, text, platform, created_at, called_at, called_by) "
	 "VALUES (2, 'x', 'slack', 1, NULL, NULL), (1, 'x', 'slack', 1, 2, 2)"),
	"INSERT INTO gathered (person, issue, kind, round, due_at) VALUES (2, 1, 'settled', 1, 1)",
	"INSERT INTO preferences (person, name, value) VALUES (2, 'told', 'daily')",
	("INSERT INTO baselines (id, tool, workflow, version, minutes_before, source, grade, day, "
	 "held_at, said_by, created_at) VALUES (1, 1, 'reviews', 1, 40, 'told', 'C', 1, 1, 2, 1)"),
	("INSERT INTO measurements (baseline, minutes_now, runs, grade, day, held_at, said_by, "
	 "created_at) VALUES (1, 10, 5, 'A', 1, 1, 2, 1)"),
	("INSERT INTO trainings (id, title, starts_at, minutes, timezone, platform, channel, "
	 "created_by, created_at) VALUES (1, 'x', 1, 60, 'UTC', 'slack', 'C1', 2, 1)"),
	"INSERT INTO training_people (training, person, coming) VALUES (1, 2, 1)",
	("INSERT INTO library_marks (entry, person, mark, created_at) VALUES (1, 2, "
	 "'used', 1)"),
};

static const char references[] =
	"SELECT t.name, k.\"from\" FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k "
	"WHERE t.type = 'table' AND k.\"table\" = 'people'";

static inline void run(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *raw = NULL;

	assert_int_equal(sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(raw), SQLITE_DONE);
	sqlite3_finalize(raw);
}

static inline int rows_of(sqlite3 *sqlite, const char *table, const char *column, int person)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT count(*) FROM %s WHERE %s = %d", table, column, person);
	sqlite3_stmt *raw = NULL;

	assert_int_equal(sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(raw), SQLITE_ROW);
	int count = sqlite3_column_int(raw, 0);
	sqlite3_finalize(raw);
	return count;
}

/* Does any file of the folder's database hold these bytes? */
static inline bool on_disk(const struct fixture *f, const char *needle)
{
	static const char *const endings[] = { "", "-wal" };
	bool found = false;

	for (size_t i = 0; i < array_length(endings); i++) {
		_cleanup_free_ char *path = xasprintf("%s%s", f->path, endings[i]);
		FILE *file = fopen(path, "rb");
		if (!file)
			continue;
		char *bytes = xcalloc(1, 1 << 24);
		size_t length = fread(bytes, 1, 1 << 24, file);
		fclose(file);
		found = found || memmem(bytes, length, needle, strlen(needle));
		free(bytes);
	}
	return found;
}

#endif
