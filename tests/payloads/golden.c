/*
 * Golden pairs. What Slack and Teams send (slack/NAME.json, teams/NAME.json) and what it means
 * (NAME.event) or why it is refused (NAME.refused); what we say (encode/NAME.message, in the
 * outbox's form), what Slack gets (NAME.blocks.json: the post, the acknowledgement with the same
 * in it, and of a message with charts the posts that show them as Slack's own and as pictures) and
 * what Teams gets (NAME.card.json: the activity).
 *
 * A file without its partner fails, and so does a partner without its file. A bug report becomes a
 * file; after a change that is meant, LASTMILE_REGENERATE=1 writes the partners anew, to be read in
 * the diff.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/encode_chart.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "playground/teams/card_check.h"
#include "tests/support/adaptive_card.h"
#include "tests/support/block_kit.h"
#include "tests/support/describe.h"

static int failures;
static int pairs;

static void fail(const char *name, const char *why)
{
	fprintf(stderr, "%s: %s\n", name, why);
	failures++;
}

/* The whole file, or false. */
static bool read_file(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buffer[4096];
	size_t length;

	if (!file)
		return false;
	while ((length = fread(buffer, 1, sizeof(buffer), file)) > 0)
		text_append_bytes(out, buffer, length);
	fclose(file);
	return true;
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "wb");

	if (!file || fputs(content, file) < 0 || fclose(file) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
}

/* The first line that differs, in both. */
static void show_difference(const char *golden, const char *made)
{
	size_t line = 0, i = 0;

	for (; golden[i] && golden[i] == made[i]; i++)
		if (golden[i] == '\n')
			line = i + 1;
	fprintf(stderr, "- %.*s\n", (int)strcspn(golden + line, "\n"), golden + line);
	fprintf(stderr, "+ %.*s\n", (int)strcspn(made + line, "\n"), made + line);
}

/* The partner at `path` must be `content`; where it is written anew, `other` must not stay. */
static void compare(const char *path, const char *other, const char *content)
{
	_cleanup_text_ struct text golden = TEXT_INIT;

	pairs++;
	if (getenv("LASTMILE_REGENERATE")) {
		write_file(path, content);
		if (other)
			unlink(other);
	} else if (other && access(other, F_OK) == 0) {
		fail(other, "the outcome is another one now");
	} else if (!read_file(path, &golden)) {
		fail(path, "there is no such file; LASTMILE_REGENERATE=1 writes it");
	} else if (strcmp(text_string(&golden), content) != 0) {
		fail(path, "differs from what is made now:");
		show_difference(text_string(&golden), content);
	}
}

static const struct command_name commands[] = {
	{ "/report", "report" },
	{ "/lm-report", "report" },
	{ "/fixed", "fixed" },
	{ "/lastmile", "lastmile" },
};

static const struct slack_decoder decoder = {
	.identity = { .team = "T0ACME",
		.enterprise = "E0ACME",
		.app = "A0LASTMILE",
		.bot = "B0BOT",
		.bot_user = "U0BOT",
		.url = "https://acme.slack.com/" },
	.commands = commands,
	.command_count = array_length(commands),
	.reaction = "ai-fail",
};

static const struct command_name teams_commands[] = {
	{ "report", "report" },
	{ "fixed", "fixed" },
	{ "feedback", "feedback" },
	{ "lastmile", "lastmile" },
	{ "mine", "lastmile" },
	{ "status", "lastmile" },
};

static const char *const tenants[] = { "11111111-aaaa-4bbb-8ccc-000000000001",
	"22222222-aaaa-4bbb-8ccc-000000000002", NULL };

static const struct teams_decoder teams_decoder = {
	.app_id = "99999999-aaaa-4bbb-8ccc-000000000009",
	.tenants = tenants,
	.commands = teams_commands,
	.command_count = array_length(teams_commands),
};

/* Appends what the bytes mean; false: they are refused. */
static bool decode_slack(const struct text *payload, struct text *meaning)
{
	struct slack_frame *frame =
		slack_decode(&decoder, text_string(payload), payload->length, 1760000000123);
	bool good = frame->kind != SLACK_FRAME_REFUSED;

	describe_frame(frame, meaning);
	slack_frame_destroy(frame);
	return good;
}

static bool decode_teams(const struct text *payload, struct text *meaning)
{
	struct teams_frame *frame =
		teams_decode(&teams_decoder, text_string(payload), payload->length, 1760000000123);
	bool good = frame->kind != TEAMS_FRAME_REFUSED;

	describe_teams_frame(frame, meaning);
	teams_frame_destroy(frame);
	return good;
}

static void check_decode(const char *stem)
{
	_cleanup_free_ char *path = xasprintf("%s.json", stem);
	_cleanup_free_ char *event = xasprintf("%s.event", stem);
	_cleanup_free_ char *refused = xasprintf("%s.refused", stem);
	_cleanup_text_ struct text payload = TEXT_INIT;
	_cleanup_text_ struct text meaning = TEXT_INIT;

	if (!read_file(path, &payload)) {
		fail(stem, "a partner without a payload");
		return;
	}
	bool slack = text_starts_with(stem, "slack/");
	bool good = slack ? decode_slack(&payload, &meaning) : decode_teams(&payload, &meaning);
	compare(good ? event : refused, good ? refused : event, text_string(&meaning));
}

