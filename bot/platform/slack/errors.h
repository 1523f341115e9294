#ifndef LASTMILE_SLACK_ERRORS_H
#define LASTMILE_SLACK_ERRORS_H
/*
 * What Slack's error words mean to us. Slack answers HTTP 200 with {"ok":false,"error":"word"}; the
 * words are those of the method reference (docs.slack.dev/reference/methods), as one table. A word
 * we do not know is a REFUSAL.
 */
#include <stdint.h>

#include "bot/platform/call.h"

struct slack_error {
	enum call_class class;
	int64_t retry_after; // ms; 0: not said
};

/* `word` is Slack's; it may be one of a family ("restricted_action_thread_only_channel"). */
struct slack_error slack_error_of(const char *word);

/* For CALL_CREDENTIALS: what a person is to do. `token` is "SLACK_BOT_TOKEN" or "SLACK_APP_TOKEN".
 * Free it. */
char *slack_error_advice(const char *word, const char *token);

#endif
