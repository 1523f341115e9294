/* What is answered to whom, and where it goes: the table of teams/answer.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/teams/answer.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/encode.h"
#include "bot/platform/teams/forms.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/adaptive_card.h"

static const struct teams_encoder encoder = { .tenant = "t" };

struct play {
	struct arena *arena;
	struct teams_frame frame;
	struct event event;
	struct answer answer;
	struct cJSON *body; // NULL: empty
	struct teams_beside beside;
};

static void begin(struct play *play, enum teams_takes takes, enum event_type type)
{
	*play = (struct play){ .arena = arena_create() };
	play->event = (struct event){ .arena = play->arena, .type = type, .trigger = "t" };
	play->frame = (struct teams_frame){
		.arena = play->arena, .takes = takes, .event = &play->event, .card = "card-1"
	};
	if (type == EVENT_COMMAND)
		play->event.command = (struct event_command){ .name = "report", .text = "x" };
	if (type == EVENT_ACTION)
		play->event.action = (struct event_action){ .name = "more", .value = "LM-1" };
	if (type == EVENT_FORM)
		play->event.form = (struct event_form){ .name = "f", .context = "" };
}

static struct message *words(struct play *play, const char *line, bool more)
{
	struct message *message = message_create(play->arena);

	message_line(message, "%s", line);
	if (more)
		message_quote(message, "and more");
	play->answer.message = message;
	return message;
}

static void form(struct play *play)
{
	struct form *made = form_create(play->arena, "f", "A form", "Send");

	form_field(made, FIELD_TEXT, "what", "What");
	play->answer.form = made;
}

static void run(struct play *play)
{
	_cleanup_free_ char *body = teams_answer_body(&encoder, &play->frame, &play->answer);

	if (body)
		assert_int_equal(json_parse(body, strlen(body), &play->body, NULL), 0);
	play->beside = teams_answer_beside(&encoder, &play->frame, &play->answer);
	if (play->beside.activity)
		assert_null(adaptive_activity_problem(play->beside.activity, NULL));
	if (json_get(play->body, "task.value.card"))
		assert_null(adaptive_dialog_problem(json_get(play->body, "task.value"), NULL));
}

static void end(struct play *play)
{
	json_free(play->body);
	json_free(play->beside.activity);
	arena_destroy(play->arena);
}

static void expect(const struct play *play, const char *path, const char *value)
{
	const char *found = json_string(play->body, path);

	if (!text_equal(found, value))
		fail_msg("%s is %s, not %s", path, found, value);
}

static void test_message(void **state)
{
	struct play play;
	(void)state;

	for (int channel = 0; channel < 2; channel++) {
		begin(&play, TEAMS_TAKES_NOTHING, EVENT_COMMAND);
		play.frame.conversation.type = channel ? TEAMS_CHANNEL : TEAMS_PERSONAL;
		words(&play, "Logged", true);
		run(&play);
		assert_null(play.body);
		assert_non_null(play.beside.activity);
		assert_int_equal(play.beside.targeted, channel);
		assert_null(play.beside.replaces);
		end(&play);
	}
	begin(&play, TEAMS_TAKES_NOTHING, EVENT_COMMAND);
	run(&play);
	assert_null(play.body);
	assert_null(play.beside.activity);
	end(&play);
}

static void test_what_is_owed_is_said_once(void **state)
{
	struct play play;

	(void)state;
	begin(&play, TEAMS_TAKES_NOTHING, EVENT_COMMAND);
	words(&play, "Logged LM-1", true);
	play.answer.owed = true;
	run(&play);
	assert_null(play.beside.activity);
	end(&play);

	begin(&play, TEAMS_TAKES_NOTHING, EVENT_COMMAND);
	words(&play, "Logged LM-1", true);
	play.answer.owed = true;
	play.frame.conversation.type = TEAMS_CHANNEL;
	run(&play);
	assert_non_null(play.beside.activity); // what is owed comes elsewhere
	assert_true(play.beside.targeted);
	end(&play);
}

static void test_form_is_offered(void **state)
{
	static const struct {
		enum event_type type;
		const char *data;
	} rows[] = { { EVENT_COMMAND, "command" }, { EVENT_ACTION, "button" } };
	struct play play;
	(void)state;

	for (size_t i = 0; i < array_length(rows); i++) {
		begin(&play, TEAMS_TAKES_NOTHING, rows[i].type);
		form(&play);
		run(&play);
		const struct cJSON *data =
			json_get(play.beside.activity, "attachments.0.content.actions.0.data");
		assert_string_equal(json_string(data, "lastmile"), rows[i].data);
		assert_string_equal(json_string(data, "msteams.type"), "task/fetch");
		end(&play);
	}
}

static void test_card_button(void **state)
{
	struct play play;
	(void)state;

	begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
	words(&play, "Thank you.", false);
	run(&play);
	expect(&play, "type", "application/vnd.microsoft.activity.message");
	expect(&play, "value", "Thank you.");
	assert_null(play.beside.activity);
	end(&play);

	begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
	words(&play, "Thank you.", true);
	play.frame.conversation.type = TEAMS_CHANNEL;
	run(&play);
	expect(&play, "value", "The answer is below.");
	assert_true(play.beside.activity && play.beside.targeted && !play.beside.replaces);
	end(&play);

	begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
	run(&play);
	expect(&play, "value", "Done.");
	end(&play);

	begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
	form(&play);
	run(&play);
	expect(&play, "type", "application/vnd.microsoft.card.adaptive");
	expect(&play, "value.actions.0.type", "Action.Execute");
	assert_null(adaptive_card_problem(json_get(play.body, "value"), NULL));
	end(&play);
}

/* What only they see is replaced: at once by the body, and for good. */
static void test_card_replaced(void **state)
{
	struct play play;
	(void)state;

	begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
	play.event.place.ephemeral = true;
	play.frame.conversation.type = TEAMS_CHANNEL;
	words(&play, "Counted in.", false)->replaces = true;
	run(&play);
	expect(&play, "type", "application/vnd.microsoft.card.adaptive");
	assert_string_equal(play.beside.replaces, "card-1");
	assert_true(play.beside.targeted);
	end(&play);
}

