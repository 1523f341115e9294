/*
 * Forgetting a person. Their row stays, emptied, because history, verdicts and pulses count it;
 * nothing in it says who it was. What they said of tools stays; what shows that it was they who
 * said it goes: the reporter, the place and the message it was said about.
 */
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/outbox_lane.h"
#include "storage/people_store.h"
#include "storage/stmt.h"

static const char ISSUES[] = "SELECT issue FROM reports WHERE reporter = $1 "
			     "UNION SELECT issue FROM followers WHERE person = $2 "
			     "UNION SELECT i.id FROM issues AS i JOIN tools AS t ON i.tool = t.id "
			     "WHERE (t.owner = $3 OR t.backup = $4) "
			     "AND i.status IN ('open', 'acknowledged', 'reopened') "
			     "UNION SELECT issue FROM cards WHERE person = $5 ORDER BY issue";

/* Each has the person's id as its only value. */
static const char EMPTY[] =
	"UPDATE people SET account = NULL, name = NULL, timezone = NULL, chosen_timezone = NULL, "
	"email = NULL, directory = NULL, active = 0, admin = 0, profiled_at = NULL WHERE id = $1";
static const char ACCOUNTS[] = "DELETE FROM people_accounts WHERE person = $1";
static const char ASKED_TO_LINK[] = "DELETE FROM link_requests WHERE asked = $1";
static const char ASKS_TO_LINK[] = "DELETE FROM link_requests WHERE asker = $1";
static const char REPORTS[] = "UPDATE reports SET reporter = NULL, channel = NULL, message = NULL, "
			      "thread = NULL, permalink = NULL WHERE reporter = $1";
static const char FEEDBACK[] =
	"UPDATE feedback SET person = NULL, channel = NULL WHERE person = $1";
static const char FOLLOWING[] = "DELETE FROM followers WHERE person = $1";
static const char OWNED[] = "UPDATE tools SET owner = NULL WHERE owner = $1";
static const char BACKED_UP[] = "UPDATE tools SET backup = NULL WHERE backup = $1";
static const char ASKED[] = "DELETE FROM escalations WHERE person = $1";
static const char GIVEN[] = "UPDATE issues SET assignee = NULL WHERE assignee = $1";
static const char CHAMPION_OF[] = "DELETE FROM tool_champions WHERE person = $1";
static const char OWED[] = "UPDATE outbox SET state = 'superseded', turn = 0, reason = 'forgotten' "
			   "WHERE person = $1 AND state IN ('ready', 'intent', 'parked')";
/* Where their direct messages are tells who they are. */
static const char DELIVERED[] = "UPDATE outbox SET sent_channel = NULL, sent_message = NULL, "
				"channel = NULL, thread = NULL, person = NULL WHERE person = $1";
static const char DRAFTS[] = "DELETE FROM drafts WHERE person = $1";
static const char NOTICES[] = "UPDATE notices SET person = NULL WHERE person = $1";
static const char LIBRARY[] = "UPDATE library_entries SET author = NULL WHERE author = $1";
static const char MARKS[] = "DELETE FROM library_marks WHERE person = $1";
static const char GATHERED[] = "DELETE FROM gathered WHERE person = $1";
static const char PREFERENCES[] = "DELETE FROM preferences WHERE person = $1";
static const char TOLD_AGAIN[] = "DELETE FROM schedules WHERE person = $1";
static const char SCHEDULED[] = "UPDATE schedules SET created_by = NULL WHERE created_by = $1";
static const char STUCK[] = "DELETE FROM office_queue WHERE person = $1";
static const char CALLED[] = "UPDATE office_queue SET called_by = NULL WHERE called_by = $1";
static const char GIVES[] = "UPDATE trainings SET created_by = NULL WHERE created_by = $1";
static const char TRAINED[] = "DELETE FROM training_people WHERE person = $1";
static const char BASELINES[] = "UPDATE baselines SET said_by = NULL WHERE said_by = $1";
static const char MEASURED[] = "UPDATE measurements SET said_by = NULL WHERE said_by = $1";
static const char REMINDED[] = "DELETE FROM reminded WHERE person = $1";
static const char SAID_TO_HAVE_LEFT[] = "DELETE FROM departures WHERE person = $1";
static const char CARDS[] =
	"UPDATE cards SET person = NULL, channel = NULL, message = NULL WHERE person = $1";

