/*
 * What the scenarios of the library cannot say in a chat: what is sent in a form that no platform
 * would send, what is too long for a form, entries of anonymous reporters, mentions with spaces,
 * counting and forgetting in the store.
 */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/encode_view.h"
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/library_search.h"
#include "storage/library_store.h"
#include "tests/support/block_kit.h"

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

static const struct outcome *happen(struct fixture *f, struct event *event)
{
	static int events;
	struct request request = {
		.arena = f->arena,
		.db = f->db,
		.event = event,
		.settings = &settings,
		.now = 5000 + ++events,
		.text = "",
	};

	event->arena = f->arena;
	event->id = arena_printf(f->arena, "E%d", events);
	event->platform = "slack";
	event->trigger = "T1";
	request.actor = people_store_meet(f->db, f->arena, "slack", event->actor.id, NULL, 1);
	return outcome_here(handle_event(&request));
}

static const char *as_text(struct fixture *f, const struct outcome *outcome)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	if (outcome->answer.message)
		message_plain(outcome->answer.message, &plain);
	for (const struct form_error *error = outcome->answer.errors; error; error = error->next)
		text_printf(&plain, "%s: %s\n", error->field, error->words);
	return arena_strdup(f->arena, text_string(&plain));
}

static void expect(const char *said, const char *words)
{
	if (!strstr(said, words))
		fail_msg("no \"%s\" in:\n%s", words, said);
}

static const struct outcome *type_as(struct fixture *f, const char *account, const char *text)
{
	struct event event = { .type = EVENT_COMMAND,
		.actor = { .id = account },
		.command = { .name = "library", .text = text } };

	return happen(f, &event);
}

static const struct outcome *press_as(
	struct fixture *f, const char *account, const char *name, const char *value)
{
	struct event event = { .type = EVENT_ACTION,
		.actor = { .id = account },
		.action = { .name = name, .value = value } };

	return happen(f, &event);
}

static const struct outcome *send_as(struct fixture *f, const char *account, const char *context,
	const struct event_field *fields, size_t count)
{
	struct event event = { .type = EVENT_FORM,
		.actor = { .id = account },
		.form = { .name = "library_add",
			.context = context,
			.fields = fields,
			.field_count = count } };

	return happen(f, &event);
}

static const struct library_entry *entry(struct fixture *f, int64_t id)
{
	return library_store_get(f->db, f->arena, id);
}

static void test_hostile_form(void **state)
{
	struct fixture *f = *state;
	char *long_words = xcalloc(1, 5001);
	memset(long_words, 'w', 5000);
	const struct event_field wrong[] = { { "kind", "poem" }, { "title", "  " },
		{ "tags", "a,b,c,d,e,f,g,h,i,j,k" } };
	const struct event_field tag[] = { { "title", "x" }, { "text", "y" },
		{ "tags", "fine, and this one is much longer than a tag may be" } };
	const struct event_field odd[] = { { "kind", "poem" }, { "title", long_words },
		{ "text", long_words }, { "tool", "gone" }, { "role", long_words },
		{ "tags", " ,, #,;,Mail , mail" }, { "unknown", "x" } };

	const char *said = as_text(f, send_as(f, "U1", "add", wrong, array_length(wrong)));
	expect(said, "title: A title");
	expect(said, "text: What to do");
	expect(said, "tags: At most 10 tags");
	expect(as_text(f, send_as(f, "U1", "add", tag, array_length(tag))), "at most 30");
	assert_null(entry(f, 1));
	assert_int_equal(
		send_as(f, "U1", "issue LM-99 x", odd, array_length(odd))->type, OUTCOME_REPLY);
	const struct library_entry *made = entry(f, 1);
	assert_int_equal(made->kind, LIBRARY_PROMPT);
	assert_int_equal(text_characters(made->title), LIBRARY_TITLE);
	assert_int_equal(strlen(made->body), 5000);
	assert_int_equal(text_characters(made->role), LIBRARY_TAG);
	assert_int_equal(made->tool + made->issue, 0);
	assert_int_equal(made->tags.count, 1);
	assert_string_equal(made->tags.items[0], "mail");
	/* A context that is somebody else's entry, or none. */
	const struct event_field fine[] = { { "title", "mine" }, { "text", "now" } };
	expect(as_text(f, send_as(f, "U2", "edit E-1", fine, 2)), "by its author and by admins");
	expect(as_text(f, send_as(f, "U2", "edit E-77", fine, 2)), "There is no entry E-77");
	expect(as_text(f, send_as(f, "U2", "edit", fine, 2)), "is not the number of an entry");
	assert_string_not_equal(entry(f, 1)->title, "mine");
	free(long_words);
}

