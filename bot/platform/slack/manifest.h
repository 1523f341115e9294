#ifndef LASTMILE_SLACK_MANIFEST_H
#define LASTMILE_SLACK_MANIFEST_H
/*
 * The app manifest to paste at api.slack.com/apps: what the app is called, which commands it has,
 * and the least it needs to be allowed. Printed from the descriptions of the commands, so that it
 * cannot drift from them. Validates against slackapi/manifest-schema.
 */
#include <stddef.h>

struct slack_manifest_command {
	const char *command; // "/report", as the workspace is to call it; 2 to 32 characters
	const char *description; // at most 2000 characters
	const char *usage_hint; // at most 1000; NULL if none
};

/* Indented JSON with a final newline; free() it. Texts too long for Slack are shortened. */
char *slack_manifest(
	const char *app_name, const struct slack_manifest_command *commands, size_t count);

/* Those of the manifest's scopes that are not in Slack's list ("commands,chat:write"), parted by
 * commas; free() it. NULL if none is missing, or `scopes` is NULL: Slack did not say. */
char *slack_manifest_missing(const char *scopes);

/* What a person is to do about them. Free it. */
char *slack_manifest_advice(const char *missing);

#endif
