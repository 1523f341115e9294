/*
 * Two rows that are one person, and the way back. Each column that refers to people has a line here
 * (a test walks the schema): moved where a person may have many, moved or dropped where one is
 * allowed. History keeps its actor: the emptied row leads to who they are.
 */
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "storage/outbox_lane.h"
#include "storage/people_store.h"
#include "storage/stmt.h"

/* $1 the first, $2 the second. */
#define MOVE(table, column) "UPDATE " table " SET " column " = $1 WHERE " column " = $2"
#define MOVE_OR_KEEP(table, column)                                                                \
	"UPDATE OR IGNORE " table " SET " column " = $1 WHERE " column " = $2"
#define DROP(table, column) "DELETE FROM " table " WHERE $1 = $1 AND " column " = $2"

static const char ACCOUNT[] =
	"INSERT INTO people_accounts (platform, account, person, name, directory, linked_at) "
	"SELECT platform, account, $1, name, directory, $2 FROM people "
	"WHERE id = $3 AND account IS NOT NULL";
static const char FURTHER[] = MOVE_OR_KEEP("people_accounts", "person");
static const char FURTHER_TWICE[] = DROP("people_accounts", "person");
static const char OWNED[] = MOVE("tools", "owner");
static const char BACKED_UP[] = MOVE("tools", "backup");
static const char CHAMPION_OF[] = MOVE_OR_KEEP("tool_champions", "person");
static const char CHAMPION_TWICE[] = DROP("tool_champions", "person");
static const char ACKNOWLEDGED[] = MOVE("issues", "acknowledged_by");
static const char SETTLED[] = MOVE("issues", "settled_by");
static const char GIVEN[] = MOVE("issues", "assignee");
static const char REPORTS[] = MOVE("reports", "reporter");
static const char FOLLOWING[] = MOVE_OR_KEEP("followers", "person");
static const char FOLLOWING_TWICE[] = DROP("followers", "person");
static const char VERDICTS[] = MOVE_OR_KEEP("verdicts", "person");
static const char VERDICTS_TWICE[] = DROP("verdicts", "person");
static const char FEEDBACK[] = MOVE("feedback", "person");
static const char PULSES[] = MOVE_OR_KEEP("pulses", "person");
static const char PULSES_TWICE[] = DROP("pulses", "person");
static const char CARDS[] = MOVE_OR_KEEP("cards", "person");
/* One of them is edited from now on: the other is what was said once. */
static const char CARDS_TWICE[] = "UPDATE cards SET person = NULL WHERE $1 = $1 AND person = $2";
static const char OWED[] = "UPDATE outbox SET person = $1, lane = 'person:' || $1 "
			   "WHERE person = $2";
static const char NOTICES[] = MOVE("notices", "person");
static const char ASKED[] = MOVE_OR_KEEP("escalations", "person");
static const char ASKED_TWICE[] = DROP("escalations", "person");
static const char DRAFTS[] = MOVE("drafts", "person");
static const char LIBRARY[] = MOVE("library_entries", "author");
static const char MARKS[] = MOVE_OR_KEEP("library_marks", "person");
static const char MARKS_TWICE[] = DROP("library_marks", "person");
static const char SCHEDULED[] = MOVE("schedules", "created_by");
static const char TOLD_AGAIN[] = MOVE("schedules", "person");
static const char CALLED[] = MOVE("office_queue", "called_by");
static const char STUCK[] = MOVE_OR_KEEP("office_queue", "person");
static const char STUCK_TWICE[] = DROP("office_queue", "person");
static const char PREFERENCES[] = MOVE_OR_KEEP("preferences", "person");
static const char PREFERENCES_TWICE[] = DROP("preferences", "person");
static const char BASELINES[] = MOVE("baselines", "said_by");
static const char MEASURED[] = MOVE("measurements", "said_by");
static const char GIVES[] = MOVE("trainings", "created_by");
static const char TRAINED[] = MOVE_OR_KEEP("training_people", "person");
static const char TRAINED_TWICE[] = DROP("training_people", "person");
static const char GATHERED[] = MOVE_OR_KEEP("gathered", "person");
static const char GATHERED_TWICE[] = DROP("gathered", "person");
static const char REMINDED[] = MOVE_OR_KEEP("reminded", "person");
static const char REMINDED_TWICE[] = DROP("reminded", "person");
static const char LEFT[] = MOVE_OR_KEEP("departures", "person");
static const char LEFT_TWICE[] = DROP("departures", "person");
static const char ASKS_TO_LINK[] = MOVE_OR_KEEP("link_requests", "asker");
static const char ASKED_TO_LINK[] = MOVE_OR_KEEP("link_requests", "asked");
static const char LINK_TWICE[] =
	"DELETE FROM link_requests WHERE (asker = $1 AND asked = $1) OR asker = $2 OR asked = $2";
