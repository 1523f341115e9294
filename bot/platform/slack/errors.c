#include "bot/platform/slack/errors.h"

#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* A word that ends in '*' stands for a family. */
static const struct {
	const char *word;
	enum call_class class;
	int64_t retry_after;
} errors[] = {
	{ "already_reacted", CALL_ALREADY },
	{ "no_reaction", CALL_ALREADY },

	{ "app_access_restricted", CALL_GONE },
	{ "cannot_dm_bot", CALL_GONE },
	{ "cannot_reply_to_message", CALL_GONE },
	{ "cant_update_message", CALL_GONE },
	{ "channel_is_limited_access", CALL_GONE },
	{ "channel_not_found", CALL_GONE },
	{ "edit_window_closed", CALL_GONE },
	{ "exchanged_trigger_id", CALL_GONE },
	{ "expired_trigger_id", CALL_GONE },
	{ "hash_conflict", CALL_GONE },
	{ "invalid_trigger_id", CALL_GONE },
	{ "invalid_user_id", CALL_GONE },
	{ "is_archived", CALL_GONE },
	{ "is_inactive", CALL_GONE },
	{ "message_not_found", CALL_GONE },
	{ "messages_tab_disabled", CALL_GONE },
	{ "not_enabled", CALL_GONE }, // the Home tab is switched off
	{ "not_found", CALL_GONE }, // the view was closed
	{ "not_in_channel", CALL_GONE },
	{ "restricted_action*", CALL_GONE },
	{ "thread_not_found", CALL_GONE },
	{ "trigger_exchanged", CALL_GONE },
	{ "trigger_expired", CALL_GONE },
	{ "user_disabled", CALL_GONE },
	{ "user_is_restricted", CALL_GONE },
	{ "user_not_found", CALL_GONE },
	{ "user_not_in_channel", CALL_GONE },
	{ "user_not_visible", CALL_GONE },

	{ "block_mismatch", CALL_BAD_CONTENT },
	{ "invalid_arg_name", CALL_BAD_CONTENT },
	{ "invalid_arguments", CALL_BAD_CONTENT },
	{ "invalid_attachments", CALL_BAD_CONTENT },
	{ "invalid_blocks*", CALL_BAD_CONTENT },
	{ "invalid_post_type", CALL_BAD_CONTENT },
	{ "markdown_text_conflict", CALL_BAD_CONTENT },
	{ "metadata_*", CALL_BAD_CONTENT },
	{ "msg_blocks_too_long", CALL_BAD_CONTENT },
	{ "msg_too_long", CALL_BAD_CONTENT },
	{ "no_text", CALL_BAD_CONTENT },
	{ "too_many_attachments", CALL_BAD_CONTENT },
	{ "view_too_large", CALL_BAD_CONTENT },

	{ "access_denied", CALL_CREDENTIALS },
	{ "account_inactive", CALL_CREDENTIALS },
	{ "ekm_access_denied", CALL_CREDENTIALS },
	{ "enterprise_is_restricted", CALL_CREDENTIALS },
	{ "forbidden_team", CALL_CREDENTIALS },
	{ "invalid_auth", CALL_CREDENTIALS },
	{ "missing_scope", CALL_CREDENTIALS },
	{ "no_permission", CALL_CREDENTIALS },
	{ "not_allowed_token_type", CALL_CREDENTIALS },
	{ "not_authed", CALL_CREDENTIALS },
	{ "org_login_required", CALL_CREDENTIALS },
	{ "team_access_not_granted", CALL_CREDENTIALS },
	{ "team_disabled", CALL_CREDENTIALS },
	{ "token_expired", CALL_CREDENTIALS },
	{ "token_revoked", CALL_CREDENTIALS },
	{ "two_factor_setup_required", CALL_CREDENTIALS },
	{ "user_removed_from_team", CALL_CREDENTIALS },

	{ "accesslimited", CALL_LATER },
	{ "external_channel_migrating", CALL_LATER, 10 * MS_PER_MINUTE },
	{ "message_limit_exceeded", CALL_LATER, MS_PER_HOUR },
	{ "service_unavailable", CALL_LATER },
	{ "team_added_to_org", CALL_LATER, 10 * MS_PER_MINUTE },

	{ "rate_limited", CALL_LIMITED },
	{ "ratelimited", CALL_LIMITED },

	{ "fatal_error", CALL_UNCERTAIN },
	{ "internal_error", CALL_UNCERTAIN },
	{ "request_timeout", CALL_UNCERTAIN },
};

static bool word_matches(const char *word, const char *pattern)
{
	size_t length = strlen(pattern);

	if (pattern[length - 1] == '*')
		return strncmp(word, pattern, length - 1) == 0;
	return strcmp(word, pattern) == 0;
}

struct slack_error slack_error_of(const char *word)
{
	for (size_t i = 0; i < array_length(errors); i++)
		if (word_matches(word, errors[i].word))
			return (struct slack_error){ errors[i].class, errors[i].retry_after };
	return (struct slack_error){ CALL_REFUSAL, 0 };
}

/* "%s" is the name of the token's variable. */
static const struct {
	const char *word;
	const char *advice;
} advices[] = {
	{ "not_authed", "Slack got no token: set %s" },
	{ "invalid_auth",
		"Slack does not know the token in %s: copy it again from the app's settings at "
		"api.slack.com/apps (bot token: OAuth & Permissions; app token: Basic "
		"Information > App-Level Tokens)" },
	{ "token_revoked",
		"the token in %s was revoked: reinstall the app to the workspace, or make a new "
		"token, and set it" },
	{ "token_expired",
		"the token in %s has expired: switch token rotation off in the app's settings, "
		"reinstall, and set the new token" },
	{ "not_allowed_token_type",
		"%s holds a token of the wrong kind: SLACK_BOT_TOKEN begins with xoxb-, "
		"SLACK_APP_TOKEN with xapp-" },
	{ "missing_scope",
		"the token in %s lacks a permission: paste the manifest of `lastmile manifest "
		"slack` into the app's settings and reinstall it (the app token needs "
		"connections:write)" },
	{ "account_inactive",
		"the app of %s is no longer installed: install it to the workspace again" },
	{ "team_disabled", "the workspace of %s is switched off: ask its owners" },
	{ "user_removed_from_team",
		"the app of %s was removed from the workspace: install it again" },
	{ "forbidden_team", "the workspace does not allow the app of %s: ask its admins" },
};

char *slack_error_advice(const char *word, const char *token)
{
	const char *advice = NULL;
	_cleanup_text_ struct text sentence = TEXT_INIT;

	for (size_t i = 0; i < array_length(advices); i++)
		if (strcmp(word, advices[i].word) == 0)
			advice = advices[i].advice;
	if (!advice)
		advice = "the workspace does not let the app of %s in: ask its admins";
	const char *hole = strstr(advice, "%s");
	text_append_bytes(&sentence, advice, (size_t)(hole - advice));
	text_append(&sentence, token);
	text_append(&sentence, hole + 2);
	text_printf(&sentence, " (Slack says %s)", word);
	return text_steal(&sentence);
}
