/*
 * What is seen on the stage, as Teams would get it: the same messages, forms and home pages as in
 * slack_check.c, read by a reading of the Adaptive Card schema that shares nothing with the
 * encoder. What Teams would not draw, and what comes alive that is not ours, ends the scenario.
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
#include "tests/support/adaptive_card.h"

static const struct teams_encoder encoder = {
	.tenant = "00000000-0000-4000-8000-000000000001",
	.opens_form = button_opens_form,
};

static void look(
	const char *what, const char *problem, const struct cJSON *where, const struct cJSON *json)
{
	if (!problem)
		return;
	_cleanup_free_ char *printed = json_print_pretty(json);
	_cleanup_free_ char *part = json_print(where);
	fprintf(stderr, "%s\n%s: Teams would not take it: %s\n\t%s\n", printed, what, problem,
		part);
	exit(1);
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
	const struct cJSON *where = NULL;

	look(form->name, adaptive_dialog_problem(dialog, &where), where, dialog);
	look(form->name, adaptive_activity_problem(offer, &where), where, offer);
	if (*form->name)
		watched(stage, form->name, dialog);
}

void check_home_for_teams(const struct stage *stage, const struct message *message)
{
	_cleanup_json_ struct cJSON *home = teams_encode_home(&encoder, message);
	const struct cJSON *where = NULL;

	look("home", adaptive_activity_problem(home, &where), where, home);
	watched(stage, "home", home);
}

void check_message_for_teams(const struct message *message)
{
	_cleanup_json_ struct cJSON *post = teams_encode_message(&encoder, message);
	_cleanup_json_ struct cJSON *dialog = teams_encode_notice(&encoder, message, false);
	const struct cJSON *where = NULL;

	look("a message", adaptive_activity_problem(post, &where), where, post);
	look("a message", adaptive_dialog_problem(dialog, &where), where, dialog);
}
