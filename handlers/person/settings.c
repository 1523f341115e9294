/* settings: how I want to be told, my time zone and role; for admins, who else is one. Typed, or
 * filled in. */
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/person/gathered.h"
#include "handlers/person/preferences.h"
#include "handlers/person/quiet_hours.h"
#include "handlers/roles.h"
#include "handlers/week/lead_brief.h"
#include "handlers/words.h"
#include "storage/numbers_load.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { ZONE_CHARACTERS = 64, QUIET_CHARACTERS = 40 };

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

static void say_accounts(struct request *request, struct message *message)
{
	struct accounts accounts =
		people_store_accounts(request->db, request->arena, request->actor->id);

	if (accounts.count < 2)
		return;
	message_line(message, "You are one person on %s", accounts.items[0].platform);
	for (size_t i = 1; i < accounts.count; i++)
		message_text(message, " and %s", accounts.items[i].platform);
	message_text(message, ". To take the accounts apart: ");
	message_code(message, "%s", typed(request, "unlink", "%s", ""));
}

static void say_told(struct request *request, struct message *message)
{
	message_line(message,
		told_daily(request, request->actor->id)
			? "What becomes of your issues is told once a working day, at 16:00."
			: "What becomes of your issues is told at once.");
}

static void say_quiet(struct request *request, struct message *message)
{
	struct quiet_hours quiet = quiet_hours_of(request, request->actor->id);
	_cleanup_text_ struct text hours = TEXT_INIT;

	quiet_hours_say(&quiet, &hours);
	message_line(message, "Quiet hours: %s.", text_string(&hours));
	if (quiet.hours || quiet.weekends)
		message_text(message, " What is not urgent waits until they end.");
}

static void say_work(struct request *request, struct message *message)
{
	const char *role = work_of(request, request->actor->id);

	message_line(message,
		role ? "Your role: %s. Trainings for it are shown to you first."
		     : "Your role is not said.",
		role);
}

static void say_thanks(struct request *request, struct message *message)
{
	message_line(message, may_be_thanked(request, request->actor->id)
				      ? "When we say thanks, you may be named."
				      : "When we say thanks, you are not named.");
}

static void say_load(struct request *request, struct message *message)
{
	int64_t count = numbers_written_to(
		request->db, request->actor->id, request->now - 7 * (int64_t)MS_PER_DAY);

	message_line(message, "You were written to %s in the last 7 days.",
		counted(request->arena, count, "time", "times"));
}

static const struct message *settings_message(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_line(message, "Your time zone: %s.", timezone_of(request, request->actor));
	say_told(request, message);
	say_quiet(request, message);
	if (work_of(request, request->actor->id))
		say_work(request, message);
	say_thanks(request, message);
	say_load(request, message);
	say_role(request, message);
	say_accounts(request, message);
	message_line(message, "To change: ");
	message_code(message, "%s",
		typed(request, "settings",
			"told=daily quiet=18:00-08:00 thanks=yes timezone=Europe/Berlin"));
	if (role_is_admin(request, request->actor)) {
		message_line(message, "To make somebody an admin, or no longer: ");
		message_code(message, "%s", typed(request, "settings", "admin=@person"));
		message_text(message, ", ");
		message_code(message, "%s", typed(request, "settings", "admin=-@person"));
		message_line(message, "To be told on Mondays how the week went: ");
		message_code(message, "%s", typed(request, "settings", "brief=monday"));
	}
	message_button(message, BUTTON_PLAIN, "Change", "settings_form", "");
	return message;
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
			timezone_of(request, person ? person : request->actor));
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

static const char *set_told(
	struct request *request, const struct setting *setting, struct message *done)
{
	const char *problem = choose_told(request, setting->value);

	if (!problem)
		say_told(request, done);
	return problem;
}

static const char *set_quiet(
	struct request *request, const struct setting *setting, struct message *done)
{
	const char *problem = choose_quiet(request, setting->value);

	if (!problem)
		say_quiet(request, done);
	return problem;
}

static const char *set_role(
	struct request *request, const struct setting *setting, struct message *done)
{
	const char *problem = choose_role(request, setting->value);

	if (!problem)
		say_work(request, done);
	return problem;
}

static const char *set_thanks(
	struct request *request, const struct setting *setting, struct message *done)
{
	const char *problem = choose_thanks(request, setting->value);

	if (!problem)
		say_thanks(request, done);
	return problem;
}

/* Each Monday, for admins. */
static const char *set_brief(
	struct request *request, const struct setting *setting, struct message *done)
{
	return lead_brief_set(request, setting->value, done);
}

static const struct {
	const char *key;
	const char *(*set)(struct request *, const struct setting *, struct message *);
} keys[] = {
	{ "timezone", set_timezone },
	{ "told", set_told },
	{ "quiet", set_quiet },
	{ "role", set_role },
	{ "thanks", set_thanks },
	{ "admin", set_admin },
	{ "brief", set_brief },
};

