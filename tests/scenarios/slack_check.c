/*
 * What is seen on the stage, as Slack would get it: every message, form and home page of every
 * scenario is encoded, and read by both readings of Block Kit's rules, which share nothing with the
 * encoder or each other. What Slack would refuse, and what comes alive that is not ours, ends the
 * scenario.
 */
#include "stage_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/encode_view.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "tests/support/block_kit.h"

bool shows_marks(const struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print(json);

	return strstr(printed, "\\u001f");
}

__attribute__((noreturn)) static void refuse(
	const char *what, const char *why, const struct cJSON *lines, const struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print_pretty(json);
	const struct cJSON *line;

	fprintf(stderr, "%s\n%s: Slack would refuse it: %s\n", printed, what, why);
	json_for_each (line, lines)
		fprintf(stderr, "\t%s\n", json_text(line));
	exit(1);
}

static void look(const char *what, const char *ours, const char *theirs, const struct cJSON *lines,
	const struct cJSON *json)
{
	if (ours || theirs)
		refuse(what, ours ? ours : theirs, lines, json);
	if (shows_marks(json))
		refuse(what, "a command in it is still marked", NULL, json);
	if (block_kit_count(json).others)
		refuse(what, "something is alive in it that is not ours", NULL, json);
}

static void check_view(const struct stage *stage, const char *name, const struct cJSON *view)
{
	_cleanup_json_ struct cJSON *lines = json_array();
	const char *theirs = block_kit_check_view(view, lines);

	look(name, block_kit_view_problem(view), theirs, lines, view);
	if (stage->watcher)
		stage->watcher(stage->watcher_data, name, view);
}

/* Takes `frame`: it must fit in one frame of the socket, on one line. */
static void check_frame(const char *name, char *frame)
{
	if (strlen(frame) >= SLACK_FRAME_BYTES || strchr(frame, '\n')) {
		fprintf(stderr, "%s: the acknowledgement is too long: %s\n", name, frame);
		exit(1);
	}
	free(frame);
}

void check_form_for_slack(const struct stage *stage, const struct form *form, bool at_home)
{
	_cleanup_json_ struct cJSON *view = slack_encode_form(form, at_home);
	const char *name = *form->name ? form->name : "notice";

	check_view(stage, name, view);
	check_frame(name, slack_acknowledge_form("envelope", form, at_home));
}

void check_home_for_slack(const struct stage *stage, const struct message *message)
{
	_cleanup_json_ struct cJSON *view = slack_encode_home(message);

	check_view(stage, "home", view);
}

void check_message_for_slack(const struct message *message)
{
	_cleanup_json_ struct cJSON *post = slack_encode(message, SLACK_USE_POST);
	_cleanup_json_ struct cJSON *lines = json_array();
	const struct cJSON *blocks = json_get(post, "blocks");
	const char *theirs =
		blocks ? block_kit_check(blocks, SURFACE_MESSAGE, "/blocks", lines) : NULL;

	look("a message", block_kit_problem(post), theirs, lines, post);
	check_frame("a message", slack_encode_acknowledgement("envelope", message));
}
