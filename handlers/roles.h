#ifndef LASTMILE_ROLES_H
#define LASTMILE_ROLES_H
/*
 * Who may do what. An admin is named in the configuration, made so in chat, or works in the shell
 * of the machine; a tool's owner and backup settle its issues; everybody else reports, follows and
 * asks.
 */
#include <stdbool.h>
#include <stdint.h>

struct issue;
struct people;
struct person;
struct request;
struct tool;

/* People of this platform are not written to: who types there reads the answer there. */
#define LOCAL_PLATFORM "shell"
/* Where a time that has come is an event from. Nobody has an account there. */
#define DAEMON_PLATFORM "daemon"

bool role_is_admin(const struct request *request, const struct person *person);
bool role_owns(const struct person *person,
	const struct tool *tool); /* owner or backup; tool may be NULL */
bool role_may_settle(const struct request *request,
	const struct tool *tool); /* the actor: owner, backup, admin */

/* Where somebody is to be found who is named by an id alone; NULL if we cannot know. */
const char *home_platform(const struct request *request);
/* Shaped like a platform's id ("U0ANA", "C0LEGAL"), not like a name. */
bool looks_like_account(const char *word);

/* Can a direct message reach them? */
bool role_can_be_told(const struct person *person);

/*
 * Who is to act on a tool's issues now: the owner, else (absent or none) the backup, else all
 * admins, also those of the configuration whom we never met. `tool` may be NULL.
 */
struct people role_responsible(const struct request *request, const struct tool *tool);

#endif
