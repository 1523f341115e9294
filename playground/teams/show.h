#ifndef LASTMILE_PLAYGROUND_TEAMS_SHOW_H
#define LASTMILE_PLAYGROUND_TEAMS_SHOW_H
/*
 * What people see: messages and dialogs as control.md describes them, and the page's streams.
 */
struct cJSON;
struct teams;
struct teams_person;
struct teams_post;

/* A message as this person sees it, with the card that is theirs. A new object. */
struct cJSON *post_for(const struct teams *teams, const struct teams_post *post,
	const struct teams_person *person);

/* The card this person sees on it (the N-th attachment); NULL. Borrowed. */
const struct cJSON *card_for(const struct teams_post *post, const struct teams_person *person);

/* Everybody who sees it hears of it: "message", "update" or "delete"; of what is for one person
 * alone "ephemeral" instead of "message". */
void show_post(const struct teams *teams, const char *type, const struct teams_post *post);
/* One person alone sees it changed. */
void show_post_to(const struct teams *teams, const struct teams_post *post,
	const struct teams_person *person);
/* The person's whole stack of dialogs. */
void show_dialogs(const struct teams *teams, const struct teams_person *person);

#endif