static const char *apply(
	struct request *request, const struct setting *setting, struct message *done)
{
	for (size_t i = 0; i < array_length(keys); i++)
		if (text_equal(keys[i].key, setting->key))
			return keys[i].set(request, setting, done);
	return arena_printf(request->arena,
		"There is no setting “%s”; there are: timezone, told, quiet, role, thanks, admin, "
		"brief.",
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
		return reply(request, settings_message(request));
	for (size_t i = 0; i < args.setting_count; i++) {
		const char *problem = apply(request, &args.settings[i], done);
		if (problem)
			return reject(request, "%s", problem);
	}
	return reply(request, done);
}

/* --- filled in --- */

static void ask_told(struct request *request, struct form *form)
{
	struct field *field = form_field(form, FIELD_CHOICE, "told", "What becomes of your issues");
	bool daily = told_daily(request, request->actor->id);

	field->hint = "Fixed, declined, open again.";
	field_option(form, field, "single", "Each at once")->chosen = !daily;
	field_option(form, field, "daily", "Together, at 16:00 on working days")->chosen = daily;
}

static void ask_quiet(struct request *request, struct form *form)
{
	struct quiet_hours quiet = quiet_hours_of(request, request->actor->id);
	_cleanup_text_ struct text hours = TEXT_INIT;
	struct field *line = form_field(form, FIELD_LINE, "quiet", "Quiet hours");
	struct field *weekends = form_field(form, FIELD_CHOICES, "weekends", "And");

	line->optional = weekends->optional = true;
	line->most = QUIET_CHARACTERS;
	line->placeholder = "18:00-08:00";
	line->hint = "What is not urgent waits until they end. Empty: none.";
	field_option(form, weekends, "weekends", "Quiet at weekends")->chosen = quiet.weekends;
	quiet.weekends = false;
	quiet_hours_say(&quiet, &hours);
	if (quiet.hours)
		line->initial = arena_strdup(request->arena, text_string(&hours));
}

static void ask_thanks(struct request *request, struct form *form)
{
	struct field *field =
		form_field(form, FIELD_CHOICE, "thanks", "May you be named when we say thanks");
	bool may = may_be_thanked(request, request->actor->id);

	field_option(form, field, "yes", "Yes")->chosen = may;
	field_option(form, field, "no", "No")->chosen = !may;
}

/* The button, also on what people are told: that is where they think of it. */
static struct outcome *press(struct request *request)
{
	struct form *form = form_create(request->arena, "settings", "How you are told", "Save");

	ask_told(request, form);
	ask_quiet(request, form);
	ask_thanks(request, form);
	struct field *zone = form_field(form, FIELD_LINE, "timezone", "Time zone");
	zone->most = ZONE_CHARACTERS;
	zone->initial = timezone_of(request, request->actor);
	zone->hint = "As in Europe/Berlin or America/New_York.";
	say_load(request, form_say(form));
	return open_form(request, form, reply(request, settings_message(request)));
}

/* A zone that was left as it stood is not chosen: it goes on following the profile. */
static const char *zone_sent(struct request *request)
{
	const char *zone = field_value(request, "timezone");

	return text_equal(zone, timezone_of(request, request->actor)) ? NULL : zone;
}

static struct outcome *sent(struct request *request)
{
	const char *hours = field_value(request, "quiet");
	const char *thanks = field_value(request, "thanks");
	const char *zone = zone_sent(request);
	const struct {
		const char *key, *value;
	} filled[] = {
		{ "timezone", zone },
		{ "told", field_value(request, "told") },
		{ "quiet", arena_printf(request->arena, "%s %s", hours ? hours : "",
				   field_has(request, "weekends", "weekends") ? "weekends" : "") },
		{ "thanks", thanks },
	};
	struct message *done = message_create(request->arena);
	struct outcome *wrong = NULL;

	for (size_t i = 0; i < array_length(filled); i++) {
		struct setting setting = { .key = filled[i].key, .value = filled[i].value };
		const char *problem = setting.value ? apply(request, &setting, done) : NULL;
		if (problem)
			wrong = wrong_field(request, wrong, setting.key, "%s", problem);
	}
	return wrong ? wrong : reply(request, done);
}

static const struct handler buttons[] = {
	{ "settings_form", press, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "settings", sent },
	{ NULL, NULL },
};

static const struct handler timers[] = {
	{ "gathered", gathered_due },
	{ NULL, NULL },
};

const struct command command_settings = {
	.name = "settings",
	.usage = "[key=value …]",
	.example = "told=daily",
	.summary = "how you are told, your time zone and role; for admins: who is one",
	.who = "all",
	.run = run,
	.buttons = buttons,
	.forms = forms,
	.timers = timers,
};