/* By our own second reading of the rules, and by the playground's, which shares nothing with it. */
static void check_limits(const char *name, const struct cJSON *message)
{
	_cleanup_json_ struct cJSON *lines = json_array();
	const struct cJSON *blocks = json_get(message, "blocks");
	const char *problem = block_kit_problem(message);
	const struct cJSON *line;

	if (problem)
		fail(name, problem);
	if (!blocks || !block_kit_check(blocks, SURFACE_MESSAGE, "/blocks", lines))
		return;
	fail(name, "the playground refuses it:");
	json_for_each (line, lines)
		fprintf(stderr, "\t%s\n", json_text(line));
}

/* The post with its charts shown in the best way they can be, `best` or worse. */
static void add_drawn(struct cJSON *both, const char *path, const struct message *message,
	enum slack_chart_way best, const char *name)
{
	struct slack_charts charts;

	slack_plan_charts(message, best, &charts);
	for (size_t i = 0; i < charts.count; i++)
		charts.shown[i].file = "F0CHART";
	if (charts.count)
		check_limits(path, json_set(both, name,
					   slack_encode_charts(message, SLACK_USE_POST, &charts)));
}

/* Some of those that do. */
static bool opens_form(const char *button)
{
	return text_equal(button, "fixed") || text_equal(button, "decline");
}

/* What Teams said that its channels are called. */
static const char *channel_name(void *data, const char *channel)
{
	(void)data;
	return text_equal(channel, "19:finance@thread.tacv2") ? "finance" : NULL;
}

static void check_card(const char *stem, const char *path, const struct message *message)
{
	const struct teams_encoder encoder = {
		.channel_name = channel_name,
		.tenant = "00000000-0000-4000-8000-000000000001",
		.opens_form = opens_form,
	};
	_cleanup_json_ struct cJSON *activity = teams_encode_message(&encoder, message);
	_cleanup_free_ char *golden = xasprintf("%s.card.json", stem);
	_cleanup_free_ char *refused =
		card_check(json_get(activity, "attachments.0.content"), CARD_IN_MESSAGE);
	const struct cJSON *where = NULL;
	const char *problem = adaptive_activity_problem(activity, &where);

	if (refused)
		fail(path, refused);
	if (problem) {
		_cleanup_free_ char *printed = json_print(where);
		fail(path, problem);
		fprintf(stderr, "\t%s: %.400s\n", json_name(where), printed);
	}
	_cleanup_free_ char *pretty = json_print_pretty(activity);
	_cleanup_free_ char *content = xasprintf("%s\n", pretty);
	compare(golden, NULL, content);
}

static void check_encode(const char *stem)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_free_ char *path = xasprintf("%s.message", stem);
	_cleanup_free_ char *blocks = xasprintf("%s.blocks.json", stem);
	_cleanup_text_ struct text stored = TEXT_INIT;
	_cleanup_json_ struct cJSON *both = json_object();
	struct cJSON *frame = NULL;

	if (!read_file(path, &stored)) {
		fail(stem, "a partner without a message");
		return;
	}
	struct message *message = message_from_json(arena, text_string(&stored));
	if (!message) {
		fail(path, "is not a message");
		return;
	}
	_cleanup_free_ char *printed = slack_encode_acknowledgement("envelope", message);
	if (strlen(printed) >= SLACK_FRAME_BYTES || strchr(printed, '\n'))
		fail(path, "the acknowledgement is too long, or not on one line");
	if (json_parse(printed, strlen(printed), &frame, NULL) != 0) {
		fail(path, "the acknowledgement is not JSON");
		return;
	}
	json_set(both, "post", slack_encode(message, SLACK_USE_POST));
	json_set(both, "acknowledgement", frame);
	add_drawn(both, path, message, SLACK_CHART_NATIVE, "native");
	add_drawn(both, path, message, SLACK_CHART_PICTURE, "picture");
	check_limits(path, json_get(both, "post"));
	if (json_get(frame, "payload"))
		check_limits(path, json_get(frame, "payload"));
	_cleanup_free_ char *pretty = json_print_pretty(both);
	_cleanup_free_ char *content = xasprintf("%s\n", pretty);
	compare(blocks, NULL, content);
	check_card(stem, path, message);
}

/* Each stem once: of NAME.json and NAME.event whichever comes first. */
static void walk(const char *folder, void (*check)(const char *stem))
{
	struct dirent **entries = NULL;
	_cleanup_free_ char *last = NULL;
	int count = scandir(folder, &entries, NULL, alphasort);

	if (count < 0)
		fail(folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		size_t length = strcspn(name, ".");
		_cleanup_free_ char *stem = xasprintf("%s/%.*s", folder, (int)length, name);
		if (length && !text_equal(stem, last)) {
			check(stem);
			free(last);
			last = steal_pointer(stem);
		}
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1]) != 0) {
		fprintf(stderr, "usage: golden FOLDER\n");
		return 2;
	}
	walk("slack", check_decode);
	walk("teams", check_decode);
	walk("encode", check_encode);
	printf("%d pairs, %d failures\n", pairs, failures);
	return failures || !pairs;
}
