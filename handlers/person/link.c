/*
 * link: one person, two accounts. People may be linked by an admin, or by themselves, where
 * both accounts have one e-mail address: the other account is asked there, and nothing happens
 * before it says yes. Who was linked by somebody else is told so.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"

enum { WORDS = 60 };

static const int64_t answered_within = 7 * (int64_t)MS_PER_DAY;

static bool has_account_on(
	struct request *request, const struct person *person, const char *platform)
{
	return people_store_account_on(request->db, request->arena, person->id, platform) != NULL;
}

/* Linked, each would have two accounts on one platform. */
static const char *cannot_be_one(
	struct request *request, const struct person *first, const struct person *second)
{
	struct accounts accounts = people_store_accounts(request->db, request->arena, second->id);

	if (first->id == second->id)
		return "These are one person already.";
	for (size_t i = 0; i < accounts.count; i++)
		if (has_account_on(request, first, accounts.items[i].platform))
			return arena_printf(request->arena,
				"Both have an account on %s already: one of them is somebody "
				"else, or must be taken apart first (%s).",
				accounts.items[i].platform, typed(request, "unlink", "%s", ""));
	return NULL;
}

static void link_people(
	struct request *request, const struct person *first, const struct person *second)
{
	struct issue_ids issues =
		people_store_link(request->db, request->arena, first->id, second->id, request->now);

	for (size_t i = 0; i < issues.count; i++)
		cards_refresh(request, issues.items[i], CARDS_OF_EVERYBODY);
}

static void tell(struct request *request, const struct person *person, const char *platform,
	const char *which, const struct message *message)
{
	_cleanup_free_ char *content = message_to_json(message);
	struct outbox_order order = {
		.key = arena_printf(request->arena, "link:%s:%s:%" PRId64, which,
			request->event->id, person->id),
		.platform = platform,
		.person = person->id,
		.kind = "link",
		.priority = PRIORITY_INTERACTIVE,
		.content = content,
	};

	if (role_can_be_told(person))
		outbox_store_post(request->db, &order, request->now);
}

/* --- by an admin --- */

/* `setting`: slack=@ana, teams=“Ana Silva”. Its key is the platform. */
static const struct person *who_on(
	struct request *request, const struct setting *setting, const char **ret_problem)
{
	const char *mentioned = args_mentioned(request, setting);
	const struct person *one = NULL;
	size_t count = 0;

	if (mentioned && text_equal(setting->key, request->event->platform))
		return people_store_meet(
			request->db, request->arena, setting->key, mentioned, NULL, request->now);
	struct people found = people_store_find(request->db, request->arena, setting->value);
	for (size_t i = 0; i < found.count; i++) {
		if (!has_account_on(request, &found.items[i], setting->key))
			continue;
		one = &found.items[i];
		count++;
	}
	if (count == 1)
		return one;
	*ret_problem = arena_printf(request->arena,
		count ? "Several people on %s are called “%s”: give the e-mail address, or the id."
		      : "I do not know anybody on %s called “%s”. Give the name, the e-mail "
			"address or the id; they must have written to me there once.",
		setting->key, first_words(request->arena, setting->value, WORDS));
	return NULL;
}

static void say_linked(struct request *request, const struct person *person)
{
	struct message *message = message_create(request->arena);

	if (person->id == request->actor->id)
		return;
	message_paragraph(message);
	say_person(message, request->actor);
	message_text(message, " has linked your accounts here: what you reported with either is "
			      "yours in both, and you hear back where you reported it. If one of "
			      "them is not yours, take them apart with ");
	message_code(message, "%s", typed(request, "unlink", "%s", ""));
	message_text(message, ".");
	tell(request, person, person->platform, "linked", message);
}

static struct outcome *link_two(struct request *request, const struct args *args)
{
	const char *problem = NULL;
	const struct person *people[2] = { NULL, NULL };

	if (!role_is_admin(request, request->actor))
		return reject(request,
			"Only admins link other people. To link your own accounts, type %s.",
			typed(request, "link", "%s", ""));
	if (args->setting_count != 2)
		return args_wrong(request, "Which two accounts?");
	for (size_t i = 0; i < array_length(people) && !problem; i++)
		people[i] = who_on(request, &args->settings[i], &problem);
	if (!problem && (!people[0] || !people[1]))
		return args_wrong(request, "Which two accounts?");
	if (!problem)
		problem = cannot_be_one(request, people[0], people[1]);
	if (problem)
		return reject(request, "%s", problem);
	link_people(request, people[0], people[1]);
	say_linked(request, people_store_get(request->db, request->arena, people[0]->id));
	return reply_line(request, "%s on %s and %s on %s are one person now. %s takes it back.",
		person_label(people[0]), args->settings[0].key, person_label(people[1]),
		args->settings[1].key, typed(request, "unlink", "person=%s", people[0]->account));
}

