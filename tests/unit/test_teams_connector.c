/* The connector client: tokens, answers beside a command, names of channels, limits of its
 * own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/connector_fixture.h"

#define LOGIN "POST /login/home-tenant/oauth2/v2.0/token"
#define WRONG_SECRET                                                                               \
	"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client "     \
	"secret provided.\",\"trace_id\":\"abc\"}"

/* --- tokens --- */

static void a_token_is_asked_for_once(void **state)
{
	struct fixture *fixture = *state;
	struct ended ended[10];

	teams_connector_start(fixture->connector);
	for (size_t i = 0; i < array_length(ended); i++)
		fixture_begin(fixture, in_thread, &ended[i]);
	for (size_t i = 0; i < array_length(ended); i++) {
		fixture_run_until(fixture, ended[i].count);
		assert_int_equal(ended[i].outcome, DELIVERED);
	}
	assert_int_equal(saw(fixture, LOGIN), 1);
	assert_string_equal(connector_double_last(&fixture->teams, LOGIN)->form,
		"grant_type=client_credentials&client_id=1111-app&client_secret=s3cret%2B%2F~&"
		"scope=https%3A%2F%2Fapi.botframework.com%2F.default");
	assert_string_equal(fixture->problem, "");
	assert_int_equal(fixture->told, 1);
}

static void wrong_credentials_are_said_and_not_hammered(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.slow_retry = 0; // minutes
	fixture_start(fixture);
	tell(fixture, LOGIN, 9, 401, WRONG_SECRET);
	teams_connector_start(fixture->connector);
	/* Whoever wants to send meanwhile makes nobody ask again. */
	for (int i = 0; i < 5; i++) {
		struct ended sent = fixture_deliver(fixture, in_thread);
		assert_int_equal(sent.outcome, RETRY_LATER);
		assert_int_equal(sent.hold, HOLD_PLATFORM);
	}
	assert_int_equal(saw(fixture, LOGIN), 1);
	assert_non_null(strstr(fixture->problem, "TEAMS_CLIENT_SECRET"));
	assert_non_null(strstr(fixture->problem, "AADSTS7000215"));
	assert_null(strstr(fixture->problem, "s3cret"));
}

static void credentials_come_right_by_themselves(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, LOGIN, 2, 401, WRONG_SECRET);
	teams_connector_start(fixture->connector);
	fixture_run_until(fixture, *fixture->problem);
	fixture_run_until(fixture, !*fixture->problem);
	assert_int_equal(saw(fixture, LOGIN), 3);
	assert_int_equal(fixture->told, 2); // the same problem twice is told once
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, DELIVERED);
}

static void a_login_that_fails_for_now_is_tried_again(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, LOGIN, 1, 503, "");
	tell(fixture, LOGIN, 1, 200, "{\"access_token\":\"with a space\"}");
	connector_double_tell(
		&fixture->teams, (struct double_order){ .what = LOGIN, .breaks_off = true });
	struct ended sent = fixture_deliver(fixture, in_thread);
	assert_int_equal(sent.outcome, RETRY_LATER);
	assert_int_equal(sent.hold, HOLD_PLATFORM);
	assert_string_equal(fixture->problem, ""); // nobody has to do anything
	fixture_run_until(fixture, fixture->teams.tokens);
	fixture_run_until(fixture, fixture_deliver(fixture, in_thread).outcome == DELIVERED);
}

static void a_token_that_is_refused_is_replaced_once(void **state)
{
	struct fixture *fixture = *state;
	struct ended first, second;

	tell(fixture, IN_LEGAL, 2, 401, "{\"message\":\"Authorization has been denied.\"}");
	fixture_begin(fixture, in_thread, &first);
	fixture_begin(fixture, in_thread, &second);
	fixture_run_until(fixture, first.count && second.count);
	assert_int_equal(first.outcome, DELIVERED);
	assert_int_equal(second.outcome, DELIVERED);
	assert_int_equal(saw(fixture, LOGIN), 2); // both were refused, one new token
	assert_string_equal(
		connector_double_last(&fixture->teams, IN_LEGAL)->authorization, "Bearer token-2");
	/* Refused again, and soon: a person must look. No more tokens are asked for. */
	tell(fixture, IN_LEGAL, 3, 401, ERROR("BotNotRegistered"));
	for (int i = 0; i < 3; i++) {
		struct ended sent = fixture_deliver(fixture, in_thread);
		assert_int_equal(sent.outcome, RETRY_LATER);
		assert_int_equal(sent.hold, HOLD_PLATFORM);
	}
	assert_int_equal(saw(fixture, LOGIN), 2);
	assert_non_null(strstr(fixture->problem, "BotNotRegistered"));
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, DELIVERED);
	assert_string_equal(fixture->problem, "");
}

