#ifndef LASTMILE_SLACK_ERRORS_H
#define LASTMILE_SLACK_ERRORS_H
/*
 * What Slack's error words mean to us. Slack answers HTTP 200 with {"ok":false,"error":"word"}; the
 * words are those of the method reference (docs.slack.dev/reference/methods), as one table.
 */
#include <stdint.h>

enum slack_error_class {
	SLACK_OK,
	SLACK_ALREADY, // it was so before: as good as done
	SLACK_GONE, // whom or what it was meant for is gone, or closed to us
	SLACK_BAD_CONTENT, // Slack does not like what we sent; less of it may pass
	SLACK_CREDENTIALS, // token, scope or workspace policy: a person must act
	SLACK_LATER, // certainly not done, try again
	SLACK_LIMITED, // a rate limit of this method
	SLACK_UNCERTAIN, // may have been done, in whole or in part
	SLACK_REFUSAL, // a word we do not know: certainly not done, and why should it be later
};

struct slack_error {
	enum slack_error_class class;
	int64_t retry_after; // ms; 0: not said
};

/* `word` is Slack's; it may be one of a family ("restricted_action_thread_only_channel"). */
struct slack_error slack_error_of(const char *word);

/* The class's name: "limited". */
const char *slack_error_class_name(enum slack_error_class class);

/* For SLACK_CREDENTIALS: what a person is to do. `token` is "SLACK_BOT_TOKEN" or "SLACK_APP_TOKEN".
 * Free it. */
char *slack_error_advice(const char *word, const char *token);

#endif
