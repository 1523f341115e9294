#ifndef LASTMILE_TEAMS_ERRORS_H
#define LASTMILE_TEAMS_ERRORS_H
/*
 * What the refusals of the Bot Connector and of Microsoft's login mean to us, as two tables. Pure
 * functions.
 *
 * The connector answers an HTTP status and {"error":{"code","message"}}, sometimes
 * {"errorCode":209,"message":"{…}"} with the word that counts as "subCode" in JSON inside the text.
 * Source: learn.microsoft.com, "Status codes from bot conversational APIs", "Send proactive
 * messages".
 */
#include <stddef.h>

#include "bot/platform/call.h"

struct cJSON;

enum { TEAMS_CODE_BYTES = 64 };

struct teams_error {
	enum call_class class;
	char code[TEAMS_CODE_BYTES]; // Microsoft's word, else ours ("http_503")
};

/* `body` may be NULL: there was none, or it was no JSON. */
struct teams_error teams_error_of(int status, const struct cJSON *body);

/* What a person can make of a code: "the app is not in this conversation
 * (BotNotInConversationRoster)". Free it. */
char *teams_error_words(const char *code);

/*
 * Why Microsoft's login gave no token. Returns what a person is to do about it (free it), or NULL
 * if trying again may help. *ret_code becomes 7000215 of "AADSTS7000215: …", 0 without one.
 */
char *teams_login_advice(int status, const struct cJSON *body, long *ret_code);

/* The same for a token that the connector does not take. Free it. */
char *teams_token_advice(const char *code);

#endif
