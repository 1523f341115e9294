#include "storage/export_person.h"

#include "storage/db.h"
#include "storage/stmt.h"

/* Not about an issue that they reported without their name, wherever it was merged into. */
#define NAMED(issue)                                                                               \
	" AND NOT EXISTS (SELECT 1 FROM reports AS a WHERE a.reporter = $1 AND a.anonymous = 1 "   \
	"AND " issue " IN (a.issue, a.first_issue))"
#define REF(issue) "'LM-' || " issue " AS issue"
#define TOOL(tool) "(SELECT t.name FROM tools AS t WHERE t.id = " tool ") AS tool"

static const char REPORTS[] =
	"SELECT r.id AS report, " REF("r.issue") ", r.anonymous, r.text, r.kind, r.minutes_lost, "
						 "r.deadline, r.quote, r.permalink, r.channel, "
						 "r.verdict, r.created_at FROM reports AS r "
						 "WHERE r.reporter = $1 AND r.anonymous = 0 "
						 "ORDER BY r.id";
static const char ACCOUNTS[] = "SELECT platform, account, name, directory, linked_at "
			       "FROM people_accounts WHERE person = $1 ORDER BY platform";
static const char LINKED[] =
	"SELECT platform, created_at FROM people WHERE merged_into = $1 ORDER BY id";
static const char LINKING[] =
	"SELECT coalesce(asker = $1, 0) AS asked_by_them, created_at FROM link_requests "
	"WHERE asker = $1 OR asked = $1 ORDER BY id";
static const char LEFT[] = "SELECT platform, believed, said_at FROM departures WHERE person = $1 "
			   "ORDER BY platform";
static const char FEEDBACK[] =
	"SELECT f.id AS feedback, " TOOL("f.tool") ", f.text, f.rating, f.step, f.minutes_saved, "
						   "f.created_at FROM feedback AS f "
						   "WHERE f.person = $1 ORDER BY f.id";
static const char DRAFTS[] = "SELECT text, created_at FROM drafts WHERE person = $1 ORDER BY id";
static const char LIBRARY[] = "SELECT 'E-' || id AS entry, title, body AS text, created_at "
			      "FROM library_entries WHERE author = $1 ORDER BY id";
static const char MARKS[] = "SELECT 'E-' || entry AS entry, mark, created_at FROM library_marks "
			    "WHERE person = $1 ORDER BY created_at";
static const char FOLLOWS[] =
	"SELECT " REF("f.issue") ", f.created_at FROM followers AS f "
				 "WHERE f.person = $1" NAMED("f.issue") " ORDER BY f.issue";
static const char VERDICTS[] =
	"SELECT " REF("v.issue") ", v.verdict, v.created_at FROM verdicts AS v "
				 "WHERE v.person = $1" NAMED("v.issue") " ORDER BY v.created_at";
static const char HANDLED[] =
	"SELECT " REF("i.id") ", coalesce(i.acknowledged_by = $1, 0) AS acknowledged, "
			      "coalesce(i.settled_by = $1, 0) AS settled, "
			      "coalesce(i.assignee = $1, 0) AS assigned FROM issues AS i "
			      "WHERE i.acknowledged_by = $1 OR i.settled_by = $1 "
			      "OR i.assignee = $1 ORDER BY i.id";
static const char HISTORY[] = "SELECT " REF(
	"h.issue") ", h.change, h.text, h.at FROM history AS h "
		   "WHERE (h.actor = $1 OR h.actor IN (SELECT m.id FROM "
		   "people AS m WHERE m.merged_into = $1))" NAMED("h.issue") " ORDER BY h.id";
static const char CARDS[] =
	"SELECT " REF("c.issue") ", c.kind, c.platform, c.channel, c.created_at FROM cards AS c "
				 "WHERE c.person = $1" NAMED("c.issue") " ORDER BY c.id";
static const char MESSAGES[] = "SELECT " REF(
	"b.issue") ", b.kind, b.platform, b.state, b.created_at, b.sent_at "
		   "FROM outbox AS b WHERE b.person = $1" NAMED("b.issue") " ORDER BY b.id";
static const char GATHERED[] =
	"SELECT " REF("g.issue") ", g.kind, g.due_at, g.ended_at FROM gathered AS g "
				 "WHERE g.person = $1" NAMED("g.issue") " ORDER BY g.id";
static const char ESCALATIONS[] =
	"SELECT " REF("e.issue") ", e.role, e.at FROM escalations AS e WHERE e.person = $1" NAMED(
		"e.issue") " ORDER BY e.at";
static const char REMINDED[] =
	"SELECT " REF("m.issue") ", m.due_at, m.at FROM reminded AS m WHERE m.person = $1" NAMED(
		"m.issue") " ORDER BY m.at";
static const char TOOLS[] = "SELECT t.name AS tool, coalesce(t.owner = $1, 0) AS owner, "
			    "coalesce(t.backup = $1, 0) AS backup FROM tools AS t "
			    "WHERE t.owner = $1 OR t.backup = $1 ORDER BY t.id";
