/*
 * The form in which a training is added. When it is stands there in words, on the clocks of whoever
 * adds it: one day, or what comes again.
 */
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/moment.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library_parts.h"
#include "handlers/office/office.h"
#include "handlers/office/training_parts.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_store.h"
#include "storage/training_store.h"

enum { TITLE = 100, ROLE = 40, PLACE = 200, WHEN = 60, MINUTES = 60, MINUTES_AT_MOST = 600 };

static struct outcome *hosts_only(struct request *request)
{
	if (office_is_host(request, request->actor))
		return NULL;
	return reject(request, "Trainings are added by champions, owners and admins. Please ask "
			       "one of them.");
}

/* --- asking --- */

static struct field *ask_line(struct form *form, const char *name, const char *label, size_t most)
{
	struct field *field = form_field(form, FIELD_LINE, name, label);

	field->most = most;
	return field;
}

static void ask_place(struct request *request, struct form *form, const struct tool *tool)
{
	const struct event_place *place = &request->event->place;
	struct field *field = ask_line(form, "place", "Where", PLACE);

	field->optional = true;
	field->placeholder = "Room 4, or an address";
	field = form_field(form, FIELD_CHANNEL, "channel", "Posted in");
	field->initial = place->channel && !place->direct ? place->channel
			 : tool                           ? tool->channel
							  : NULL;
	field->optional = true;
	field->hint = "Empty: the home channel of the tool.";
}

struct outcome *training_form_open(struct request *request, const char *title)
{
	struct form *form = form_create(request->arena, TRAINING, "Add a training", "Add");
	struct outcome *refused = hosts_only(request);
	const char *nothing = "";
	const struct tool *tool = refused ? NULL : tool_of_line(request, &nothing);

	if (refused)
		return refused;
	struct field *field = ask_line(form, "title", "Title", TITLE);
	if (!text_is_blank(title))
		field->initial = first_words(request->arena, title, TITLE);
	field = ask_line(form, "role", "For whom", ROLE);
	field->optional = true;
	field->placeholder = "legal";
	ask_tool(request, form, tool)->hint = NULL;
	field = ask_line(form, "when", "When", WHEN);
	field->placeholder = "tomorrow 14:00";
	field->hint = "On your clocks; like: friday 14:00, 1 december 9:30. What comes again: "
		      "first tuesday 14:00.";
	field = form_field(form, FIELD_NUMBER, "minutes", "Minutes");
	field->initial = arena_printf(request->arena, "%d", MINUTES);
	ask_place(request, form, tool);
	return open_form(request, form,
		reject(request, "A training is added in a form, which opens in chat."));
}

/* --- what was filled in --- */

struct when {
	bool again;
	struct recurrence rule;
	int64_t at;
};

static bool read_when(
	struct request *request, const char *words, const struct zone *zone, struct when *ret_when)
{
	struct when when = { 0 };
	struct occurrence first;

	if (moment_parse(words, zone, request->now, &when.at)) {
		*ret_when = when;
		return true;
	}
	if (!recurrence_parse(words, &when.rule) ||
		!recurrence_next(&when.rule, zone, request->now, &first))
		return false;
	when.again = true;
	when.at = first.at;
	*ret_when = when;
	return true;
}

static struct outcome *read_time(
	struct request *request, struct training *training, struct when *ret_when)
{
	const char *words = field_value(request, "when");
	struct outcome *wrong = NULL;
	int64_t minutes;

	training->timezone = timezone_of(request, request->actor);
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(training->timezone);
	if (!words || !read_when(request, words, zone, ret_when))
		wrong = wrong_field(
			request, wrong, "when", "A day and a time, please, like: friday 14:00.");
	else if (ret_when->at <= request->now)
		wrong = wrong_field(request, wrong, "when",
			"That is over; when is it to be? Like: friday 14:00.");
	if (!field_number(request, "minutes", MINUTES_AT_MOST, &minutes) || minutes < 1)
		return wrong_field(request, wrong, "minutes",
			"How long it takes, from 1 to %d minutes.", MINUTES_AT_MOST);
	training->starts_at = ret_when->at;
	training->minutes = (int)minutes;
	return wrong;
}

static struct outcome *read_channel(
	struct request *request, struct training *training, struct outcome *wrong)
{
	const char *name = field_value(request, "tool");
	const struct tool *tool = name ? tool_called(request, name) : NULL;

	training->tool = tool ? tool->id : 0;
	training->platform = request->actor->platform;
	training->channel = field_value(request, "channel");
	if (!training->channel && tool && tool->channel) {
		training->platform = tool->channel_platform;
		training->channel = tool->channel;
	}
	if (training->channel)
		return wrong;
	return wrong_field(
		request, wrong, "channel", "In which channel is it posted? The tool has no home.");
}

static struct outcome *read_form(
	struct request *request, struct training *training, struct when *ret_when)
{
	const char *title = field_value(request, "title");
	const char *role = field_value(request, "role");
	const char *place = field_value(request, "place");
	struct outcome *wrong =
		read_channel(request, training, read_time(request, training, ret_when));

	if (!title)
		return wrong_field(request, wrong, "title", "What is it about? A few words.");
	training->title = first_words(request->arena, title, TITLE);
	role = role ? library_word(request, role) : "";
	training->role = *role ? first_words(request->arena, role, ROLE) : NULL;
	training->place = place ? first_words(request->arena, place, PLACE) : NULL;
	return wrong;
}

/* --- adding it --- */

static int64_t begin_series(
	struct request *request, const struct training *training, const struct recurrence *rule)
{
	_cleanup_text_ struct text words = TEXT_INIT;

	recurrence_say(rule, &words);
	struct schedule schedule = {
		.kind = TRAINING,
		.platform = training->platform,
		.channel = training->channel,
		.tool = training->tool,
		.rule = arena_strdup(request->arena, text_string(&words)),
		.timezone = training->timezone,
		.last_day = SCHEDULE_NEVER_ACTED,
		.created_by = request->actor->id,
		.created_at = request->now,
	};
	schedule.id = schedule_store_add(request->db, &schedule);
	schedule_arm(request->db, &schedule, request->now);
	return schedule.id;
}

struct outcome *training_form_sent(struct request *request)
{
	struct training training = { .created_by = request->actor->id, .created_at = request->now };
	struct message *message = message_create(request->arena);
	struct outcome *wrong = hosts_only(request);
	struct when when = { 0 };

	if (!wrong)
		wrong = read_form(request, &training, &when);
	if (wrong)
		return wrong;
	if (when.again)
		training.series = begin_series(request, &training, &when.rule);
	training.id = training_store_add(request->db, &training);
	if (!training.id)
		return fail(request, db_failure(request->db, NULL));
	training_announce(request, &training);
	message_line(message, "It is posted in ");
	message_channel(message, training.platform, training.channel, NULL);
	message_text(message,
		"%s. Who comes is reminded a day before and 15 minutes before; "
		"afterwards you are asked who was there.",
		when.again ? ", and so is the next one each time" : "");
	say_training(request, message, &training);
	return reply(request, message);
}
