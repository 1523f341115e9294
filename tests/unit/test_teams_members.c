/* Who somebody is, and whether they are still there: teams_ask_member() of connector.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/connector_fixture.h"

static void a_member_is_asked_for(void **state)
{
	struct fixture *fixture = *state;

	fixture_ask(fixture, "29:1-dana");
	assert_string_equal(json_string(fixture->member, "email"), "dana@example.com");
	assert_int_equal(
		saw(fixture, "GET /svc/v3/conversations/a%3A29%3A1-dana/members/29%3A1-dana"), 1);
	tell(fixture, "GET /", 1, 503, "");
	fixture_ask(fixture, "29:1-dana");
	assert_non_null(fixture->member);
	assert_int_equal(saw(fixture, CREATE), 1); // it is known where she is
	/* The conversation we knew is gone. */
	tell(fixture, "GET /", 1, 404, ERROR("ConversationNotFound"));
	fixture_ask(fixture, "29:1-dana");
	assert_non_null(fixture->member);
	assert_int_equal(saw(fixture, CREATE), 2);
	tell(fixture, CREATE, 1, 403, ERROR("ForbiddenOperationException"));
	fixture_ask(fixture, "29:1-eli");
	assert_null(fixture->member);
	fixture_ask(fixture, "29:1-gil|other-tenant");
	assert_int_equal(
		saw(fixture, "GET /other/v3/conversations/a%3A29%3A1-gil/members/29%3A1-gil"), 1);
	fixture_ask(fixture, "29:1-gil|nobody's");
	assert_null(fixture->member);
}

/* --- who has left --- */

#define MEMBER "GET /svc/v3/conversations/a%3A29%3A1-dana/members/29%3A1-dana"
#define NOT_THERE ERROR("MemberNotFoundInConversation")

static enum teams_membership membership(struct fixture *fixture)
{
	fixture_ask(fixture, "29:1-dana");
	return fixture->membership;
}

static void who_has_left_is_believed_in_a_conversation_asked_for_now(void **state)
{
	static const int statuses[] = { 400, 404 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(statuses); i++) {
		int created = saw(fixture, CREATE);
		int asked = saw(fixture, MEMBER);
		/* One we remember may be an old one: once more in one made anew, and not again. */
		fixture_ask(fixture, "29:1-dana");
		tell(fixture, MEMBER, 1, statuses[i], NOT_THERE);
		assert_int_equal(membership(fixture), TEAMS_MEMBER_THERE);
		assert_int_equal(saw(fixture, CREATE), created + 2);
		tell(fixture, MEMBER, 2, statuses[i], NOT_THERE);
		assert_int_equal(membership(fixture), TEAMS_MEMBER_LEFT);
		assert_null(fixture->member);
		assert_int_equal(saw(fixture, CREATE), created + 3);
		assert_int_equal(saw(fixture, MEMBER), asked + 5);
		/* Back again. */
		assert_int_equal(membership(fixture), TEAMS_MEMBER_THERE);
		assert_non_null(fixture->member);
		fixture_stop(fixture); // nothing is remembered
		fixture_start(fixture);
	}
	/* Nor can one be made with somebody who is not there. */
	tell(fixture, CREATE, 1, 400, NOT_THERE);
	assert_int_equal(membership(fixture), TEAMS_MEMBER_LEFT);
}

