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

/* One of those who look after a tool's users; `tool` may be NULL. */
bool role_is_champion(
	const struct request *request, const struct person *person, const struct tool *tool);
/* The actor may acknowledge, ask, and say how to get the work done: also champions. */
bool role_may_handle(const struct request *request, const struct tool *tool);

/* Where somebody is to be found who is named by an id alone; NULL if we cannot know. */
const char *home_platform(const struct request *request);
/* The same for one account: some say by their looks which platform's they are. */
const char *platform_of_account(const struct request *request, const char *account);
/* Shaped like a platform's id ("U0ANA", "29:1abc", a guid), not like a name. */
bool looks_like_account(const char *word);

/* Their account on the platform of this event, as a form there can show it; NULL: none. */
const char *account_here(const struct request *request, const struct person *person);

/* Can a direct message reach them? */
bool role_can_be_told(const struct person *person);

/*
 * Who is to act on a tool's issues now: the owner, else (absent or none) the backup, else all
 * admins, also those of the configuration whom we never met. `tool` may be NULL.
 */
struct people role_responsible(const struct request *request, const struct tool *tool);

/* The same for one issue: first the champion it was given to, while they are there. */
struct people role_has_issue(
	const struct request *request, const struct issue *issue, const struct tool *tool);

/* Told of something now: with an account, not in the shell, and not gone. */
bool role_is_there(const struct person *person);
/* All admins that are there, also those of the configuration whom we never met. */
struct people role_admins(const struct request *request);

#endif