/* What waits for others may carry the account and the name as whole JSON strings: see NAMELESS. */
static const char NAMELESS[] =
	"UPDATE outbox_contents SET content = replace(replace(content, $1, 'null'), $2, "
	"'\"somebody\"') WHERE instr(content, $1) > 0 OR instr(content, $2) > 0";

LIST_STATEMENTS(people_forget_statements, ACCOUNTS, ASKED_TO_LINK, ASKS_TO_LINK, ISSUES, EMPTY,
	REPORTS, FEEDBACK, FOLLOWING, OWNED, BACKED_UP, ASKED, GIVEN, CHAMPION_OF, OWED, DELIVERED,
	DRAFTS, NOTICES, LIBRARY, MARKS, GATHERED, PREFERENCES, TOLD_AGAIN, SCHEDULED, STUCK,
	CALLED, GIVES, TRAINED, BASELINES, MEASURED, REMINDED, SAID_TO_HAVE_LEFT, CARDS, NAMELESS);

static const char *const by_person[] = { REPORTS, FEEDBACK, FOLLOWING, OWNED, BACKED_UP, ASKED,
	GIVEN, CHAMPION_OF, OWED, DELIVERED, DRAFTS, NOTICES, LIBRARY, MARKS, GATHERED, PREFERENCES,
	TOLD_AGAIN, SCHEDULED, STUCK, CALLED, GIVES, TRAINED, BASELINES, MEASURED, REMINDED,
	SAID_TO_HAVE_LEFT, CARDS, ACCOUNTS, ASKED_TO_LINK, ASKS_TO_LINK, EMPTY };

static struct issue_ids issues_of(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query =
		stmt_query(db, ISSUES, as_int(id), as_int(id), as_int(id), as_int(id), as_int(id));
	struct issue_ids issues = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &issues) = query_int(&query, "issue");
	return issues;
}

/* `words` as it stands in the JSON of a message: quoted and escaped. A string nobody can write
 * stands for what is not known. */
static char *as_json(const char *words)
{
	_cleanup_json_ struct cJSON *array = json_array();

	if (text_is_blank(words))
		return xstrdup("\n");
	json_append_string(array, words);
	char *printed = json_print(array);
	size_t length = strlen(printed);
	memmove(printed, printed + 1, length - 2);
	printed[length - 2] = '\0';
	return printed;
}

static void forget_names(struct db *db, const char *account_id, const char *called)
{
	_cleanup_free_ char *account = as_json(account_id);
	_cleanup_free_ char *name = as_json(called);

	stmt_run(db, NAMELESS, as_text(account), as_text(name));
}

struct issue_ids people_store_forget(struct db *db, struct arena *arena, int64_t id, int64_t now)
{
	const struct person *person = people_store_get(db, arena, id);

	(void)now;
	if (!person)
		return (struct issue_ids){ 0 };
	struct issue_ids issues = issues_of(db, arena, id);
	struct accounts accounts = people_store_accounts(db, arena, id);
	for (size_t i = 0; i < array_length(by_person); i++)
		stmt_run(db, by_person[i], as_int(id));
	const char *lane = arena_printf(arena, "person:%lld", (long long)id);
	for (size_t i = 0; i < accounts.count; i++) {
		forget_names(db, accounts.items[i].id, accounts.items[i].name);
		outbox_lane_settle(db, accounts.items[i].platform, lane);
	}
	return issues;
}
