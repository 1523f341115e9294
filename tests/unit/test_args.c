/* Arguments as people type them, read by the usage they see. */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"

static const struct handler_settings settings = {
	.timezone = "UTC",
	.home_platform = "slack",
	.command_prefix = "/",
};

static struct request request_of(
	struct fixture *f, const struct command *command, struct event *event, const char *text)
{
	*event = (struct event){ .arena = f->arena,
		.type = EVENT_COMMAND,
		.platform = "slack",
		.command = { .name = command->name, .text = text } };
	return (struct request){ .arena = f->arena,
		.db = f->db,
		.event = event,
		.settings = &settings,
		.command = command,
		.text = text };
}

static struct args read_ok(struct fixture *f, const char *usage, const char *text)
{
	struct command command = { .name = "status", .usage = usage };
	struct event event;
	struct request request = request_of(f, &command, &event, text);
	struct args args;

	if (args_read(&request, &args))
		fail_msg("“%s” is not understood as %s", text, usage);
	return args;
}

static void expect_wrong(struct fixture *f, const char *usage, const char *text, const char *words)
{
	struct command command = { .name = "status", .usage = usage, .example = "an example" };
	struct event event;
	struct request request = request_of(f, &command, &event, text);
	_cleanup_text_ struct text plain = TEXT_INIT;
	struct args args;
	const struct outcome *outcome = args_read(&request, &args);

	if (!outcome)
		fail_msg("“%s” is understood as %s", text, usage);
	assert_int_equal(outcome->type, OUTCOME_REJECT);
	message_plain(outcome->answer.message, &plain);
	if (!strstr(text_string(&plain), words))
		fail_msg("“%s” does not say “%s”", text_string(&plain), words);
}

static void refs_in_any_shape(void **state)
{
	struct fixture *f = *state;
	struct args args = read_ok(f, "LM-<n>… [what changed]", "LM-1, lm-2;LM3 LM-1: both  work ");

	assert_int_equal(args.ref_count, 3);
	assert_int_equal(args.refs[0], 1);
	assert_int_equal(args.refs[1], 2);
	assert_int_equal(args.refs[2], 3);
	assert_string_equal(args.rest, "both  work ");
	args = read_ok(f, "LM-<n>… [what changed]", "LM-1 and LM-2 & LM-3 and the rest");
	assert_int_equal(args.ref_count, 3);
	assert_string_equal(args.rest, "and the rest");
}

static void a_number_in_the_note_is_no_ref(void **state)
{
	struct args args = read_ok(*state, "LM-<n>… [what changed]", "12 2 clauses were lost");

	assert_int_equal(args.ref_count, 1);
	assert_int_equal(args.refs[0], 12);
	assert_string_equal(args.rest, "2 clauses were lost");
}

static void refs_that_are_none(void **state)
{
	expect_wrong(*state, "LM-<n>", "", "Its number is missing");
	expect_wrong(*state, "LM-<n>", "LM-0", "“LM-0” is not the number of an issue");
	expect_wrong(*state, "LM-<n>", "LM-99999999999999999999", "is not the number of an issue");
	expect_wrong(*state, "LM-<n>", "LM-1x", "is not the number of an issue");
	expect_wrong(*state, "LM-<n>", "LM-1 LM-2", "“LM-2” is more than this takes");
	expect_wrong(*state, "LM-<n>", "the thing", "for example /lastmile status an example");
}

static void too_many_refs_are_refused_not_dropped(void **state)
{
	struct fixture *f = *state;
	_cleanup_text_ struct text many = TEXT_INIT;

	for (int i = 1; i <= 51; i++)
		text_printf(&many, "LM-%d ", i);
	expect_wrong(f, "LM-<n>… [what changed]", text_string(&many), "at most 50");
}

static void words_in_between(void **state)
{
	struct args args = read_ok(*state, "LM-<a> into LM-<b>", "LM-4 INTO LM-2");

	assert_int_equal(args.refs[0], 4);
	assert_int_equal(args.refs[1], 2);
	expect_wrong(*state, "LM-<a> into LM-<b>", "LM-4 LM-2", "There is a part missing: into");
}