static const char CHAMPION[] =
	"SELECT " TOOL("c.tool") " FROM tool_champions AS c WHERE c.person = $1 ORDER BY c.tool";
static const char NOTICES[] = "SELECT " TOOL("n.tool") ", n.text, n.created_at FROM notices AS n "
						       "WHERE n.person = $1 ORDER BY n.id";
static const char PULSES[] =
	"SELECT " TOOL("p.tool") ", p.week, p.step, p.trust, p.created_at FROM pulses AS p "
				 "WHERE p.person = $1 ORDER BY p.created_at";
static const char PREFERENCES[] =
	"SELECT name, value FROM preferences WHERE person = $1 ORDER BY name";
static const char SCHEDULES[] =
	"SELECT kind, rule, timezone, channel_name, created_at, ended_at FROM schedules "
	"WHERE person = $1 OR created_by = $1 ORDER BY id";
static const char STUCK[] =
	"SELECT " TOOL("q.tool") ", q.text, q.outcome, q.created_at, q.called_at, q.ended_at "
				 "FROM office_queue AS q WHERE q.person = $1 ORDER BY q.id";
/* What others are stuck with is theirs. */
static const char CALLED[] =
	"SELECT " TOOL("q.tool") ", q.outcome, q.called_at FROM office_queue AS q "
				 "WHERE q.called_by = $1 ORDER BY q.id";
static const char GIVES[] =
	"SELECT " TOOL("g.tool") ", g.title, g.role, g.starts_at, g.created_at "
				 "FROM trainings AS g WHERE g.created_by = $1 ORDER BY g.id";
static const char ATTENDS[] =
	"SELECT g.title, g.starts_at, p.coming, p.attended FROM training_people AS p "
	"JOIN trainings AS g ON g.id = p.training WHERE p.person = $1 ORDER BY g.starts_at";
static const char BASELINES[] =
	"SELECT " TOOL("b.tool") ", b.workflow, b.version, b.minutes_before, b.runs_a_week, "
				 "b.source, b.grade, b.created_at FROM baselines AS b "
				 "WHERE b.said_by = $1 ORDER BY b.id";
static const char MEASUREMENTS[] =
	"SELECT " TOOL("b.tool") ", b.workflow, m.minutes_now, m.runs, m.succeeded, m.grade, "
				 "m.created_at FROM measurements AS m JOIN baselines AS b "
				 "ON b.id = m.baseline WHERE m.said_by = $1 ORDER BY m.id";

LIST_STATEMENTS(export_person_statements, ACCOUNTS, LINKED, LINKING, LEFT, REPORTS, FEEDBACK,
	DRAFTS, LIBRARY, MARKS, FOLLOWS, VERDICTS, HANDLED, HISTORY, CARDS, MESSAGES, GATHERED,
	ESCALATIONS, REMINDED, TOOLS, CHAMPION, NOTICES, PULSES, PREFERENCES, SCHEDULES, STUCK,
	CALLED, GIVES, ATTENDS, BASELINES, MEASUREMENTS);

#define TEXT(name)                                                                                 \
	{                                                                                          \
		name, EXPORT_TEXT                                                                  \
	}
#define NUMBER(name)                                                                               \
	{                                                                                          \
		name, EXPORT_INTEGER                                                               \
	}
#define REAL(name)                                                                                 \
	{                                                                                          \
		name, EXPORT_REAL                                                                  \
	}
#define TIME(name)                                                                                 \
	{                                                                                          \
		name, EXPORT_TIME                                                                  \
	}
#define BOOLEAN(name)                                                                              \
	{                                                                                          \
		name, EXPORT_BOOLEAN                                                               \
	}