static bool asks(const struct form *form, const char *name)
{
	for (const struct form_item *item = form->items; item; item = item->next)
		if (item->field && text_equal(item->field->name, name))
			return true;
	return false;
}

/* What does not fit a form is not lost by changing the rest. */
static void test_too_long_for_a_form(void **state)
{
	struct fixture *f = *state;
	char *body = xcalloc(1, FORM_TEXT + 2);
	memset(body, 'w', FORM_TEXT + 1);
	struct library_entry long_one = {
		.title = "x", .body = body, .author = add_person(f, "U1", "Ana")
	};
	int64_t id = library_store_add(f->db, f->arena, &long_one, 1);
	const struct event_field fields[] = { { "kind", "agent" }, { "title", "better" } };

	const struct outcome *outcome = press_as(f, "U1", "library_edit", "E-1");
	assert_int_equal(outcome->type, OUTCOME_FORM);
	assert_false(asks(outcome->answer.form, "text"));
	assert_true(asks(outcome->answer.form, "title"));
	assert_int_equal(send_as(f, "U1", "edit E-1", fields, 2)->type, OUTCOME_REPLY);
	assert_string_equal(entry(f, id)->title, "better");
	assert_string_equal(entry(f, id)->body, body);
	free(body);
}

/* The owner has it too, and did not want to be named: nor are they as the author. */
static void test_anonymous(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Zoeline"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct tool owned = *tool_store_get(f->db, f->arena, tool);
	owned.owner = sam;
	tool_store_save(f->db, &owned, 1);
	int64_t issue = add_issue(f, tool, "clause nine is dropped");
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = sam,
		.anonymous = true,
		.text = "clause nine of zanzibar is dropped",
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack" };
	report_store_add(f->db, &report);
	issue_store_fix(f->db, issue, sam, "ask twice", 5);
	const char *said = as_text(f, press_as(f, "U0SAM", "library_from_issue", "LM-1"));
	expect(said, "clause nine is dropped");
	expect(said, "ask twice");
	assert_null(strstr(said, "Zoeline"));
	assert_int_equal(entry(f, 1)->author, 0);
	expect(as_text(f, type_as(f, "U0BEN", "zanzibar")), "Nothing in the library");
	expect(as_text(f, press_as(f, "U0SAM", "library_from_issue", "LM-1")), "already");
	/* Taken out, it can be made again. */
	assert_int_equal(press_as(f, "U0ADMIN", "library_remove", "E-1")->type, OUTCOME_REPLY);
	expect(as_text(f, press_as(f, "U0SAM", "library_from_issue", "LM-1")), "now");
}

static void test_recovery_is_kept(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Sam"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct tool owned = *tool_store_get(f->db, f->arena, tool);
	owned.owner = sam;
	tool_store_save(f->db, &owned, 1);
	expect(as_text(f, press_as(f, "U0SAM", "library_from_issue", "summarizer")),
		"How to recover is not said yet");
	owned.recovery = "open the original next to it";
	tool_store_save(f->db, &owned, 1);
	expect(as_text(f, press_as(f, "U0BEN", "library_from_issue", "summarizer")), "is kept by");
	expect(as_text(f, press_as(f, "U0SAM", "library_from_issue", "summarizer")),
		"open the original next to it");
	expect(as_text(f, press_as(f, "U0SAM", "library_from_issue", "summarizer")), "already");
	tool_store_add_champion(f->db, tool, add_person(f, "U0MAYA", "Maya"));
	expect(as_text(f, press_as(f, "U0MAYA", "library_from_issue", "summarizer")), "already");
}

