#ifndef LASTMILE_TEAMS_CONVERSATIONS_H
#define LASTMILE_TEAMS_CONVERSATIONS_H
/*
 * Where things are said: each tenant's connector, each person's conversation with us, what is
 * closed to us for now; and how ids become addresses. Asks nobody: what it does not know is asked
 * by deliver.h, and told here.
 *
 * Only the service URLs are kept over a restart (platform_listener::learned). The rest is bounded
 * and made anew: to ask for a person's conversation twice is harmless, it is the same one.
 *
 * A service URL is taken for the hosts that Microsoft serves connectors at, over https, because our
 * token goes there; for a loopback address only when the metadata are on one, as in tests.
 */
#include <stdbool.h>
#include <stddef.h>

struct teams_conversation;
struct teams_conversations;
struct teams_settings;

/* See platform_listener::learned. */
typedef void teams_learned(void *data, const char *name, const char *value);

struct teams_conversations *teams_conversations_create(
	const struct teams_settings *settings, teams_learned *learned, void *data);
void teams_conversations_destroy(struct teams_conversations *conversations); // NULL is fine

/* --- tenants, by number: the first configured one is 0 --- */

enum { TEAMS_NO_TENANT = -1 };

int teams_tenant_find(const struct teams_conversations *conversations, const char *id);
const char *teams_tenant_id(const struct teams_conversations *conversations, int tenant);
size_t teams_tenant_count(const struct teams_conversations *conversations);

/* NULL: not known yet. */
const char *teams_tenant_service(const struct teams_conversations *conversations, int tenant);

/* A new one is told to `learned`. False for one that our token may not be sent to. */
bool teams_tenant_moved(struct teams_conversations *conversations, int tenant, const char *url);
/* The connector says that it is not the one for this tenant. False if there is no other. */
bool teams_tenant_elsewhere(struct teams_conversations *conversations, int tenant);

/* --- ids --- */

/* What everybody else calls "19:…@thread.tacv2" or "29:…|<tenant>", taken apart. */
struct teams_place {
	char *id; // without tenant; the caller's
	int tenant; // TEAMS_NO_TENANT: not one of ours
};
struct teams_place teams_place_of(
	const struct teams_conversations *conversations, const char *name);
/* The other way; free it. */
char *teams_place_name(const struct teams_conversations *conversations, int tenant, const char *id);

/* Channels have threads; groups and conversations with us have not. */
bool teams_is_channel(const char *id);

/* "v3/conversations/ID[;messageid=THREAD]/activities[/ACTIVITY]", each id one segment. Free it. */
char *teams_activity_path(const char *conversation, const char *thread, const char *activity);
/* With exactly one slash between. Free it. */
char *teams_service_address(const char *service, const char *path);

/* --- conversations with one person --- */

const char *teams_direct_get(
	struct teams_conversations *conversations, int tenant, const char *person);
void teams_direct_put(struct teams_conversations *conversations, int tenant, const char *person,
	const char *conversation);
void teams_direct_forget(struct teams_conversations *conversations, int tenant, const char *person);

/* --- what is closed: nothing is to be said there, until something comes from there --- */

/* The connector's word for it; NULL: open. `id`: of a conversation, or a person. */
const char *teams_closed(struct teams_conversations *conversations, int tenant, const char *id);
void teams_close(
	struct teams_conversations *conversations, int tenant, const char *id, const char *code);
/* A person, and the conversation that we know as theirs. */
void teams_person_reopen(struct teams_conversations *conversations, int tenant, const char *person);
/* Something came: it and its person are open, and we know where the person is. */
void teams_heard(
	struct teams_conversations *conversations, const struct teams_conversation *conversation);

#endif
