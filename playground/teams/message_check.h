#ifndef LASTMILE_PLAYGROUND_TEAMS_MESSAGE_CHECK_H
#define LASTMILE_PLAYGROUND_TEAMS_MESSAGE_CHECK_H
/*
 * Whether Teams takes an activity that the app wants shown, by itself: its text, its cards, its
 * mentions, its size. Who may say it where is the connector's business.
 */
#include <stdbool.h>

struct cJSON;
struct teams_workspace;

struct refusal {
	int status; // 0: nothing was refused
	const char *code; // "BadSyntax"; static
	char *message; // a sentence, to be freed
};

void refuse(struct refusal *refusal, int status, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* False with `ret_refusal` filled in. */
bool message_allowed(const struct teams_workspace *workspace, const struct cJSON *activity,
	struct refusal *ret_refusal);

#endif