const struct person_section person_sections[] = {
	{ "accounts", "people_accounts.person", ACCOUNTS,
		{ TEXT("platform"), TEXT("account"), TEXT("name"), TEXT("directory"),
			TIME("linked_at") } },
	{ "linked", "people.merged_into", LINKED, { TEXT("platform"), TIME("created_at") } },
	{ "linking", "link_requests.asker link_requests.asked", LINKING,
		{ BOOLEAN("asked_by_them"), TIME("created_at") } },
	{ "said_to_have_left", "departures.person", LEFT,
		{ TEXT("platform"), BOOLEAN("believed"), TIME("said_at") } },
	{ "reports", "reports.reporter", REPORTS,
		{ NUMBER("report"), TEXT("issue"), BOOLEAN("anonymous"), TEXT("text"), TEXT("kind"),
			NUMBER("minutes_lost"), TIME("deadline"), TEXT("quote"), TEXT("permalink"),
			TEXT("channel"), TEXT("verdict"), TIME("created_at") } },
	{ "feedback", "feedback.person", FEEDBACK,
		{ NUMBER("feedback"), TEXT("tool"), TEXT("text"), NUMBER("rating"), TEXT("step"),
			NUMBER("minutes_saved"), TIME("created_at") } },
	{ "drafts", "drafts.person", DRAFTS, { TEXT("text"), TIME("created_at") } },
	{ "library", "library_entries.author", LIBRARY,
		{ TEXT("entry"), TEXT("title"), TEXT("text"), TIME("created_at") } },
	{ "library_marks", "library_marks.person", MARKS,
		{ TEXT("entry"), TEXT("mark"), TIME("created_at") } },
	{ "follows", "followers.person", FOLLOWS, { TEXT("issue"), TIME("created_at") } },
	{ "verdicts", "verdicts.person", VERDICTS,
		{ TEXT("issue"), TEXT("verdict"), TIME("created_at") } },
	{ "handled", "issues.acknowledged_by issues.settled_by issues.assignee", HANDLED,
		{ TEXT("issue"), BOOLEAN("acknowledged"), BOOLEAN("settled"),
			BOOLEAN("assigned") } },
	{ "history", "history.actor", HISTORY,
		{ TEXT("issue"), TEXT("change"), TEXT("text"), TIME("at") } },
	{ "cards", "cards.person", CARDS,
		{ TEXT("issue"), TEXT("kind"), TEXT("platform"), TEXT("channel"),
			TIME("created_at") } },
	{ "messages", "outbox.person", MESSAGES,
		{ TEXT("issue"), TEXT("kind"), TEXT("platform"), TEXT("state"), TIME("created_at"),
			TIME("sent_at") } },
	{ "gathered", "gathered.person", GATHERED,
		{ TEXT("issue"), TEXT("kind"), TIME("due_at"), TIME("ended_at") } },
	{ "asked_for_deadlines", "escalations.person", ESCALATIONS,
		{ TEXT("issue"), TEXT("role"), TIME("at") } },
	{ "reminded", "reminded.person", REMINDED, { TEXT("issue"), TIME("due_at"), TIME("at") } },
	{ "tools", "tools.owner tools.backup", TOOLS,
		{ TEXT("tool"), BOOLEAN("owner"), BOOLEAN("backup") } },
	{ "champion_of", "tool_champions.person", CHAMPION, { TEXT("tool") } },
	{ "notices", "notices.person", NOTICES,
		{ TEXT("tool"), TEXT("text"), TIME("created_at") } },
	{ "pulses", "pulses.person", PULSES,
		{ TEXT("tool"), TEXT("week"), TEXT("step"), NUMBER("trust"), TIME("created_at") } },
	{ "preferences", "preferences.person", PREFERENCES, { TEXT("name"), TEXT("value") } },
	{ "schedules", "schedules.person schedules.created_by", SCHEDULES,
		{ TEXT("kind"), TEXT("rule"), TEXT("timezone"), TEXT("channel_name"),
			TIME("created_at"), TIME("ended_at") } },
	{ "stuck", "office_queue.person", STUCK,
		{ TEXT("tool"), TEXT("text"), TEXT("outcome"), TIME("created_at"),
			TIME("called_at"), TIME("ended_at") } },
	{ "helped_in_office_hours", "office_queue.called_by", CALLED,
		{ TEXT("tool"), TEXT("outcome"), TIME("called_at") } },
	{ "trainings_given", "trainings.created_by", GIVES,
		{ TEXT("tool"), TEXT("title"), TEXT("role"), TIME("starts_at"),
			TIME("created_at") } },
	{ "trainings", "training_people.person", ATTENDS,
		{ TEXT("title"), TIME("starts_at"), BOOLEAN("coming"), BOOLEAN("attended") } },
	{ "baselines", "baselines.said_by", BASELINES,
		{ TEXT("tool"), TEXT("workflow"), NUMBER("version"), REAL("minutes_before"),
			REAL("runs_a_week"), TEXT("source"), TEXT("grade"), TIME("created_at") } },
	{ "measurements", "measurements.said_by", MEASUREMENTS,
		{ TEXT("tool"), TEXT("workflow"), REAL("minutes_now"), NUMBER("runs"),
			NUMBER("succeeded"), TEXT("grade"), TIME("created_at") } },
	{ NULL, NULL, NULL, { { NULL, EXPORT_NULL } } },
};

static int each_row(
	struct query *query, const struct person_section *section, export_row *row, void *data)
{
	struct export_value values[EXPORT_PERSON_FIELDS];

	while (query_next(query)) {
		for (size_t i = 0; section->fields[i].name; i++)
			values[i] = export_read(
				query, section->fields[i].name, section->fields[i].type);
		int result = row(data, values);
		if (result)
			return result;
	}
	return 0;
}

int export_person_rows(struct db *db, const struct person_section *section, int64_t person,
	export_row *row, void *data)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(db, section->sql, as_int(person));
	int result = each_row(&query, section, row, data);

	return result ? result : db_failure(db, NULL);
}