static void test_mention_with_spaces(void **state)
{
	struct fixture *f = *state;
	struct library_entry made = {
		.title = "Clause", .body = "x", .author = add_person(f, "U0ANA", "Ana Silva")
	};
	const struct event_mention mention = {
		.kind = MENTION_PERSON, .start = 3, .length = 10, .id = "U0ANA", .name = "Ana Silva"
	};
	struct event event = { .type = EVENT_COMMAND,
		.actor = { .id = "U0BEN" },
		.command = { .name = "library",
			.text = "by:@Ana Silva clause",
			.mentions = &mention,
			.mention_count = 1 } };

	library_store_add(f->db, f->arena, &made, 1);
	expect(as_text(f, happen(f, &event)), "1 entry for “by:@Ana Silva clause”");
	event.command.text = "by:\"Ana Silva\" clause", event.command.mention_count = 0;
	expect(as_text(f, happen(f, &event)), "1 entry");
}

static const char *button_value(const struct message *message, const char *name)
{
	for (const struct block *block = message->blocks; block; block = block->next)
		for (const struct button *button = block->buttons; button; button = button->next)
			if (text_equal(button->name, name))
				return button->value;
	return NULL;
}

static void test_more(void **state)
{
	struct fixture *f = *state;
	struct library_entry made = {
		.title = "Clause", .body = "x", .author = add_person(f, "U0ANA", "Ana")
	};

	for (int i = 0; i < 12; i++)
		library_store_add(f->db, f->arena, &made, 1);
	const struct outcome *outcome = type_as(f, "U0BEN", "by:Ana clause");
	expect(as_text(f, outcome), "12 entries for “by:Ana clause”:\nE-12 ");
	const char *value = button_value(outcome->answer.message, "library_more");
	assert_string_equal(value, "5 by:U0ANA clause");
	outcome = press_as(f, "U0BEN", "library_more", value);
	expect(as_text(f, outcome), "6 to 10 of 12:\nE-7 ");
	value = button_value(outcome->answer.message, "library_more");
	outcome = press_as(f, "U0BEN", "library_more", value);
	expect(as_text(f, outcome), "11 to 12 of 12:\nE-2 ");
	assert_null(button_value(outcome->answer.message, "library_more"));
	static const char *const forged[] = { "", "x", "-3 clause", "99999999999999999999 clause",
		"700 clause", "5 kind:poem" };
	for (size_t i = 0; i < array_length(forged); i++)
		assert_non_null(press_as(f, "U0BEN", "library_more", forged[i])->answer.message);
	assert_int_equal(db_failure(f->db, NULL), 0);
}

static void test_marks_count_people(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	struct library_entry made = { .title = "Clause", .body = "x", .author = ana };
	int64_t id = library_store_add(f->db, f->arena, &made, 1);

	assert_true(library_store_mark(f->db, id, ana, LIBRARY_USED, 2));
	assert_false(library_store_mark(f->db, id, ana, LIBRARY_USED, 3));
	assert_true(library_store_mark(f->db, id, ana, LIBRARY_WORKED, 3));
	assert_true(library_store_mark(f->db, id, ben, LIBRARY_WORKED, 3));
	assert_int_equal(entry(f, id)->used, 2); // what worked was used
	assert_int_equal(entry(f, id)->worked, 2);
	people_store_forget(f->db, f->arena, ana, 5);
	assert_int_equal(entry(f, id)->author, 0);
	assert_int_equal(entry(f, id)->used, 1);
	expect(as_text(f, type_as(f, "U2", "clause")), "used by 1, worked for 1");
}

/* --- what Slack takes --- */

static void check_message(struct fixture *f, const struct outcome *outcome)
{
	_cleanup_json_ struct cJSON *encoded =
		slack_encode(outcome->answer.message, SLACK_USE_RESPONSE);
	_cleanup_free_ char *frame = slack_encode_acknowledgement("E1", outcome->answer.message);
	_cleanup_json_ struct cJSON *view = slack_encode_notice(outcome->answer.message, true);
	const char *problem = block_kit_problem(encoded);

	(void)f;
	if (!problem)
		problem = block_kit_view_problem(view);
	if (problem)
		fail_msg("%s", problem);
	assert_true(strlen(frame) < SLACK_FRAME_BYTES);
	struct block_kit_live live = block_kit_count(encoded);
	assert_int_equal(live.channels + live.links + live.dates + live.others, 0);
}