static void test_dialog_asked_for(void **state)
{
	struct play play;
	(void)state;

	begin(&play, TEAMS_TAKES_TASK, EVENT_ACTION);
	form(&play);
	run(&play);
	expect(&play, "task.type", "continue");
	expect(&play, "task.value.title", "A form");
	end(&play);

	begin(&play, TEAMS_TAKES_EXTENSION, EVENT_SHORTCUT);
	words(&play, "No.", false);
	run(&play);
	expect(&play, "task.type", "continue");
	expect(&play, "task.value.title", "lastmile");
	end(&play);

	begin(&play, TEAMS_TAKES_TASK, EVENT_ACTION);
	run(&play);
	expect(&play, "task.type", "message");
	end(&play);
}

static void test_dialog_sent(void **state)
{
	const struct form_error error = { NULL, "what", "Please say what." };
	const struct event_field typed = { "what", "hm" };
	struct play play;
	(void)state;

	begin(&play, TEAMS_TAKES_TASK, EVENT_FORM);
	play.frame.dialog = true;
	run(&play);
	assert_null(play.body); // it closes
	end(&play);

	begin(&play, TEAMS_TAKES_TASK, EVENT_FORM);
	words(&play, "Saved.", false);
	run(&play);
	expect(&play, "task.type", "message");
	expect(&play, "task.value", "Saved.");
	end(&play);

	begin(&play, TEAMS_TAKES_TASK, EVENT_FORM);
	words(&play, "Saved.", true);
	run(&play);
	expect(&play, "task.type", "continue");
	end(&play);

	begin(&play, TEAMS_TAKES_TASK, EVENT_FORM);
	play.event.form.fields = &typed;
	play.event.form.field_count = 1;
	play.answer.errors = &error;
	run(&play);
	expect(&play, "task.type", "continue");
	expect(&play, "task.value.card.content.body.0.value", "hm");
	expect(&play, "task.value.card.content.body.1.text", "Please say what.");
	end(&play);

	begin(&play, TEAMS_TAKES_NOTHING, EVENT_FORM); // in the card of a message
	play.answer.errors = &error;
	run(&play);
	assert_non_null(play.beside.activity);
	end(&play);
}

static void test_home(void **state)
{
	struct play play;
	(void)state;

	for (int said = 0; said < 2; said++) {
		begin(&play, TEAMS_TAKES_CARD, EVENT_ACTION);
		play.event.place.home = true;
		struct message *home = words(&play, "Your issues", true);
		play.answer.home = home;
		play.answer.message = NULL;
		if (said)
			words(&play, "Followed.", false);
		run(&play);
		expect(&play, "type",
			said ? "application/vnd.microsoft.activity.message"
			     : "application/vnd.microsoft.card.adaptive");
		assert_string_equal(play.beside.replaces, "card-1");
		assert_false(play.beside.targeted);
		end(&play);
	}
	begin(&play, TEAMS_TAKES_NOTHING, EVENT_HOME);
	play.frame.card = NULL;
	words(&play, "Your issues", true);
	play.answer.home = play.answer.message;
	play.answer.message = NULL;
	run(&play);
	assert_true(play.beside.activity && !play.beside.replaces);
	end(&play);
}

/* Whose thumb it was is told an empty object; anything else they would see as an error. */
static void test_thumb(void **state)
{
	struct play play;
	(void)state;

	begin(&play, TEAMS_TAKES_OBJECT, EVENT_MESSAGE);
	words(&play, "Shall I log it?", false);
	run(&play);
	assert_true(json_is_object(play.body));
	assert_int_equal(json_length(play.body), 0);
	assert_non_null(play.beside.activity);
	end(&play);
}

/* A home page is one person's: where others are it is not said, whatever asked for it. */
static void test_home_among_others(void **state)
{
	static const enum teams_takes takes[] = { TEAMS_TAKES_NOTHING, TEAMS_TAKES_CARD,
		TEAMS_TAKES_TASK };
	struct play play;
	(void)state;

	for (size_t i = 0; i < array_length(takes); i++) {
		begin(&play, takes[i], EVENT_ACTION);
		play.frame.conversation.type = TEAMS_CHANNEL;
		play.event.place.home = true;
		words(&play, "Your issues", true);
		play.answer.home = play.answer.message;
		play.answer.message = NULL;
		run(&play);
		assert_null(play.beside.activity);
		end(&play);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_what_is_owed_is_said_once),
		cmocka_unit_test(test_form_is_offered),
		cmocka_unit_test(test_card_button),
		cmocka_unit_test(test_card_replaced),
		cmocka_unit_test(test_dialog_asked_for),
		cmocka_unit_test(test_dialog_sent),
		cmocka_unit_test(test_thumb),
		cmocka_unit_test(test_home),
		cmocka_unit_test(test_home_among_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
