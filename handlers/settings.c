/* settings: my time zone and role; for admins, who else is one. */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static void say_role(struct request *request, struct message *message)
{
	struct tools tools = tool_store_owned_by(request->db, request->arena, request->actor->id);

	message_line(message, role_is_admin(request, request->actor)
				      ? "You are an admin."
				      : "You may report, follow and ask.");
	for (size_t i = 0; i < tools.count; i++)
		message_text(message, " You are %s of %s.",
			tools.items[i].owner == request->actor->id ? "owner" : "backup",
			tools.items[i].name);
}

static struct outcome *show(struct request *request)
{
	struct message *message = message_create(request->arena);
	const char *timezone = request->actor->timezone;

	message_line(
		message, "Your time zone: %s.", timezone ? timezone : request->settings->timezone);
	say_role(request, message);
	message_line(message, "To change the zone: ");
	message_code(message, "%s", typed(request, "settings", "timezone=Europe/Berlin"));
	if (role_is_admin(request, request->actor)) {
		message_line(message, "To make somebody an admin, or no longer: ");
		message_code(message, "%s", typed(request, "settings", "admin=@person"));
		message_text(message, ", ");
		message_code(message, "%s", typed(request, "settings", "admin=-@person"));
	}
	return reply(request, message);
}

/* Each returns a sentence of what is wrong, or NULL with a line added to `done`. */
static const char *set_timezone(
	struct request *request, const struct setting *setting, struct message *done)
{
	if (text_is_blank(setting->value)) {
		people_store_set_timezone(request->db, request->actor->id, NULL);
		const struct person *person =
			people_store_get(request->db, request->arena, request->actor->id);
		message_line(done, "Your time zone is your profile's or the workspace's again: %s.",
			person && person->timezone ? person->timezone
						   : request->settings->timezone);
		return NULL;
	}
	if (!zone_exists(setting->value))
		return arena_printf(request->arena,
			"There is no time zone “%s”. Zones are named like Europe/Berlin or "
			"America/New_York.",
			first_words(request->arena, setting->value, 40));
	people_store_set_timezone(request->db, request->actor->id, setting->value);
	message_line(done, "Your time zone is %s now.", setting->value);
	return NULL;
}

static const char *set_admin(
	struct request *request, const struct setting *setting, struct message *done)
{
	bool remove = *setting->value == '-';
	const char *problem = NULL;

	if (!role_is_admin(request, request->actor))
		return "Only admins make admins. Please ask one of them.";
	const struct person *person = args_person(request, setting, &problem);
	if (!person)
		return problem ? arena_printf(request->arena, "%s.", problem)
			       : "Who? Mention somebody with @.";
	people_store_set_admin(request->db, person->id, !remove);
	message_paragraph(done);
	say_person(done, person);
	person = people_store_get(request->db, request->arena, person->id);
	if (remove && person && role_is_admin(request, person))
		message_text(done, " stays an admin: the configuration names them.");
	else
		message_text(done, remove ? " is no longer an admin." : " is an admin now.");
	return NULL;
}

static const struct {
	const char *key;
	const char *(*set)(struct request *, const struct setting *, struct message *);
} keys[] = {
	{ "timezone", set_timezone },
	{ "admin", set_admin },
};

static const char *apply(
	struct request *request, const struct setting *setting, struct message *done)
{
	for (size_t i = 0; i < array_length(keys); i++)
		if (text_equal(keys[i].key, setting->key))
			return keys[i].set(request, setting, done);
	return arena_printf(request->arena, "There is no setting “%s”; there are: timezone, admin.",
		first_words(request->arena, setting->key, 40));
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	struct message *done = message_create(request->arena);

	if (wrong)
		return wrong;
	if (!args.setting_count)
		return show(request);
	for (size_t i = 0; i < args.setting_count; i++) {
		const char *problem = apply(request, &args.settings[i], done);
		if (problem)
			return reject(request, "%s", problem);
	}
	return reply(request, done);
}

const struct command command_settings = {
	.name = "settings",
	.usage = "[key=value …]",
	.example = "timezone=Europe/Berlin",
	.summary = "your time zone and role; for admins: who is one",
	.who = "all",
	.run = run,
};