static const char LEADS_HERE[] = MOVE("people", "merged_into");
/* What only the second knew. */
static const char LEARN[] = "UPDATE people AS f SET email = coalesce(f.email, s.email), "
			    "timezone = coalesce(f.timezone, s.timezone), "
			    "chosen_timezone = coalesce(f.chosen_timezone, s.chosen_timezone), "
			    "active = max(f.active, s.active), admin = max(f.admin, s.admin) "
			    "FROM people AS s WHERE f.id = $1 AND s.id = $2";
static const char SIGNPOST[] =
	"UPDATE people SET account = NULL, name = NULL, timezone = NULL, chosen_timezone = NULL, "
	"email = NULL, directory = NULL, active = 0, admin = 0, profiled_at = NULL, "
	"merged_into = $1 WHERE id = $2";
static const char ISSUES[] = "SELECT issue FROM reports WHERE reporter = $1 "
			     "UNION SELECT issue FROM cards WHERE person = $1 ORDER BY issue";

/* --- and back: $1 who gets it, $2 who had it, $3 the platform --- */

#define MOVE_OF_PLATFORM(table, column) MOVE_OR_KEEP(table, column) " AND platform = $3"

static const char REVIVE[] =
	"UPDATE people SET (platform, account, name, directory, active, merged_into) = "
	"(SELECT a.platform, a.account, a.name, a.directory, 1, NULL FROM people_accounts AS a "
	"WHERE a.person = $1 AND a.platform = $2) "
	"WHERE id = (SELECT m.id FROM people AS m WHERE m.merged_into = $1 AND m.platform = $2 "
	"ORDER BY m.id DESC LIMIT 1) RETURNING id";
static const char COME_ANEW[] =
	"INSERT INTO people (platform, account, name, directory, created_at) "
	"SELECT a.platform, a.account, a.name, a.directory, $1 FROM people_accounts AS a "
	"WHERE a.person = $2 AND a.platform = $3 RETURNING id";
static const char IS_FURTHER[] =
	"SELECT count(*) FROM people_accounts WHERE person = $1 AND platform = $2";
static const char LET_GO[] = "DELETE FROM people_accounts WHERE person = $1 AND platform = $2";
static const char REPORTS_BACK[] = MOVE_OF_PLATFORM("reports", "reporter");
static const char FEEDBACK_BACK[] = MOVE_OF_PLATFORM("feedback", "person");
static const char CARDS_BACK[] = MOVE_OF_PLATFORM("cards", "person");
static const char DRAFTS_BACK[] = MOVE_OF_PLATFORM("drafts", "person");
static const char TOLD_BACK[] = MOVE_OF_PLATFORM("schedules", "person");
static const char STUCK_BACK[] = MOVE_OF_PLATFORM("office_queue", "person");
static const char OWED_BACK[] = "UPDATE outbox SET person = $1, lane = 'person:' || $1 "
				"WHERE person = $2 AND platform = $3";
static const char FOLLOW_BACK[] =
	"INSERT OR IGNORE INTO followers (issue, person, first_issue, created_at) "
	"SELECT f.issue, $1, f.first_issue, f.created_at FROM followers AS f WHERE f.person = $2 "
	"AND EXISTS (SELECT 1 FROM reports AS r WHERE r.issue = f.issue AND r.reporter = $1)";
static const char LEAVE_BACK[] =
	"DELETE FROM followers WHERE EXISTS "
	"(SELECT 1 FROM reports AS r WHERE r.issue = followers.issue AND r.reporter = $1) "
	"AND person = $2 AND NOT EXISTS "
	"(SELECT 1 FROM reports AS r WHERE r.issue = followers.issue AND r.reporter = $2)";

/* --- requests --- */

static const char ASK[] =
	"INSERT INTO link_requests (asker, asked, created_at) VALUES ($1, $2, $3) "
	"ON CONFLICT (asker, asked) DO UPDATE SET created_at = excluded.created_at RETURNING id";
static const char TAKE[] = "DELETE FROM link_requests WHERE id = $1 AND asked = $2 "
			   "AND created_at >= $3 RETURNING asker";