/* Nobody has to wait for a token in the middle of the day. */
static void a_token_is_renewed_before_its_end(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.token_life = 300;
	fixture_start(fixture);
	teams_connector_start(fixture->connector);
	fixture_run_until(fixture, fixture->teams.tokens == 3); // nobody has asked
	/* One that cannot be renewed is used no longer than it lives. */
	tell(fixture, LOGIN, 999, 503, "");
	fixture_run_until(fixture, fixture_deliver(fixture, in_thread).outcome == RETRY_LATER);
}

/* What the login gives is worth one minute at least, so the connector has the last word. */
static void what_is_said_to_end_at_once_is_used_all_the_same(void **state)
{
	struct fixture *fixture = *state;

	fixture->teams.life = 0;
	fixture_deliver(fixture, in_thread);
	fixture_deliver(fixture, in_thread);
	assert_int_equal(saw(fixture, LOGIN), 1);
}

/* --- answers beside a command --- */

static void an_answer_is_said_where_it_was_asked(void **state)
{
	struct fixture *fixture = *state;

	fixture_say(fixture, TEAMS_PERSONAL, false, NULL, "q-1");
	const struct double_request *said =
		connector_double_last(&fixture->teams, CREATE "/a%3A1-dana/activities/q-1");
	assert_string_equal(json_string(said->body, "replyToId"), "q-1");
	assert_string_equal(json_string(said->body, "summary"), "Logged LM-1");
	assert_null(json_get(said->body, "recipient"));
	fixture_say(fixture, TEAMS_PERSONAL, true, NULL, NULL); // nobody else is there anyway
	said = connector_double_last(&fixture->teams, CREATE "/");
	assert_string_equal(said->path, "/svc/v3/conversations/a%3A1-dana/activities");
	assert_null(json_get(said->body, "recipient"));
	fixture_say(fixture, TEAMS_PERSONAL, false, "m-7", "q-1");
	assert_int_equal(saw(fixture, "PUT /svc/v3/conversations/a%3A1-dana/activities/m-7"), 1);
}

static void for_one_person_alone(void **state)
{
	struct fixture *fixture = *state;

	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	const struct double_request *said = connector_double_last(&fixture->teams, IN_LEGAL "/q-1");
	assert_non_null(strstr(said->path, "/activities/q-1?isTargetedActivity=true"));
	assert_string_equal(json_string(said->body, "recipient.id"), "29:1-dana");
	assert_true(json_bool(said->body, "recipient.isTargeted", false));
	/* In the place of another one: Teams takes no recipient there. */
	fixture_say(fixture, TEAMS_CHANNEL, true, "m-7", NULL);
	said = connector_double_last(&fixture->teams, "PUT /");
	assert_non_null(strstr(said->path, "/activities/m-7?isTargetedActivity=true"));
	assert_null(json_get(said->body, "recipient"));
	assert_int_equal(saw(fixture, INTO_DANA), 0);
}

/* Whatever becomes of it, nobody else sees it. */
static void what_cannot_be_targeted_is_said_directly(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, IN_LEGAL, 1, 400, ERROR("BadArgument"));
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	const struct double_request *said = connector_double_last(&fixture->teams, INTO_DANA);
	assert_string_equal(said->path, "/svc/v3/conversations/a%3A29%3A1-dana/activities");
	assert_null(json_get(said->body, "recipient"));
	assert_null(json_get(said->body, "replyToId"));
	tell(fixture, "PUT /", 1, 404, ERROR("ActivityNotFoundInConversation"));
	fixture_say(fixture, TEAMS_CHANNEL, true, "m-7", NULL);
	assert_int_equal(saw(fixture, INTO_DANA), 2);
	tell(fixture, IN_LEGAL, 1, 403, ERROR("BotNotInConversationRoster"));
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1"); // closed by now
	assert_int_equal(saw(fixture, INTO_DANA), 4);
	assert_int_equal(saw(fixture, IN_LEGAL), 2);
	for (int i = 0; i < fixture->teams.count; i++)
		if (strstr(fixture->teams.requests[i].path, LEGAL_THREAD))
			assert_non_null(
				strstr(fixture->teams.requests[i].path, "isTargetedActivity=true"));
}

static void an_answer_is_tried_while_nothing_happened(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, IN_LEGAL, 1, 503, "");
	tell(fixture, IN_LEGAL, 1, 429, "");
	fixture->teams.orders[1].headers = "Retry-After: 0\r\n";
	fixture->teams.orders[1].status = 412;
	fixture_say(fixture, TEAMS_CHANNEL, false, NULL, "q-1");
	assert_int_equal(saw(fixture, IN_LEGAL), 3);
	/* The line broke: it may have been shown, so it is not said again. */
	connector_double_tell(
		&fixture->teams, (struct double_order){ .what = IN_LEGAL, .breaks_off = true });
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	assert_int_equal(saw(fixture, IN_LEGAL), 4);
	assert_int_equal(saw(fixture, INTO_DANA), 0);
	/* Not for ever. */
	tell(fixture, IN_LEGAL, 9, 503, "");
	fixture_say(fixture, TEAMS_CHANNEL, false, NULL, "q-1");
	assert_int_equal(saw(fixture, IN_LEGAL), 8);
}

