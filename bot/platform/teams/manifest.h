#ifndef LASTMILE_TEAMS_MANIFEST_H
#define LASTMILE_TEAMS_MANIFEST_H
/*
 * The app package to upload to Teams: a zip of the manifest (schema 1.29) and two icons. The
 * manifest is printed from the descriptions of the commands, so that it cannot drift from them.
 *
 * It asks for nothing: no permission to read a team's or a chat's messages, no domains, no single
 * sign-on.
 */
#include <stddef.h>
#include <stdint.h>

struct text;

enum { TEAMS_COMMANDS = 12 }; // Teams shows no more in one list

struct teams_manifest_command {
	const char *title; // "report", as people type it
	const char *description;
};

struct teams_app {
	const char *bot; // the id of the bot's registration, a guid
	const char *company, *website; // the developer, as the app's page names them
	/* What is listed in conversations with us alone, and where other people are; at most
	 * TEAMS_COMMANDS of each. Texts too long for Teams are shortened. */
	const struct teams_manifest_command *alone, *together;
	size_t alone_count, together_count;
	int64_t now; // ms UTC: a manifest printed later has a higher version, as Teams wants
};

/* Indented JSON with a final newline; free() it. */
char *teams_manifest(const struct teams_app *app);

/* Appends the package. */
void teams_package(struct text *out, const struct teams_app *app);

#endif
