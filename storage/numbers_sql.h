#ifndef LASTMILE_NUMBERS_SQL_H
#define LASTMILE_NUMBERS_SQL_H
/*
 * Pieces of SQL that every number is made of, so that each is computed one way everywhere. `i` is
 * the issue. For the files that compute numbers alone.
 */

/* What was merged is counted where it went; what was taken back never happened. */
#define ISSUE_COUNTS "i.status NOT IN ('merged', 'withdrawn')"

#define NUMBERS_DAYS_14 "1209600000"
#define VERDICT_ON_LAST_FIX(verdict)                                                               \
	"EXISTS (SELECT 1 FROM verdicts AS v WHERE v.issue = i.id AND v.verdict = '" verdict       \
	"' AND v.created_at >= i.fixed_at AND v.created_at <= i.fixed_at + " NUMBERS_DAYS_14 ")"

#define FIX_COUNTS                                                                                 \
	"count(*) AS fixed, coalesce(sum(CASE WHEN " VERDICT_ON_LAST_FIX(                          \
		"works") " AND NOT " VERDICT_ON_LAST_FIX("broken") " THEN 1 ELSE 0 END), 0) "      \
								   "AS verified, "                 \
								   "coalesce(sum(CASE "            \
								   "WHEN " VERDICT_ON_LAST_FIX(    \
									   "broken") " THEN 1 "    \
										     "ELSE 0 "     \
										     "END), 0) "   \
										     "AS "         \
										     "false_fixes"

#define FIRST_REPORT                                                                               \
	"coalesce((SELECT min(r.created_at) FROM reports AS r WHERE r.issue = i.id), "             \
	"i.created_at)"

#endif
