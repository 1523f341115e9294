/* Every list of SQL texts, so that all of them are prepared when a database opens. One line a
 * file. */
#include <stddef.h>

#include "storage/db_internal.h"

#define ALL_STATEMENTS(X)                                                                          \
	X(alarm_store_statements)                                                                  \
	X(assignment_store_statements)                                                             \
	X(baseline_store_statements)                                                               \
	X(card_store_statements)                                                                   \
	X(champion_numbers_statements)                                                             \
	X(conversation_store_statements)                                                           \
	X(db_open_statements)                                                                      \
	X(db_statements)                                                                           \
	X(departure_store_statements)                                                              \
	X(digest_numbers_statements)                                                               \
	X(draft_store_statements)                                                                  \
	X(escalation_store_statements)                                                             \
	X(export_person_statements)                                                                \
	X(export_statements)                                                                       \
	X(feedback_store_statements)                                                               \
	X(follower_store_statements)                                                               \
	X(gathered_store_statements)                                                               \
	X(history_store_statements)                                                                \
	X(inbox_store_statements)                                                                  \
	X(issue_merge_statements)                                                                  \
	X(issue_store_statements)                                                                  \
	X(library_search_statements)                                                               \
	X(library_store_statements)                                                                \
	X(notice_store_statements)                                                                 \
	X(numbers_statements)                                                                      \
	X(numbers_issues_statements)                                                               \
	X(numbers_load_statements)                                                                 \
	X(numbers_reporters_statements)                                                            \
	X(numbers_weekly_statements)                                                               \
	X(office_store_statements)                                                                 \
	X(outbox_lane_statements)                                                                  \
	X(outbox_store_statements)                                                                 \
	X(people_accounts_statements)                                                              \
	X(people_forget_statements)                                                                \
	X(people_link_statements)                                                                  \
	X(people_store_statements)                                                                 \
	X(preference_store_statements)                                                             \
	X(pulse_store_statements)                                                                  \
	X(recovery_store_statements)                                                               \
	X(queue_store_statements)                                                                  \
	X(recovered_store_statements)                                                              \
	X(reminder_store_statements)                                                               \
	X(report_store_statements)                                                                 \
	X(search_statements)                                                                       \
	X(tool_numbers_statements)                                                                 \
	X(schedule_store_statements)                                                               \
	X(timer_store_statements)                                                                  \
	X(training_store_statements)                                                               \
	X(trust_numbers_statements)                                                                \
	X(tool_store_statements)                                                                   \
	X(verdict_store_statements)

#define DECLARE(list) extern const char *const list[];
ALL_STATEMENTS(DECLARE)

#define NAME(list) list,
const char *const *const all_statements[] = { ALL_STATEMENTS(NAME) NULL };
