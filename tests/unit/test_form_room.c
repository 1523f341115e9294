/* How a form gives way: each room is smaller than the one before, and the first takes whatever
 * form.h allows. */
#include "bot/platform/form_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bot/form.h"
#include "bot/util/arena.h"

static void test_the_first_leaves_nothing_out(void **state)
{
	const struct field_room *room = &form_rooms[0].field;

	(void)state;
	assert_int_equal(room->initial, FORM_TEXT);
	assert_int_equal(room->options, FORM_OPTIONS);
	assert_int_equal(room->label, FORM_LABEL);
	assert_int_equal(room->option, FORM_OPTION);
	assert_true(room->extras);
}

static void test_each_is_smaller(void **state)
{
	(void)state;
	for (size_t i = 1; i < FORM_ROOMS; i++) {
		const struct form_room *room = &form_rooms[i], *before = &form_rooms[i - 1];
		assert_true(room->words < before->words);
		assert_true(room->quote < before->quote && room->quote < room->words);
		assert_true(room->field.initial <= before->field.initial);
		assert_true(room->field.options <= before->field.options);
		assert_true(room->field.label <= before->field.label);
		assert_true(room->field.option <= before->field.option);
		assert_false(room->field.extras);
	}
}

static void test_messages_share_the_words(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "report", "Report", "Send");

	(void)state;
	assert_int_equal(form_room_words(form, 6000), 6000);
	form_field(form, FIELD_LINE, "what", "What");
	for (int i = 0; i < 4; i++)
		form_say(form);
	assert_int_equal(form_room_words(form, 6000), 1500);
	assert_int_equal(form_room_words(form, 700), 300); // less would say nothing
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_leaves_nothing_out),
		cmocka_unit_test(test_each_is_smaller),
		cmocka_unit_test(test_messages_share_the_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
