#include "bot/platform/slack/errors.h"

#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* A word that ends in '*' stands for a family. */
static const struct {
	const char *word;
	enum slack_error_class class;
	int64_t retry_after;
} errors[] = {
	{ "already_reacted", SLACK_ALREADY },
	{ "no_reaction", SLACK_ALREADY },

	{ "app_access_restricted", SLACK_GONE },
	{ "cannot_dm_bot", SLACK_GONE },
	{ "cannot_reply_to_message", SLACK_GONE },
	{ "cant_update_message", SLACK_GONE },
	{ "channel_is_limited_access", SLACK_GONE },
	{ "channel_not_found", SLACK_GONE },
	{ "edit_window_closed", SLACK_GONE },
	{ "exchanged_trigger_id", SLACK_GONE },
	{ "expired_trigger_id", SLACK_GONE },
	{ "hash_conflict", SLACK_GONE },
	{ "invalid_trigger_id", SLACK_GONE },
	{ "invalid_user_id", SLACK_GONE },
	{ "is_archived", SLACK_GONE },
	{ "is_inactive", SLACK_GONE },
	{ "message_not_found", SLACK_GONE },
	{ "messages_tab_disabled", SLACK_GONE },
	{ "not_enabled", SLACK_GONE }, // the Home tab is switched off
	{ "not_found", SLACK_GONE }, // the view was closed
	{ "not_in_channel", SLACK_GONE },
	{ "restricted_action*", SLACK_GONE },
	{ "thread_not_found", SLACK_GONE },
	{ "trigger_exchanged", SLACK_GONE },
	{ "trigger_expired", SLACK_GONE },
	{ "user_disabled", SLACK_GONE },
	{ "user_is_restricted", SLACK_GONE },
	{ "user_not_found", SLACK_GONE },
	{ "user_not_in_channel", SLACK_GONE },
	{ "user_not_visible", SLACK_GONE },

	{ "block_mismatch", SLACK_BAD_CONTENT },
	{ "invalid_arg_name", SLACK_BAD_CONTENT },
	{ "invalid_arguments", SLACK_BAD_CONTENT },
	{ "invalid_attachments", SLACK_BAD_CONTENT },
	{ "invalid_blocks*", SLACK_BAD_CONTENT },
	{ "invalid_post_type", SLACK_BAD_CONTENT },
	{ "markdown_text_conflict", SLACK_BAD_CONTENT },
	{ "metadata_*", SLACK_BAD_CONTENT },
	{ "msg_blocks_too_long", SLACK_BAD_CONTENT },
	{ "msg_too_long", SLACK_BAD_CONTENT },
	{ "no_text", SLACK_BAD_CONTENT },
	{ "too_many_attachments", SLACK_BAD_CONTENT },
	{ "view_too_large", SLACK_BAD_CONTENT },

	{ "access_denied", SLACK_CREDENTIALS },
	{ "account_inactive", SLACK_CREDENTIALS },
	{ "ekm_access_denied", SLACK_CREDENTIALS },
	{ "enterprise_is_restricted", SLACK_CREDENTIALS },
	{ "forbidden_team", SLACK_CREDENTIALS },
	{ "invalid_auth", SLACK_CREDENTIALS },
	{ "missing_scope", SLACK_CREDENTIALS },
	{ "no_permission", SLACK_CREDENTIALS },
	{ "not_allowed_token_type", SLACK_CREDENTIALS },
	{ "not_authed", SLACK_CREDENTIALS },
	{ "org_login_required", SLACK_CREDENTIALS },
	{ "team_access_not_granted", SLACK_CREDENTIALS },
	{ "team_disabled", SLACK_CREDENTIALS },
	{ "token_expired", SLACK_CREDENTIALS },
	{ "token_revoked", SLACK_CREDENTIALS },
	{ "two_factor_setup_required", SLACK_CREDENTIALS },
	{ "user_removed_from_team", SLACK_CREDENTIALS },

	{ "accesslimited", SLACK_LATER },
	{ "external_channel_migrating", SLACK_LATER, 10 * MS_PER_MINUTE },
	{ "message_limit_exceeded", SLACK_LATER, MS_PER_HOUR },
	{ "service_unavailable", SLACK_LATER },
	{ "team_added_to_org", SLACK_LATER, 10 * MS_PER_MINUTE },

	{ "rate_limited", SLACK_LIMITED },
	{ "ratelimited", SLACK_LIMITED },

	{ "fatal_error", SLACK_UNCERTAIN },
	{ "internal_error", SLACK_UNCERTAIN },
	{ "request_timeout", SLACK_UNCERTAIN },
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
	return (struct slack_error){ SLACK_REFUSAL, 0 };
}

const char *slack_error_class_name(enum slack_error_class class)
{
	static const char *const names[] = {
		[SLACK_OK] = "ok",
		[SLACK_ALREADY] = "already",
		[SLACK_GONE] = "gone",
		[SLACK_BAD_CONTENT] = "bad_content",
		[SLACK_CREDENTIALS] = "credentials",
		[SLACK_LATER] = "later",
		[SLACK_LIMITED] = "limited",
		[SLACK_UNCERTAIN] = "uncertain",
		[SLACK_REFUSAL] = "refusal",
	};

	return names[class];
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
