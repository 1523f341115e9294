#ifndef LASTMILE_SLACK_CHART_LADDER_H
#define LASTMILE_SLACK_CHART_LADDER_H
/*
 * Which way of showing charts works in this workspace. Some workspaces refuse Slack's own charts
 * (invalid_blocks), and nothing says so beforehand: it is found out by trying, and remembered, so
 * that not every message is refused first. After CHART_LADDER_TRUST_MS Slack's own is tried again.
 *
 * Pure: what is remembered is handed in and out as a word, "picture 1764000000000 T0ACME", which
 * the daemon keeps. What was learned in another workspace is not believed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "bot/platform/slack/encode_chart.h"

struct cJSON;

#define CHART_LADDER_TRUST_MS (INT64_C(30) * 24 * 60 * 60 * 1000)

struct chart_ladder {
	enum slack_chart_way way;
	int64_t learned_at; // ms UTC
	char team[64];
	bool known;
};

/* How one message fared, on its way down. */
struct chart_trial {
	bool native_refused;
	bool picture_refused;
	bool blocks_refused; // even as text: what was wrong was no chart
};

/* `word` is what was remembered; NULL, or what cannot be read, is nothing. */
void chart_ladder_init(struct chart_ladder *ladder, const char *word);

/* The way to try first. `team` may be NULL: not known yet. */
enum slack_chart_way chart_ladder_first(
	const struct chart_ladder *ladder, const char *team, int64_t now);

/* A message was taken with these charts. Returns true if there is something new to remember. */
bool chart_ladder_learn(struct chart_ladder *ladder, const struct chart_trial *trial,
	const struct slack_charts *charts, const char *team, int64_t now);

char *chart_ladder_word(const struct chart_ladder *ladder); /* free it */

/* True if `answer` (Slack's refusal of `arguments`) may be about a chart in them: it points at one,
 * or at nothing. */
bool chart_ladder_blames(const struct cJSON *answer, const struct cJSON *arguments);

#endif
