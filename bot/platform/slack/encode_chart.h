#ifndef LASTMILE_SLACK_ENCODE_CHART_H
#define LASTMILE_SLACK_ENCODE_CHART_H
/*
 * Charts as Block Kit, in one of three ways: Slack's own (data_visualization), a picture that was
 * uploaded before, or bars of text. Pure functions.
 *
 * Slack's own takes at most SLACK_NATIVE_CHARTS in a message, names of at most 20 characters, and
 * wants a finite number of each series in each category (docs.slack.dev, data-visualization block).
 * So a chart with a value that is not known, or whose names are no longer told apart once they are
 * short enough, is not drawn by Slack with a made-up zero in it, but goes the next way.
 */
#include <stdbool.h>
#include <stddef.h>

struct chart;
struct cJSON;
struct message;

enum {
	SLACK_CHARTS = 4, // of a message that may be more than bars of text
	SLACK_NATIVE_CHARTS = 2,
	SLACK_ALT_TEXT = 2000, // characters
};

/* Best first. */
enum slack_chart_way { SLACK_CHART_NATIVE, SLACK_CHART_PICTURE, SLACK_CHART_TEXT };

/* How each chart of one message is shown, in order; the rest is text. */
struct slack_charts {
	size_t count;
	struct {
		const struct chart *chart;
		enum slack_chart_way way;
		const char *file; // PICTURE: Slack's id of it
	} shown[SLACK_CHARTS];
};

/* The best way for each chart, none better than `best`. The files are still to come. */
void slack_plan_charts(
	const struct message *message, enum slack_chart_way best, struct slack_charts *ret_charts);

bool slack_charts_have(const struct slack_charts *charts, enum slack_chart_way way);

/* True for what Slack can draw without changing what it says. */
bool slack_chart_fits(const struct chart *chart);

/* A chart that fits, as a block. */
struct cJSON *slack_chart_native(const struct chart *chart);

/* Its picture, with all its numbers in words for who does not see it. */
struct cJSON *slack_chart_picture(const struct chart *chart, const char *file);

/* Characters in what Slack draws, the larger of the possible readings. */
size_t slack_chart_units(const struct chart *chart);

#endif