LIST_STATEMENTS(people_link_statements, ACCOUNT, FURTHER, FURTHER_TWICE, OWNED, BACKED_UP,
	CHAMPION_OF, CHAMPION_TWICE, ACKNOWLEDGED, SETTLED, GIVEN, REPORTS, FOLLOWING,
	FOLLOWING_TWICE, VERDICTS, VERDICTS_TWICE, FEEDBACK, PULSES, PULSES_TWICE, CARDS,
	CARDS_TWICE, OWED, NOTICES, ASKED, ASKED_TWICE, DRAFTS, LIBRARY, MARKS, MARKS_TWICE,
	SCHEDULED, TOLD_AGAIN, CALLED, STUCK, STUCK_TWICE, PREFERENCES, PREFERENCES_TWICE,
	BASELINES, MEASURED, GIVES, TRAINED, TRAINED_TWICE, GATHERED, GATHERED_TWICE, REMINDED,
	REMINDED_TWICE, LEFT, LEFT_TWICE, ASKS_TO_LINK, ASKED_TO_LINK, LINK_TWICE, LEADS_HERE,
	LEARN, SIGNPOST, ISSUES, REVIVE, COME_ANEW, IS_FURTHER, LET_GO, REPORTS_BACK, FEEDBACK_BACK,
	CARDS_BACK, DRAFTS_BACK, TOLD_BACK, STUCK_BACK, OWED_BACK, FOLLOW_BACK, LEAVE_BACK, ASK,
	TAKE);

/* In this order: what is moved, then what could not be. */
static const char *const moves[] = { FURTHER, FURTHER_TWICE, OWNED, BACKED_UP, CHAMPION_OF,
	CHAMPION_TWICE, ACKNOWLEDGED, SETTLED, GIVEN, REPORTS, FOLLOWING, FOLLOWING_TWICE, VERDICTS,
	VERDICTS_TWICE, FEEDBACK, PULSES, PULSES_TWICE, CARDS, CARDS_TWICE, OWED, NOTICES, ASKED,
	ASKED_TWICE, DRAFTS, LIBRARY, MARKS, MARKS_TWICE, SCHEDULED, TOLD_AGAIN, CALLED, STUCK,
	STUCK_TWICE, PREFERENCES, PREFERENCES_TWICE, BASELINES, MEASURED, GIVES, TRAINED,
	TRAINED_TWICE, GATHERED, GATHERED_TWICE, REMINDED, REMINDED_TWICE, ASKS_TO_LINK,
	ASKED_TO_LINK, LINK_TWICE, LEFT, LEFT_TWICE, LEADS_HERE, LEARN, SIGNPOST };

static const char *const moves_back[] = { REPORTS_BACK, FEEDBACK_BACK, CARDS_BACK, DRAFTS_BACK,
	TOLD_BACK, STUCK_BACK, OWED_BACK };

static struct issue_ids issues_of(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, ISSUES, as_int(person));
	struct issue_ids issues = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &issues) = query_int(&query, "issue");
	return issues;
}

struct issue_ids people_store_link(
	struct db *db, struct arena *arena, int64_t first, int64_t second, int64_t now)
{
	struct issue_ids issues = issues_of(db, arena, second);
	const char *lane = arena_printf(arena, "person:%lld", (long long)first);

	stmt_run(db, ACCOUNT, as_int(first), as_int(now), as_int(second));
	for (size_t i = 0; i < array_length(moves); i++)
		stmt_run(db, moves[i], as_int(first), as_int(second));
	struct accounts accounts = people_store_accounts(db, arena, first);
	for (size_t i = 0; i < accounts.count; i++)
		outbox_lane_settle(db, accounts.items[i].platform, lane);
	return issues;
}

int64_t people_store_unlink(struct db *db, int64_t person, const char *platform, int64_t now)
{
	if (!stmt_int(db, 0, IS_FURTHER, as_int(person), as_text(platform)))
		return 0;
	int64_t other = stmt_int(db, 0, REVIVE, as_int(person), as_text(platform));
	if (!other)
		other = stmt_int(db, 0, COME_ANEW, as_int(now), as_int(person), as_text(platform));
	stmt_run(db, LET_GO, as_int(person), as_text(platform));
	for (size_t i = 0; i < array_length(moves_back); i++)
		stmt_run(db, moves_back[i], as_int(other), as_int(person), as_text(platform));
	stmt_run(db, FOLLOW_BACK, as_int(other), as_int(person));
	stmt_run(db, LEAVE_BACK, as_int(other), as_int(person));
	_cleanup_free_ char *lane = xasprintf("person:%lld", (long long)other);
	outbox_lane_settle(db, platform, lane);
	return other;
}

int64_t link_request_store_add(struct db *db, int64_t asker, int64_t asked, int64_t now)
{
	return stmt_int(db, 0, ASK, as_int(asker), as_int(asked), as_int(now));
}

int64_t link_request_store_take(struct db *db, int64_t id, int64_t asked, int64_t since)
{
	return stmt_int(db, 0, TAKE, as_int(id), as_int(asked), as_int(since));
}
