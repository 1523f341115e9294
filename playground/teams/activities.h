#ifndef LASTMILE_PLAYGROUND_TEAMS_ACTIVITIES_H
#define LASTMILE_PLAYGROUND_TEAMS_ACTIVITIES_H
/*
 * Activities as Teams sends them (Bot Framework's activity schema, with what Teams adds).
 */
#include <stdbool.h>

struct cJSON;
struct teams;
struct teams_person;
struct teams_place;
struct text;

/* What every activity has, of this person in this conversation. `root` is the thread's first
 * message in a channel; NULL: `id` itself begins one. `id` NULL: one of an invoke. */
struct cJSON *activity_create(const struct teams *teams, const char *type, const char *id,
	const struct teams_person *person, const struct teams_place *place, const char *root);

/* An invoke with this name and value, which is taken over. */
struct cJSON *activity_invoke(const struct teams *teams, const char *name,
	const struct teams_person *person, const struct teams_place *place, const char *root,
	struct cJSON *value);

/* Puts in what was typed: "@dana" and "#finance" as mentions, ours in front if `addressed`. */
void activity_say(const struct teams *teams, struct cJSON *activity,
	const struct teams_place *place, const char *typed, bool addressed);

/* True if "@lastmile" or "@Last Mile" is in it. */
bool addresses_app(const struct teams *teams, const char *typed);

/* The two of an installation; `person` NULL: into the team of this place. */
struct cJSON *activity_installed(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place);
struct cJSON *activity_member_added(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place);
/* `person` did it to `member`, who is in the team or group now, or no longer. */
struct cJSON *activity_member_moved(const struct teams *teams, const struct teams_person *person,
	const struct teams_place *place, const struct teams_person *member, bool in);

/* A message as HTML, for what is said of it elsewhere: escaped, line ends as <br>. */
void append_html(struct text *out, const char *text);

#endif
