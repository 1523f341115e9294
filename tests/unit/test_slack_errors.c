/* What Slack's error words mean: docs.slack.dev, the method reference, as one table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/platform/slack/errors.h"
#include "bot/util/memory.h"

static const struct {
	enum call_class class;
	const char *words; // separated by spaces
} classes[] = {
	{ CALL_GONE, "channel_not_found is_archived not_in_channel user_not_found user_disabled "
		     "user_not_visible cannot_dm_bot message_not_found thread_not_found "
		     "cant_update_message edit_window_closed restricted_action "
		     "restricted_action_read_only_channel restricted_action_thread_locked "
		     "messages_tab_disabled user_not_in_channel app_access_restricted "
		     "cannot_reply_to_message" },
	{ CALL_BAD_CONTENT, "invalid_blocks invalid_blocks_format invalid_attachments "
			    "msg_too_long msg_blocks_too_long no_text invalid_arguments "
			    "invalid_arg_name too_many_attachments markdown_text_conflict "
			    "metadata_too_large metadata_must_be_sent_from_app view_too_large "
			    "invalid_post_type" },
	{ CALL_CREDENTIALS, "not_authed invalid_auth account_inactive token_revoked token_expired "
			    "missing_scope not_allowed_token_type no_permission "
			    "org_login_required ekm_access_denied team_access_not_granted "
			    "access_denied enterprise_is_restricted two_factor_setup_required "
			    "user_removed_from_team team_disabled forbidden_team" },
	{ CALL_LATER, "service_unavailable team_added_to_org external_channel_migrating "
		      "message_limit_exceeded" },
	{ CALL_LIMITED, "ratelimited rate_limited" },
	{ CALL_UNCERTAIN, "internal_error fatal_error request_timeout" },
	{ CALL_ALREADY, "already_reacted no_reaction" },
	{ CALL_REFUSAL, "a_word_of_tomorrow invalid_block metadata ratelimited_not" },
};

static void every_word_has_its_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(classes); i++) {
		_cleanup_free_ char *words = xstrdup(classes[i].words);
		char *rest = NULL;
		for (char *word = strtok_r(words, " ", &rest); word;
			word = strtok_r(NULL, " ", &rest))
			if (slack_error_of(word).class != classes[i].class)
				fail_msg("%s is %s, not %s", word,
					call_class_name(slack_error_of(word).class),
					call_class_name(classes[i].class));
	}
}

static void a_limit_for_hours_waits_longer(void **state)
{
	(void)state;
	assert_true(slack_error_of("message_limit_exceeded").retry_after >= 3600000);
	assert_int_equal(slack_error_of("service_unavailable").retry_after, 0);
}

static void advice_says_what_to_do_and_where(void **state)
{
	const char *const words[] = { "invalid_auth", "missing_scope", "token_revoked",
		"ekm_access_denied" };

	(void)state;
	for (size_t i = 0; i < array_length(words); i++) {
		_cleanup_free_ char *advice = slack_error_advice(words[i], "SLACK_BOT_TOKEN");
		assert_non_null(strstr(advice, "SLACK_BOT_TOKEN"));
		assert_non_null(strstr(advice, words[i]));
		assert_null(strstr(advice, "%s"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_has_its_class),
		cmocka_unit_test(a_limit_for_hours_waits_longer),
		cmocka_unit_test(advice_says_what_to_do_and_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
