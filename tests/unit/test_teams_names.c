/* What things are called in Teams: commands as one types them there, channels by their names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/message_command.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

static const char *one_name(void *data, const char *channel)
{
	assert_string_equal(channel, data);
	return "Legal";
}

static const char *no_name(void *data, const char *channel)
{
	(void)channel;
	return data;
}

/* Ids are for machines. */
static void test_nobody_reads_an_id(void **state)
{
	(void)state;
	const struct teams_encoder knows_none = { .tenant = "t", .channel_name = no_name };
	const struct teams_encoder knows = {
		.tenant = "t", .channel_name = no_name, .data = (char[]){ "Contract people" }
	};
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "In ");
	message_channel(message, "teams", "19:0a1b2c@thread.v2", NULL);
	message_text(message, " and ");
	message_channel(message, "teams", "19:0a1b2c@thread.v2|other", "19:0a1b2c@thread.v2|other");
	_cleanup_json_ struct cJSON *json = teams_encode_message(&knows_none, message);
	_cleanup_free_ char *printed = json_print(json);
	assert_null(strstr(printed, "0a1b2c"));
	assert_non_null(strstr(printed, "In a group chat and a group chat"));
	_cleanup_json_ struct cJSON *named = teams_encode_message(&knows, message);
	_cleanup_free_ char *with_name = json_print(named);
	assert_non_null(strstr(with_name, "In Contract people and Contract people"));
}

static void test_a_channel_is_called_by_its_name(void **state)
{
	(void)state;
	static char legal[] = "19:legal@thread.tacv2";
	const struct teams_encoder knows = {
		.tenant = "t", .channel_name = one_name, .data = legal
	};
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "In ");
	message_channel(message, "teams", legal, NULL);
	message_text(message, " and ");
	message_channel(message, "teams", legal, "old-name"); // it has another one by now
	message_text(message, " not ");
	message_channel(message, "slack", NULL, "elsewhere");
	_cleanup_json_ struct cJSON *json = teams_encode_message(&knows, message);
	_cleanup_free_ char *printed = json_print(json_get(json, "attachments"));
	assert_non_null(strstr(printed, "#Legal"));
	assert_null(strstr(printed, "old-name"));
	assert_non_null(strstr(printed, "#elsewhere"));
	assert_null(strstr(printed, legal));
}

/* Typed where others are, a command begins with a mention of us; what people wrote stays theirs. */
static void test_commands_are_as_typed_there(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	static const struct teams_encoder alone = { .tenant = "t" };
	static const struct teams_encoder among = { .tenant = "t", .address = "@Last Mile" };
	const char *mine = command_text(arena, "/lastmile mine", "mine");
	struct message *message = message_create(arena);
	const struct event_field fields[] = { { "line", "x" } };
	const struct event_form typed = { "whole", "LM-1", fields, array_length(fields) };
	const struct form_error error = { NULL, "line",
		arena_printf(arena, "“/lastmile mine”? See %s.", mine) };

	message_line(message, "“/lastmile mine”? See %s.", mine);
	_cleanup_free_ char *personal = teams_encode_line(&alone, message);
	_cleanup_free_ char *public = teams_encode_line(&among, message);
	_cleanup_json_ struct cJSON *card = teams_encode_card(&among, message, false);
	_cleanup_json_ struct cJSON *plain = teams_encode_plain(&among, message);
	_cleanup_json_ struct cJSON *again =
		teams_encode_form_again(&alone, NULL, NULL, &typed, &error, false);
	_cleanup_free_ char *printed = json_print(again);
	assert_string_equal(personal, "“/lastmile mine”? See “mine”.");
	assert_string_equal(public, "“/lastmile mine”? See “@Last Mile mine”.");
	assert_string_equal(json_string(card, "body.0.inlines.1.text"), "@Last Mile mine");
	assert_string_equal(json_string(plain, "text"), public);
	assert_non_null(strstr(printed, "“/lastmile mine”? See “mine”."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_are_as_typed_there),
		cmocka_unit_test(test_a_channel_is_called_by_its_name),
		cmocka_unit_test(test_nobody_reads_an_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