static void check_form(const struct outcome *outcome)
{
	_cleanup_json_ struct cJSON *view = slack_encode_form(outcome->answer.form, false);
	_cleanup_free_ char *frame = slack_acknowledge_form("E1", outcome->answer.form, true);
	const char *problem = block_kit_view_problem(view);

	if (problem)
		fail_msg("%s", problem);
	assert_true(strlen(frame) < SLACK_FRAME_BYTES);
	assert_int_equal(block_kit_count(view).others, 0);
}

static const char *repeated(struct fixture *f, const char *words, size_t characters)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	while (text_characters(text_string(&text)) < characters)
		text_append(&text, words);
	_cleanup_free_ char *cut = text_shorten(text_string(&text), characters);
	return arena_strdup(f->arena, cut);
}

/* All that can be there, as long as it can be, in words that mean something to Slack. */
static void test_as_long_as_can_be(void **state)
{
	struct fixture *f = *state;
	const char *words = repeated(f, "<!channel>&*_`~", LIBRARY_TAG);
	const char *tags[LIBRARY_TAGS];
	struct library_entry made = { .title = repeated(f, "<@U0BEN> ", LIBRARY_TITLE),
		.body = repeated(f, "<https://evil.example|x> & ", FORM_TEXT),
		.role = words,
		.tags = { tags, LIBRARY_TAGS },
		.author = add_person(f, "U1", "<!here>") };

	for (size_t i = 0; i < LIBRARY_TAGS; i++)
		tags[i] = arena_printf(f->arena, "%zu%.20s", i, words);
	for (int i = 0; i < 120; i++) {
		int64_t tool = 0;
		assert_int_equal(
			tool_store_create(f->db, arena_printf(f->arena, "tool-%d", i), 1, &tool),
			0);
		struct tool titled = *tool_store_get(f->db, f->arena, tool);
		titled.title = repeated(f, "&<!here>", 200);
		tool_store_save(f->db, &titled, 1);
		made.tool = tool;
		if (i < 12)
			library_store_add(f->db, f->arena, &made, 1);
	}
	library_store_review(f->db, 1, "what happens when it fails", 5);
	check_message(f, type_as(f, "U1", repeated(f, "U0BEN ", 4000)));
	check_message(f, type_as(f, "U1", "by:me"));
	check_message(f, type_as(f, "U1", ""));
	check_message(f, type_as(f, "U1", "E-1"));
	check_message(f, type_as(f, "U1", repeated(f, "<!channel> nothing ", 4000)));
	check_message(f, press_as(f, "U1", "library_used", "E-1 <!here>"));
	check_form(press_as(f, "U1", "library_edit", "E-12"));
	check_form(press_as(f, "U1", "library_add", repeated(f, "<!channel> ", 2000)));
	check_form(press_as(f, "U1", "home_library", ""));
}

static void test_refs(void **state)
{
	static const char *const wrong[] = { "", "E", "E-", "E-0", "E-1x", "LM-1", "1", "E--1",
		"E-9999999999999999999" };
	int64_t id = 0;

	(void)state;
	for (size_t i = 0; i < array_length(wrong); i++)
		assert_false(library_ref_parse(wrong[i], &id));
	assert_false(library_ref_parse(NULL, &id));
	assert_true(library_ref_parse("e12", &id));
	assert_int_equal(id, 12);
	assert_true(library_ref_parse("E-3", &id));
	assert_int_equal(id, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_hostile_form),
		on_fresh(test_too_long_for_a_form), on_fresh(test_anonymous),
		on_fresh(test_recovery_is_kept), on_fresh(test_mention_with_spaces),
		on_fresh(test_more), on_fresh(test_marks_count_people),
		on_fresh(test_as_long_as_can_be), cmocka_unit_test(test_refs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