static void optional_words(void **state)
{
	assert_true(read_ok(*state, "LM-<n> [off]", "LM-4 off").literal);
	assert_false(read_ok(*state, "LM-<n> [off]", "LM-4").literal);
	assert_true(read_ok(*state, "me [yes]", "me yes").literal);
	assert_false(read_ok(*state, "me [yes]", "me").literal);
	expect_wrong(*state, "LM-<n> [off]", "LM-4 of", "“of” is more than this takes");
	assert_null(read_ok(*state, "[command]", "").word);
}

static void settings_in_all_quotes(void **state)
{
	static const char *const values[] = { "\"a b\"", "'a b'", "“a b”", "‘a b’", "„a b“",
		"«a b»", "“a b“" };
	struct fixture *f = *state;

	for (size_t i = 0; i < array_length(values); i++) {
		const char *text = arena_printf(f->arena, "NAME Good=%s fails=x", values[i]);
		struct args args = read_ok(f, "NAME [key=value …]", text);
		assert_string_equal(args.word, "NAME");
		assert_int_equal(args.setting_count, 2);
		assert_string_equal(args.settings[0].key, "good");
		assert_string_equal(args.settings[0].value, "a b");
		assert_string_equal(args.settings[1].value, "x");
	}
}

static void settings_that_are_none(void **state)
{
	struct args args = read_ok(*state, "NAME [key=value …]", "n good= fails=\"");

	assert_int_equal(args.setting_count, 2);
	assert_string_equal(args.settings[0].value, "");
	assert_string_equal(args.settings[1].value, "\"");
	expect_wrong(*state, "NAME [key=value …]", "n good fails=x", "“good fails=x” is more");
	expect_wrong(*state, "NAME [key=value …]", "n =x", "is more than this takes");
}

static void a_mention_may_hold_spaces(void **state)
{
	struct fixture *f = *state;
	const char *text = "n owner=@Ana Silva backup=-@Ben Carter";
	const struct event_mention mentions[] = {
		{ .kind = MENTION_PERSON,
			.start = 8,
			.length = 10,
			.id = "U0ANA",
			.name = "Ana Silva" },
		{ .kind = MENTION_PERSON, .start = 27, .length = 11, .id = "U0BEN", .name = "Ben" },
	};
	struct command command = { .name = "tool", .usage = "NAME [key=value …]" };
	struct event event;
	struct request request = request_of(f, &command, &event, text);
	const char *problem = NULL;
	struct args args;

	event.command.mentions = mentions;
	event.command.mention_count = 2;
	assert_null(args_read(&request, &args));
	assert_int_equal(args.setting_count, 2);
	assert_string_equal(args_person(&request, &args.settings[0], &problem)->account, "U0ANA");
	assert_string_equal(args_person(&request, &args.settings[1], &problem)->account, "U0BEN");
}

static void somebody_named_like_two_is_asked_for(void **state)
{
	struct fixture *f = *state;
	struct command command = { .name = "tool", .usage = "NAME [key=value …]" };
	struct event event;
	struct request request =
		request_of(f, &command, &event, "n owner=Sam backup=\"Ana Silva\"");
	const char *problem = NULL;
	struct args args;

	add_person(f, "U0SAM", "Sam");
	add_person(f, "U1SAM", "sam");
	add_person(f, "U0ANA", "Ana Silva");
	assert_null(args_read(&request, &args));
	assert_null(args_person(&request, &args.settings[0], &problem));
	assert_non_null(strstr(problem, "Several people are called “Sam”"));
	assert_string_equal(args_person(&request, &args.settings[1], &problem)->account, "U0ANA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(refs_in_any_shape),
		on_fresh(a_number_in_the_note_is_no_ref),
		on_fresh(refs_that_are_none),
		on_fresh(too_many_refs_are_refused_not_dropped),
		on_fresh(words_in_between),
		on_fresh(optional_words),
		on_fresh(settings_in_all_quotes),
		on_fresh(settings_that_are_none),
		on_fresh(a_mention_may_hold_spaces),
		on_fresh(somebody_named_like_two_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
