#ifndef LASTMILE_METRICS_H
#define LASTMILE_METRICS_H
/*
 * What the daemon counts, as one row for each metric, printed in Prometheus' text format
 * (version 0.0.4) at /metrics. A new metric is one row; every name begins with "lastmile_".
 *
 * A row is: identifier, name, type, label, the label's values, buckets, help. A metric has at most
 * one label, and its values are written down here, so that nothing from outside can make a new time
 * series: a value that is not in the row counts as "other".
 *
 * Metrics are the second thing, after the log, that is one for the whole process: everybody counts,
 * from the loop's thread only. Times are in seconds and sizes in bytes, as Prometheus wants them.
 */
#include <stdint.h>

struct text;

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

#define METRICS_LATENCY "0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1 2 3"
#define METRICS_BATCH "1 2 4 8 16 32 64 128 256"

/* clang-format off */
#define METRICS_LIST(row)                                                                          \
	row(LINK_STATE, "link_state", GAUGE, "state", "down connecting ready refused", "",         \
		"1 for the state that the link to Slack is in")                                    \
	row(TEAMS_LINK_STATE, "teams_link_state", GAUGE, "state",                                  \
		"down connecting ready refused", "",                                               \
		"the same of Teams, where that is served too")                                     \
	row(SECONDS_SINCE_LAST_EVENT, "seconds_since_last_event", GAUGE, "", "", "",               \
		"time since the platform last sent anything")                                      \
	row(SLACK_CONNECTIONS, "slack_num_connections", GAUGE, "", "", "",                         \
		"open Socket Mode connections of this app, as Slack counts them")                  \
	row(TEAMS_ANSWERS, "teams_answers_total", COUNTER, "status",                               \
		"200 400 401 403 404 405 413 415 501 503", "",                                     \
		"what was posted to us in the name of Teams, by the status it was answered with")  \
	row(TEAMS_REFUSED, "teams_refused_total", COUNTER, "token",                                \
		"missing malformed algorithm unknown_key signature issuer audience expired "       \
		"not_yet service_url endorsement",                                                 \
		"", "posts that did not come from Teams, by what was wrong with their token")      \
	row(TEAMS_WAITING, "teams_waiting", GAUGE, "", "", "",                                     \
		"posts that are not answered yet")                                                 \
	row(TEAMS_RELAY_LINKS, "teams_relay_links", GAUGE, "", "", "",                             \
		"open control channels to Azure Relay; two while one replaces the other")          \
	row(EVENTS, "events_total", COUNTER, "kind",                                               \
		"command action form shortcut message reaction home timer profile", "",            \
		"events taken from the platform, each once")                                       \
	row(REPEATED_EVENTS, "repeated_events_total", COUNTER, "", "", "",                         \
		"deliveries of an event that had been taken before")                               \
	row(FAILED_EVENTS, "failed_events_total", COUNTER, "", "", "",                             \
		"events undone because handling them failed")                                      \
	row(ACKNOWLEDGEMENT, "acknowledgement_seconds", HISTOGRAM, "", "", METRICS_LATENCY,        \
		"from reading an event to sending its acknowledgement; Slack gives up after 3 s")  \
	row(COMMITS, "commits_total", COUNTER, "", "", "", "transactions made durable")            \
	row(COMMIT, "commit_seconds", HISTOGRAM, "", "", METRICS_LATENCY,                          \
		"how long a commit took, with its fsync")                                          \
	row(EVENTS_PER_COMMIT, "events_per_commit", HISTOGRAM, "", "", METRICS_BATCH,              \
		"how many events shared a transaction")                                            \
	row(OUTBOX_DEPTH, "outbox_depth", GAUGE, "state", "ready intent parked", "",               \
		"deliveries that are owed")                                                        \
	row(OUTBOX_OLDEST, "outbox_oldest_seconds", GAUGE, "", "", "",                             \
		"age of the oldest delivery that is owed and not parked; 0: none is owed")         \
	row(DELIVERIES, "deliveries_total", COUNTER, "outcome",                                    \
		"delivered retry_later refused unknown", "",                                       \
		"attempts to deliver, and how they ended")                                         \
	row(PEOPLE_DOUBTED, "people_doubted", GAUGE, "", "", "",                                   \
		"said to have left, too many at once to be believed: see lastmile check")          \
	row(NUMBER_PART, "number_part", GAUGE, "number",                                           \
		"loop_closure verified_fix false_fix", "",                                         \
		"of the last 30 days, once a day: people told in time, fixes confirmed, denied")   \
	row(NUMBER_WHOLE, "number_whole", GAUGE, "number",                                         \
		"loop_closure verified_fix false_fix", "",                                         \
		"what number_part is a part of: people owed word, fixes announced")                \
	row(MEDIAN, "median_seconds", GAUGE, "number", "acknowledge fix", "",                      \
		"of the last 30 days, once a day: to a first answer in working time, to a fix")    \
	row(WAL_PAGES, "wal_pages", GAUGE, "", "", "", "pages in the database's write-ahead log")  \
	row(RESIDENT_MEMORY, "resident_memory_bytes", GAUGE, "", "", "",                           \
		"memory of the process that is in RAM")
/* clang-format on */

#define METRICS_IDENTIFIER(identifier, ...) METRIC_##identifier,
enum metric { METRICS_LIST(METRICS_IDENTIFIER) METRIC_COUNT };
#undef METRICS_IDENTIFIER

/* `label` is one of the row's values, or NULL if the row has no label. */
void metrics_add(enum metric metric, const char *label, uint64_t count); /* a counter */
void metrics_set(enum metric metric, const char *label, double value); /* a gauge */
void metrics_observe(enum metric metric, double value); /* a histogram */

/* A gauge whose values are states: this one is 1, the others are 0. */
void metrics_set_state(enum metric metric, const char *label);

/* What a counter or gauge shows now; of a histogram, how many values it has seen. */
double metrics_value(enum metric metric, const char *label);

/* Appends all metrics. A gauge that was never set has no sample yet. */
void metrics_print(struct text *out);

void metrics_reset(void); /* for tests */

#endif