/* Who is down is not hammered: each pause is twice the one before, a fifth more or less. */
static void each_try_waits_longer(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.retry = 100;
	fixture_start(fixture);
	tell(fixture, IN_LEGAL, 3, 503, "");
	uint64_t begin = uv_hrtime();
	fixture_say(fixture, TEAMS_CHANNEL, false, NULL, "q-1");
	assert_int_equal(saw(fixture, IN_LEGAL), 4);
	assert_true((uv_hrtime() - begin) / 1000000 >=
		    480); // 560 but for rounding; 360 at most without
}

static void a_card_that_is_refused_is_its_summary(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, CREATE "/a%3A1-dana", 1, 400, ERROR("BadSyntax"));
	fixture_say(fixture, TEAMS_PERSONAL, false, NULL, "q-1");
	const struct double_request *said = connector_double_last(&fixture->teams, CREATE "/");
	assert_string_equal(json_string(said->body, "text"), "Logged LM-1");
	assert_string_equal(json_string(said->body, "replyToId"), "q-1");
	assert_null(json_get(said->body, "attachments"));
	/* In a channel: for her alone, then to her alone, then in words; then it is enough. */
	tell(fixture, CREATE "/", 9, 400, ERROR("BadSyntax"));
	int before = saw(fixture, CREATE "/");
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	assert_int_equal(saw(fixture, CREATE "/"), before + 3);
}

static void what_is_gone_is_not_replaced_but_said(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, "PUT /", 1, 404, ERROR("ActivityNotFoundInConversation"));
	fixture_say(fixture, TEAMS_PERSONAL, false, "m-7", NULL);
	assert_int_equal(saw(fixture, CREATE "/a%3A1-dana/activities"), 1);
}

/* More deliveries than may be under way at once stand before it. */
static void who_waits_goes_first(void **state)
{
	struct fixture *fixture = *state;
	struct ended ended[30];
	int place = 0;

	for (size_t i = 0; i < array_length(ended); i++)
		fixture_begin(fixture, in_thread, &ended[i]);
	fixture_say(fixture, TEAMS_PERSONAL, false, NULL, NULL);
	while (!strstr(fixture->teams.requests[place].path, "a%3A1-dana"))
		place++;
	assert_in_range(place, 1, 16);
}

/* --- names of channels --- */

#define TEAM "19:team@thread.tacv2"
#define CHANNELS "GET /svc/v3/teams/19%3Ateam%40thread.tacv2/conversations"
#define NAMES                                                                                      \
	"{\"conversations\":[{\"id\":\"19:team@thread.tacv2\"},"                                   \
	"{\"id\":\"19:legal@thread.tacv2\",\"name\":\"Legal\"},{\"id\":7,\"name\":\"odd\"}]}"

static void note_channels(void *data)
{
	++*(int *)data;
}

static bool ask_channels(struct fixture *fixture, const char *channel, int *answers)
{
	return teams_ask_channels(fixture->connector, channel, TEAM, note_channels, answers);
}

static void a_team_is_asked_once_what_its_channels_are_called(void **state)
{
	struct fixture *fixture = *state;
	int answers = 0;

	tell(fixture, CHANNELS, 9, 200, NAMES);
	assert_null(teams_channel_name(fixture->connector, LEGAL));
	assert_true(ask_channels(fixture, LEGAL, &answers));
	assert_true(ask_channels(fixture, TEAM, &answers));
	assert_true(ask_channels(fixture, "19:secret@thread.tacv2", &answers));
	assert_int_equal(answers, 0); // never from inside
	fixture_run_until(fixture, answers == 3);
	assert_string_equal(teams_channel_name(fixture->connector, LEGAL), "Legal");
	assert_string_equal(teams_channel_name(fixture->connector, TEAM), "General");
	assert_false(ask_channels(fixture, LEGAL, &answers));
	/* One that is not listed has no name, and is not asked for again. */
	assert_null(teams_channel_name(fixture->connector, "19:secret@thread.tacv2"));
	assert_false(ask_channels(fixture, "19:secret@thread.tacv2", &answers));
	assert_int_equal(saw(fixture, CHANNELS), 1);
	assert_false(ask_channels(fixture, LEGAL "|nobody's", &answers));
}