/* To take somebody for gone wrongly is worse than to notice it late. */
static void nothing_else_says_that_somebody_has_left(void **state)
{
	static const struct {
		int status;
		const char *body;
	} answers[] = {
		{ 400, ERROR("BadSyntax") },
		{ 401, ERROR("Unauthorized") },
		{ 403, ERROR("BotNotInConversationRoster") },
		{ 403, ERROR("ForbiddenOperationException") },
		{ 403, "<html>a proxy</html>" },
		{ 404, ERROR("ConversationNotFound") },
		{ 404, ERROR("NotFound") },
		{ 404, "<html>a proxy</html>" },
		{ 410, "" },
		{ 500, NOT_THERE },
		{ 503, NOT_THERE },
		{ 0, NULL }, // the line is cut
		{ 200, "[]" },
	};
	static const char *const questions[] = { CREATE, MEMBER };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(answers) * 2; i++) {
		const char *what = questions[i % 2];
		connector_double_tell(&fixture->teams, (struct double_order){ .what = what,
							       .times = 9,
							       .status = answers[i / 2].status,
							       .body = answers[i / 2].body,
							       .breaks_off = true });
		assert_int_equal(membership(fixture), TEAMS_MEMBER_UNKNOWN);
		fixture->teams.order_count = 0;
		fixture_stop(fixture);
		fixture_start(fixture);
	}
}

/* Nothing is said by asking: it goes on where we must not write, and closes nothing by itself. */
static void who_is_closed_to_us_can_still_be_asked_for(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, CREATE, 1, 403, ERROR("ForbiddenOperationException"));
	assert_int_equal(membership(fixture), TEAMS_MEMBER_UNKNOWN);
	tell(fixture, CREATE, 1, 403, ERROR("ForbiddenOperationException"));
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, REFUSED);
	assert_string_equal(fixture->unreached, "29:1-dana");
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, REFUSED);
	assert_int_equal(saw(fixture, CREATE), 2);
	assert_int_equal(membership(fixture), TEAMS_MEMBER_THERE);
	assert_int_equal(saw(fixture, CREATE), 3);
}

static void who_is_not_reached_is_told(void **state)
{
	static const struct {
		int status;
		const char *body;
		bool told;
	} answers[] = {
		{ 403, ERROR("BotNotInConversationRoster"), true },
		{ 403, ERROR("MessageWritesBlocked"), true },
		{ 404, ERROR("ConversationNotFound"), true },
		{ 400, NOT_THERE, true },
		{ 400, ERROR("BadSyntax"), false },
		{ 413, ERROR("MessageSizeTooBig"), false },
		{ 500, "", false },
		{ 503, "", false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(answers); i++) {
		fixture->unreached[0] = '\0';
		tell(fixture, "POST /other/v3/conversations/a", 9, answers[i].status,
			answers[i].body);
		fixture_deliver(fixture, fixture_to("29:1-gil|other-tenant"));
		assert_string_equal(
			fixture->unreached, answers[i].told ? "29:1-gil|other-tenant" : "");
		fixture->teams.order_count = 0;
		fixture_stop(fixture);
		fixture_start(fixture);
	}
	/* A channel that is closed says nothing of anybody. */
	tell(fixture, IN_LEGAL, 1, 403, ERROR("BotNotInConversationRoster"));
	fixture_deliver(fixture, in_thread);
	assert_string_equal(fixture->unreached, "");
}

static void note_member(void *data, const char *person, enum teams_membership membership,
	const struct cJSON *member)
{
	assert_int_equal(membership, TEAMS_MEMBER_THERE);
	assert_non_null(member);
	assert_non_null(person);
	++*(int *)data;
}

/* Everything that happens in a busy minute asks who somebody is. */
static void who_is_asked_for_often_is_answered_once(void **state)
{
	struct fixture *fixture = *state;
	int answers = 0;

	for (int i = 0; i < 20; i++)
		teams_ask_member(fixture->connector, i % 2 ? "29:1-dana" : "29:1-eli", note_member,
			&answers);
	fixture_run_until(fixture, !teams_connector_busy(fixture->connector));
	assert_int_equal(answers, 2);
	assert_int_equal(saw(fixture, "GET /"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_member_is_asked_for),
		TEST(who_has_left_is_believed_in_a_conversation_asked_for_now),
		TEST(nothing_else_says_that_somebody_has_left),
		TEST(who_is_closed_to_us_can_still_be_asked_for),
		TEST(who_is_not_reached_is_told),
		TEST(who_is_asked_for_often_is_answered_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
