#include "bot/platform/slack/chart_ladder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *const names[] = {
	[SLACK_CHART_NATIVE] = "native",
	[SLACK_CHART_PICTURE] = "picture",
	[SLACK_CHART_TEXT] = "text",
};

void chart_ladder_init(struct chart_ladder *ladder, const char *word)
{
	char name[16];

	*ladder = (struct chart_ladder){ 0 };
	if (!word ||
		sscanf(word, "%15s %" SCNd64 " %63s", name, &ladder->learned_at, ladder->team) != 3)
		return;
	for (size_t i = 0; i < array_length(names); i++)
		if (strcmp(name, names[i]) == 0) {
			ladder->way = (enum slack_chart_way)i;
			ladder->known = true;
		}
}

/* A clock that was set back makes nothing younger than it is. */
static bool is_trusted(const struct chart_ladder *ladder, const char *team, int64_t now)
{
	return ladder->known && text_equal(ladder->team, team) && now >= ladder->learned_at &&
	       now - ladder->learned_at < CHART_LADDER_TRUST_MS;
}

enum slack_chart_way chart_ladder_first(
	const struct chart_ladder *ladder, const char *team, int64_t now)
{
	return is_trusted(ladder, team, now) ? ladder->way : SLACK_CHART_NATIVE;
}

static enum slack_chart_way verdict(const struct chart_trial *trial,
	const struct slack_charts *charts, enum slack_chart_way first)
{
	if (trial->native_refused)
		return trial->picture_refused ? SLACK_CHART_TEXT : SLACK_CHART_PICTURE;
	if (slack_charts_have(charts, SLACK_CHART_NATIVE))
		return SLACK_CHART_NATIVE;
	if (trial->picture_refused && first != SLACK_CHART_NATIVE)
		return SLACK_CHART_TEXT;
	return first; // nothing was tried that says more
}

bool chart_ladder_learn(struct chart_ladder *ladder, const struct chart_trial *trial,
	const struct slack_charts *charts, const char *team, int64_t now)
{
	enum slack_chart_way first = chart_ladder_first(ladder, team, now);

	if (trial->blocks_refused || !team || strlen(team) >= sizeof(ladder->team))
		return false;
	enum slack_chart_way way = verdict(trial, charts, first);
	bool tried = trial->native_refused || trial->picture_refused ||
		     (ladder->known && ladder->way != way);
	if (!tried || (is_trusted(ladder, team, now) && ladder->way == way) ||
		(way == SLACK_CHART_NATIVE && !slack_charts_have(charts, SLACK_CHART_NATIVE)))
		return false;
	*ladder = (struct chart_ladder){ .way = way, .learned_at = now, .known = true };
	snprintf(ladder->team, sizeof(ladder->team), "%s", team);
	return true;
}

char *chart_ladder_word(const struct chart_ladder *ladder)
{
	return xasprintf("%s %" PRId64 " %s", names[ladder->way], ladder->learned_at, ladder->team);
}

static bool is_chart(const struct cJSON *block)
{
	const char *type = json_string(block, "type");

	return text_equal(type, "data_visualization") || text_equal(type, "image");
}

/* The block that a line like "[ERROR] … [json-pointer:/blocks/3/chart]" points at; NULL: none. */
static const struct cJSON *pointed_at(const char *line, const struct cJSON *arguments)
{
	static const char pointer[] = "json-pointer:/blocks/";
	const char *at = line ? strstr(line, pointer) : NULL;
	char path[32];

	if (!at)
		return NULL;
	snprintf(path, sizeof(path), "blocks.%lu", strtoul(at + strlen(pointer), NULL, 10));
	return json_get(arguments, path);
}

bool chart_ladder_blames(const struct cJSON *answer, const struct cJSON *arguments)
{
	const char *word = json_string(answer, "error");
	const struct cJSON *line;
	bool points = false;

	if (!word || !text_starts_with(word, "invalid_blocks"))
		return false;
	json_for_each (line, json_get(answer, "response_metadata.messages")) {
		const struct cJSON *block = pointed_at(json_text(line), arguments);
		if (is_chart(block))
			return true;
		points |= block != NULL;
	}
	return !points;
}
