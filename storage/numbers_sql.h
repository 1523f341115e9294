#ifndef LASTMILE_NUMBERS_SQL_H
#define LASTMILE_NUMBERS_SQL_H
/*
 * Pieces of SQL that every number is made of, so that each is computed one way everywhere. `i` is
 * the issue. For the files that compute numbers alone.
 */
#include <stdint.h>

/* What was merged is counted where it went; what was taken back never happened. */
#define ISSUE_COUNTS "i.status NOT IN ('merged', 'withdrawn')"

/*
 * The scope and the window of a number: $1 is the tool (NULL: all; -1: none yet), $2 and $3 when
 * the window begins and ends. Each number has two texts, one of all tools and one of a single one,
 * because another index leads to each; both take the same three values.
 */
#define OF_ALL "coalesce($1, 0) = 0"
#define OF_TOOL(tool) tool " IS NOT DISTINCT FROM nullif($1, -1)"
#define IN_WINDOW(time) time " >= $2 AND " time " < $3"
#define ISSUES_OF_ALL(time)                                                                        \
	"FROM issues AS i WHERE " OF_ALL " AND " IN_WINDOW(time) " AND " ISSUE_COUNTS
#define ISSUES_OF_TOOL(time)                                                                       \
	"FROM issues AS i WHERE " OF_TOOL("i.tool") " AND " IN_WINDOW(time) " AND " ISSUE_COUNTS

/* What was reported in the window, or logged, is among the tool's issues with a report since then:
 * reports have no tool of their own. */
#define REPORTED_SINCE OF_TOOL("i.tool") " AND i.reported_at >= $2"
#define LOGGED_OF_TOOL                                                                             \
	"FROM issues AS i WHERE " REPORTED_SINCE                                                   \
	" AND " IN_WINDOW("i.created_at") " AND " ISSUE_COUNTS
#define REPORTS_OF_ALL                                                                             \
	"FROM reports AS r JOIN issues AS i ON i.id = r.issue WHERE " OF_ALL                       \
	" AND " IN_WINDOW("r.created_at") " AND " ISSUE_COUNTS
#define REPORTS_OF_TOOL                                                                            \
	"FROM issues AS i JOIN reports AS r ON r.issue = i.id WHERE " REPORTED_SINCE               \
	" AND " IN_WINDOW("r.created_at") " AND " ISSUE_COUNTS

/*
 * All tools from the beginning: the same again, read in the order in which issues are stored. An
 * index leads to a few rows, and in a roundabout way to all. The note tells these texts from those
 * that somebody waits for.
 */
#define EVER "/* from the beginning */ "
#define ISSUES_OF_EVER(time)                                                                       \
	"FROM issues AS i NOT INDEXED WHERE " OF_ALL " AND " IN_WINDOW(time) " AND " ISSUE_COUNTS
#define REPORTS_OF_EVER                                                                            \
	"FROM issues AS i NOT INDEXED JOIN reports AS r ON r.issue = +i.id WHERE " OF_ALL          \
	" AND " IN_WINDOW("+r.created_at") " AND " ISSUE_COUNTS

/* The texts of a number; `ever` is NULL where the one of all tools does as well. */
struct scoped_sql {
	const char *of_all, *of_tool, *ever;
};
static inline const char *sql_for(const struct scoped_sql *sql, int64_t tool, int64_t from)
{
	if (tool)
		return sql->of_tool;
	return sql->ever && from <= 0 ? sql->ever : sql->of_all;
}

/* Whoever was forgotten still was somebody: a person of their own for each report. */
#define REPORTER "coalesce(r.reporter, -r.id)"

#define FIRST_REPORT                                                                               \
	"coalesce((SELECT min(r.created_at) FROM reports AS r WHERE r.issue = i.id), "             \
	"i.created_at)"

/* Word of the last settling has reached that person within 48 hours. */
#define TOLD(person) "(" TOLD_ALONE(person) " OR " TOLD_TOGETHER(person) ")"
#define TOLD_ALONE(person)                                                                         \
	"EXISTS (SELECT 1 FROM outbox AS b WHERE b.issue = i.id AND b.person = " person            \
	" AND b.kind = 'settled' AND b.operation = 'post' AND b.state = 'sent' "                   \
	"AND b.sent_at >= i.settled_at AND b.sent_at <= i.settled_at + 172800000)"

/* In one message with others (gathered_store.h), whose card belongs to the first of them. */
#define TOLD_TOGETHER(person)                                                                      \
	"EXISTS (SELECT 1 FROM gathered AS g JOIN gathered AS first ON first.id = g.gathering "    \
	"JOIN cards AS c ON c.issue = first.issue AND c.person = g.person "                        \
	"AND c.kind = 'gathered' AND c.round = g.gathering JOIN outbox AS b ON b.card = c.id "     \
	"WHERE g.issue = i.id AND g.person = " person " AND g.kind = 'settled' "                   \
	"AND b.operation = 'post' AND b.state = 'sent' "                                           \
	"AND b.sent_at >= i.settled_at AND b.sent_at <= i.settled_at + 172800000)"

/* What followers said of the last fix within 14 days: 2, still broken, whatever others say; 1, it
 * works; 0, or NULL: neither. */
#define WORST_SAID_OF_FIX                                                                          \
	"(SELECT max(CASE v.verdict WHEN 'broken' THEN 2 WHEN 'works' THEN 1 ELSE 0 END) "         \
	"FROM verdicts AS v WHERE v.issue = i.id AND v.created_at >= i.fixed_at "                  \
	"AND v.created_at <= i.fixed_at + 1209600000)"
#define IS_VERIFIED WORST_SAID_OF_FIX " = 1"

/* A fix was denied, whichever of several and whenever: that a later one works does not undo it.
 * There is a verdict only where a fix was announced, and it stays with the issue whose fix it was:
 * what was merged into this one was another's. */
#define IS_FALSE                                                                                   \
	"EXISTS (SELECT 1 FROM verdicts AS v WHERE v.issue = i.id AND v.verdict = 'broken')"

#endif
