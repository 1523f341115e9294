#ifndef LASTMILE_PLAYGROUND_WEB_API_H
#define LASTMILE_PLAYGROUND_WEB_API_H
/*
 * Slack's Web API: /api/<method>. web_api.c does what is the same for all: token, scope, arguments,
 * limits, faults, ledger, answer. A method is a row in the table of its file and one function,
 * which runs only when everything else is right.
 */
#include <stdbool.h>

#include "playground/arguments.h"

struct http_request;
struct playground;
struct post;

enum token_kind { TOKEN_NONE, TOKEN_BOT, TOKEN_APP };

/* Calls per minute; Slack's names. */
enum method_tier { TIER_1, TIER_2, TIER_3, TIER_4, TIER_SPECIAL };

/* One call while it runs. */
struct call {
	struct playground *playground;
	const struct method *method;
	struct cJSON *arguments; // of their declared kinds
	struct cJSON *answer; // what is sent beside "ok"
	struct cJSON *messages; // lines for response_metadata.messages
	const char *host; // as the caller reached us
	const char *needed_scope; // with missing_scope
};

struct method {
	const char *name;
	enum token_kind token;
	enum method_tier tier;
	bool form_only; // JSON bodies are not read
	bool post_only;
	const char *scope; // or NULL
	const struct argument *arguments;
	/* Returns NULL when done, else Slack's error code. */
	const char *(*run)(struct call *call);
};

/* Each file's table ends with a row without a name. */
extern const struct method chat_methods[];
extern const struct method conversation_methods[];
extern const struct method history_methods[];
extern const struct method reaction_methods[];
extern const struct method user_methods[];
extern const struct method view_methods[];
extern const struct method app_methods[];
extern const struct method file_methods[];

/* Ends the request. */
void web_api_handle(
	struct playground *playground, struct http_request *request, const char *method_name);

const char *call_string(const struct call *call, const char *name); // NULL: absent or empty

/* Needs one of the scopes of a conversation's kind: "read" or "history". NULL or missing_scope. */
struct channel;
const char *call_needs_scope(struct call *call, const struct channel *channel, const char *what);
bool playground_has_scope(const struct playground *playground, const char *scope);

#endif
