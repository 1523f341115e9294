/*
 * What is seen on the stage, as Teams would get it: the same messages, forms and home pages as in
 * slack_check.c, read by two readings of the Adaptive Card schema that share nothing with the
 * encoder or each other. What Teams would not draw, and what comes alive that is not ours, ends the
 * scenario.
 */
#include "stage_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "playground/teams/card_check.h"
#include "tests/support/adaptive_card.h"

static const struct teams_encoder encoder = {
	.tenant = "00000000-0000-4000-8000-000000000001",
	.opens_form = button_opens_form,
};

static void look(
	const char *what, const char *problem, const struct cJSON *where, const struct cJSON *json)
{
	if (!problem && shows_marks(json))
		problem = "a command in it is still marked";
	if (!problem)
		return;
	_cleanup_free_ char *printed = json_print_pretty(json);
	_cleanup_free_ char *part = json_print(where);
	fprintf(stderr, "%s\n%s: Teams would not take it: %s\n\t%s\n", printed, what, problem,
		part);
	exit(1);
}

static void look_at_dialog(const char *what, const struct cJSON *dialog)
{
	_cleanup_free_ char *refused = card_check(json_get(dialog, "card.content"), CARD_IN_DIALOG);
	const struct cJSON *where = NULL;
	const char *problem = adaptive_dialog_problem(dialog, &where);

	look(what, problem, where, dialog);
	look(what, refused, dialog, dialog);
}

static void look_at_activity(const char *what, const struct cJSON *activity)
{
	_cleanup_free_ char *refused =
		card_check(json_get(activity, "attachments.0.content"), CARD_IN_MESSAGE);
	const struct cJSON *where = NULL;
	const char *problem = adaptive_activity_problem(activity, &where);

	look(what, problem, where, activity);
	look(what, refused, activity, activity);
}

static void watched(const struct stage *stage, const char *name, const struct cJSON *json)
{
	_cleanup_free_ char *called = xasprintf("teams-%s", name);

	if (stage->watcher)
		stage->watcher(stage->watcher_data, called, json);
}

void check_form_for_teams(const struct stage *stage, const struct form *form, bool at_home)
{
	_cleanup_json_ struct cJSON *dialog = teams_encode_form(&encoder, form, at_home);
	_cleanup_json_ struct cJSON *offer =
		teams_encode_form_offer(&encoder, form, "report", "summarizer");

	look_at_dialog(form->name, dialog);
	look_at_activity(form->name, offer);
	if (*form->name)
		watched(stage, form->name, dialog);
}

void check_home_for_teams(const struct stage *stage, const struct message *message)
{
	_cleanup_json_ struct cJSON *home = teams_encode_home(&encoder, message);

	look_at_activity("home", home);
	watched(stage, "home", home);
}

void check_message_for_teams(const struct message *message)
{
	_cleanup_json_ struct cJSON *post = teams_encode_message(&encoder, message);
	_cleanup_json_ struct cJSON *dialog = teams_encode_notice(&encoder, message, false);

	look_at_activity("a message", post);
	look_at_dialog("a message", dialog);
}