/* Whoever starts again does not ask again; another name is another lesson. */
static void a_name_is_kept_until_there_is_another(void **state)
{
	static const struct teams_known_channel known[] = { { LEGAL, "Legal" } };
	struct fixture *fixture = *state;
	int answers = 0;

	tell(fixture, CHANNELS, 1, 200,
		"{\"conversations\":[{\"id\":\"" LEGAL "\",\"name\":\"Legal\"}]}");
	assert_true(ask_channels(fixture, LEGAL, &answers));
	fixture_run_until(fixture, answers == 1);
	assert_string_equal(fixture->learned, "channel_name|" LEGAL "=Legal");
	fixture_stop(fixture);
	fixture->settings.channels = known;
	fixture->settings.channel_count = array_length(known);
	fixture->learned[0] = '\0';
	fixture_start(fixture);
	assert_string_equal(teams_channel_name(fixture->connector, LEGAL), "Legal");
	assert_false(ask_channels(fixture, LEGAL, &answers));
	teams_channel_named(fixture->connector, LEGAL, "Legal");
	assert_string_equal(fixture->learned, ""); // known already
	teams_channel_named(fixture->connector, LEGAL, "Contracts");
	assert_string_equal(fixture->learned, "channel_name|" LEGAL "=Contracts");
	assert_string_equal(teams_channel_name(fixture->connector, LEGAL), "Contracts");
	teams_channel_named(fixture->connector, LEGAL, "");
	assert_string_equal(teams_channel_name(fixture->connector, LEGAL), "Contracts");
	assert_int_equal(saw(fixture, CHANNELS), 1);
}

static void who_cannot_be_told_a_name_waits_no_longer(void **state)
{
	struct fixture *fixture = *state;
	int answers = 0;

	tell(fixture, CHANNELS, 1, 503, "");
	assert_true(ask_channels(fixture, LEGAL, &answers));
	fixture_run_until(fixture, answers == 1);
	assert_null(teams_channel_name(fixture->connector, LEGAL));
	/* It may be known the next time. */
	tell(fixture, CHANNELS, 1, 200, NAMES);
	assert_true(ask_channels(fixture, LEGAL, &answers));
	fixture_run_until(fixture, answers == 2);
	assert_string_equal(teams_channel_name(fixture->connector, LEGAL), "Legal");
	/* Nobody is left waiting when all ends. */
	assert_true(ask_channels(fixture, "19:new@thread.tacv2", &answers));
	fixture_stop(fixture);
	assert_int_equal(answers, 3);
}

/* What the settings lack is said when the platform starts; nothing breaks before. */
static void without_settings_nothing_breaks(void **state)
{
	static const char *const nobody[] = { NULL };
	struct fixture *fixture = *state;

	fixture->settings.tenants = nobody;
	fixture->settings.client_secret = NULL;
	fixture->settings.service_count = 0;
	fixture_start(fixture);
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, RETRY_LATER);
	assert_int_equal(fixture->teams.count, 0);
}

/* --- limits of our own --- */

static void no_more_leave_at_once_than_teams_takes(void **state)
{
	struct fixture *fixture = *state;
	struct ended ended[40];
	uint64_t begin = uv_hrtime();
	int open = 0;

	for (size_t i = 0; i < array_length(ended); i++)
		fixture_begin(fixture, in_thread, &ended[i]);
	for (size_t i = 0; i < array_length(ended); i++) {
		fixture_run_until(fixture, ended[i].count);
		assert_int_equal(ended[i].outcome, DELIVERED);
		open = fixture->teams.server.peers > open ? fixture->teams.server.peers : open;
	}
	/* At least so long: 40 requests of 34 ms, half a second's worth of them together. */
	assert_true((uv_hrtime() - begin) / 1000000 >= 40 * 34 - 500 - 2 * 34);
	assert_in_range(open, 1, 17);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define STOPPED(name)                                                                              \
	cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_token_is_asked_for_once),
		STOPPED(wrong_credentials_are_said_and_not_hammered),
		TEST(credentials_come_right_by_themselves),
		TEST(a_login_that_fails_for_now_is_tried_again),
		TEST(a_token_that_is_refused_is_replaced_once),
		STOPPED(a_token_is_renewed_before_its_end),
		TEST(what_is_said_to_end_at_once_is_used_all_the_same),
		TEST(an_answer_is_said_where_it_was_asked),
		TEST(for_one_person_alone),
		TEST(what_cannot_be_targeted_is_said_directly),
		TEST(an_answer_is_tried_while_nothing_happened),
		STOPPED(each_try_waits_longer),
		TEST(a_card_that_is_refused_is_its_summary),
		TEST(what_is_gone_is_not_replaced_but_said),
		TEST(who_waits_goes_first),
		TEST(a_team_is_asked_once_what_its_channels_are_called),
		TEST(a_name_is_kept_until_there_is_another),
		TEST(who_cannot_be_told_a_name_waits_no_longer),
		STOPPED(without_settings_nothing_breaks),
		TEST(no_more_leave_at_once_than_teams_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
