#include "handlers/roles.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static bool configured(const struct request *request, const char *account)
{
	const char *const *admins = request->settings->admins;

	for (; account && admins && *admins; admins++)
		if (text_equal(*admins, account))
			return true;
	return false;
}

/* By any of their accounts, or its id in the directory. */
static bool configured_anywhere(const struct request *request, const struct person *person)
{
	if (!person->account)
		return false;
	if (configured(request, person->account) || configured(request, person->directory))
		return true;
	struct accounts accounts = people_store_accounts(request->db, request->arena, person->id);
	for (size_t i = 1; i < accounts.count; i++)
		if (configured(request, accounts.items[i].id) ||
			configured(request, accounts.items[i].directory))
			return true;
	return false;
}

bool role_is_admin(const struct request *request, const struct person *person)
{
	if (person->admin || text_equal(person->platform, LOCAL_PLATFORM))
		return true;
	return configured_anywhere(request, person);
}

bool role_owns(const struct person *person, const struct tool *tool)
{
	/* The daemon is nobody: not even the owner of what has none. */
	return tool && person->id && (tool->owner == person->id || tool->backup == person->id);
}

bool role_may_settle(const struct request *request, const struct tool *tool)
{
	return role_owns(request->actor, tool) || role_is_admin(request, request->actor);
}

bool role_is_champion(
	const struct request *request, const struct person *person, const struct tool *tool)
{
	struct people champions = { 0 };

	if (tool)
		champions = tool_store_champions(request->db, request->arena, tool->id);
	for (size_t i = 0; i < champions.count; i++)
		if (champions.items[i].id == person->id)
			return true;
	return false;
}

bool role_may_handle(const struct request *request, const struct tool *tool)
{
	return role_may_settle(request, tool) || role_is_champion(request, request->actor, tool);
}

const char *account_here(const struct request *request, const struct person *person)
{
	return person ? people_store_account_on(
				request->db, request->arena, person->id, request->event->platform)
		      : NULL;
}

bool role_can_be_told(const struct person *person)
{
	return person && person->account && !text_equal(person->platform, LOCAL_PLATFORM);
}

bool role_is_there(const struct person *person)
{
	return role_can_be_told(person) && person->active;
}

static void add(struct people *people, const struct person *person)
{
	for (size_t i = 0; i < people->count; i++)
		if (people->items[i].id == person->id)
			return;
	people->items[people->count++] = *person;
}

const char *home_platform(const struct request *request)
{
	const char *platform = request->event->platform;

	if (text_equal(platform, LOCAL_PLATFORM) || text_equal(platform, DAEMON_PLATFORM))
		return request->settings->home_platform;
	return platform;
}

const char *platform_of_account(const struct request *request, const char *account)
{
	const struct handler_settings *settings = request->settings;

	return settings->account_platform ? settings->account_platform(settings->names, account)
					  : home_platform(request);
}

/* "29:1abc", "19:legal@thread.tacv2": a kind in digits and a colon. */
static bool begins_with_kind(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits == 2 && word[digits] == ':' && word[digits + 1];
}

/* As a directory numbers people. */
static bool is_guid(const char *word)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i = 0;

	while (form[i] && (form[i] == '-' ? word[i] == '-' : isxdigit((unsigned char)word[i])))
		i++;
	return !form[i] && !word[i];
}

bool looks_like_account(const char *word)
{
	bool digit = false;
	size_t length = 0;

	if (begins_with_kind(word) || is_guid(word))
		return true;
	for (; word[length]; length++) {
		unsigned char c = (unsigned char)word[length];
		if (!isupper(c) && !isdigit(c))
			return false;
		digit = digit || isdigit(c);
	}
	return digit && length >= 4;
}

/* Where an admin of the configuration is to be found, whom we may never have met. */
static const struct person *meet_configured(const struct request *request, const char *account)
{
	struct people known = people_store_find(request->db, request->arena, account);
	const char *platform = platform_of_account(request, account);

	for (size_t i = 0; i < known.count; i++)
		if (text_equal(known.items[i].account, account) && role_is_there(&known.items[i]))
			return people_store_get(request->db, request->arena, known.items[i].id);
	if (!platform)
		return NULL;
	return people_store_meet(
		request->db, request->arena, platform, account, NULL, request->now);
}

struct people role_admins(const struct request *request)
{
	const char *const *accounts = request->settings->admins;
	struct people made = people_store_admins(request->db, request->arena);
	size_t count = 0;

	while (accounts && accounts[count])
		count++;
	struct people all = {
		.items = arena_array(request->arena, made.count + count + 1, struct person),
	};
	for (size_t i = 0; i < made.count; i++)
		if (role_is_there(&made.items[i]))
			add(&all, &made.items[i]);
	for (size_t i = 0; i < count; i++) {
		const struct person *person = meet_configured(request, accounts[i]);
		if (person && role_is_there(person))
			add(&all, person);
	}
	return all;
}

/* NULL unless they are there. */
static const struct person *if_there(const struct request *request, int64_t id)
{
	const struct person *person = id ? people_store_get(request->db, request->arena, id) : NULL;

	return person && role_is_there(person) ? person : NULL;
}

static struct people only(const struct request *request, const struct person *person)
{
	struct people one = { .items = arena_new(request->arena, struct person), .count = 1 };

	one.items[0] = *person;
	return one;
}

struct people role_has_issue(
	const struct request *request, const struct issue *issue, const struct tool *tool)
{
	const struct person *champion = if_there(request, issue->assignee);

	return champion ? only(request, champion) : role_responsible(request, tool);
}

struct people role_responsible(const struct request *request, const struct tool *tool)
{
	int64_t candidates[] = { tool ? tool->owner : 0, tool ? tool->backup : 0 };

	for (size_t i = 0; i < array_length(candidates); i++) {
		const struct person *person = if_there(request, candidates[i]);
		if (person)
			return only(request, person);
	}
	return role_admins(request);
}