/* --- by themselves --- */

/* The one account on another platform with the actor's e-mail address. */
static const struct person *same_email(struct request *request, const char **ret_problem)
{
	const struct person *actor = request->actor;
	const struct person *one = NULL;
	struct people found = { 0 };
	size_t count = 0;

	*ret_problem = "I do not know your e-mail address, by which I would find your other "
		       "account. An admin can link you.";
	if (!actor->email)
		return NULL;
	found = people_store_find(request->db, request->arena, actor->email);
	for (size_t i = 0; i < found.count; i++) {
		const struct person *person = &found.items[i];
		if (!text_equal_nocase(person->email, actor->email) || !role_is_there(person) ||
			cannot_be_one(request, actor, person))
			continue;
		one = person;
		count++;
	}
	*ret_problem =
		"I know no other account with your e-mail address. Write to me with it once, "
		"so that I get to know it, and try again; or an admin can link you.";
	if (count > 1)
		*ret_problem = "Several accounts have your e-mail address. An admin can link you.";
	return count == 1 ? one : NULL;
}

static void ask_other(struct request *request, const struct person *other)
{
	struct message *message = message_create(request->arena);
	int64_t id =
		link_request_store_add(request->db, request->actor->id, other->id, request->now);
	const char *value = arena_printf(request->arena, "%" PRId64, id);

	message_paragraph(message);
	message_strong(message, "%s", person_label(request->actor));
	message_text(message,
		" on %s says that this account is theirs, too. If that is you, both become one: "
		"what you reported is yours in both, and you hear back where you reported it.",
		request->event->platform);
	message_button(message, BUTTON_PRIMARY, "Yes, that is me", "link_yes", value);
	message_button(message, BUTTON_PLAIN, "No", "link_no", value);
	message_summary(message, "Is your account on %s yours?", request->event->platform);
	tell(request, other, other->platform, value, message);
}

static struct outcome *link_own(struct request *request)
{
	const char *problem = NULL;

	if (text_equal(request->event->platform, LOCAL_PLATFORM))
		return reject(request, "There is nothing to link here: type it where you chat.");
	const struct person *other = same_email(request, &problem);
	if (!other)
		return reject(request, "%s", problem);
	ask_other(request, other);
	return reply_line(request,
		"I have asked your account on %s whether it is you. Press Yes there.",
		other->platform);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	return args.setting_count ? link_two(request, &args) : link_own(request);
}

/* Who asked this account; 0: nobody, or too long ago. It has been answered then. */
static int64_t take(struct request *request)
{
	return link_request_store_take(request->db, strtoll(request->text, NULL, 10),
		request->actor->id, request->now - answered_within);
}

static struct outcome *press_yes(struct request *request)
{
	int64_t id = take(request);
	const struct person *asker = id ? people_store_get(request->db, request->arena, id) : NULL;
	const char *problem = asker ? cannot_be_one(request, asker, request->actor) : NULL;

	if (!asker || !role_can_be_told(asker))
		return reject(request,
			"This question is from another time. To link your accounts, type %s.",
			typed(request, "link", "%s", ""));
	if (problem)
		return reject(request, "%s", problem);
	link_people(request, asker, request->actor);
	return reply_line(request,
		"Your accounts are one now: what you reported is yours in both, and you hear back "
		"where you reported it. %s takes them apart.",
		typed(request, "unlink", "%s", ""));
}

static struct outcome *press_no(struct request *request)
{
	take(request);
	return reply_line(request, "All right, nothing is linked.");
}

static const struct handler buttons[] = {
	{ .name = "link_yes", .run = press_yes },
	{ .name = "link_no", .run = press_no },
	{ NULL },
};

const struct command command_link = {
	.name = "link",
	.usage = "[key=value …]",
	.example = "slack=@ana teams=ana@example.com",
	.summary = "your accounts on two platforms become one; an admin links others",
	.who = "all",
	.run = run,
	.buttons = buttons,
};
