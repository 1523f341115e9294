/* Who comes to a training, who was there, and calling it off. */
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/office/training_parts.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/training_store.h"

/* --- coming --- */

static struct outcome *answer(struct request *request, bool coming)
{
	struct outcome *refused;
	const struct training *training = training_asked(request, &refused);
	struct message *message = message_create(request->arena);

	if (!training)
		return refused;
	if (training->starts_at <= request->now)
		return reject(request,
			"That training has begun already. %s lists those that are "
			"coming.",
			typed(request, "training", "%s", ""));
	training_store_answer(request->db, training->id, request->actor->id, coming);
	if (!coming)
		return reply_line(request, "Noted: not this time. You are not reminded of it.");
	message_line(
		message, "You are coming. You are reminded a day before and 15 minutes before.");
	say_training(request, message, training);
	return reply(request, message);
}

struct outcome *training_yes(struct request *request)
{
	return answer(request, true);
}

struct outcome *training_no(struct request *request)
{
	return answer(request, false);
}

/* --- calling it off --- */

struct outcome *training_off(struct request *request)
{
	struct outcome *refused;
	const struct training *training = training_own(request, &refused);
	struct message *message = message_create(request->arena);

	if (!training)
		return refused;
	struct attendees people = training_store_people(request->db, request->arena, training->id);
	training_store_call_off(request->db, training->id, request->now);
	message_line(message, "This training was called off:");
	say_training(request, message, training);
	for (size_t i = 0; i < people.count; i++)
		training_tell(request, training, people.items[i].person, "off", message);
	if (training->series) {
		schedule_store_end(request->db, training->series, request->now);
		schedule_disarm(request->db, training->series);
	}
	return reply_line(request, "%s is called off%s; who wanted to come is told.",
		training->title, training->series ? ", and does not come again" : "");
}

/* --- who was there --- */

/* Those who said that they come; those who were there, once that was said. */
static void fill_people(
	struct request *request, struct field *field, const struct training *training)
{
	struct attendees people = training_store_people(request->db, request->arena, training->id);
	const char **accounts = arena_array(request->arena, people.count + 1, const char *);
	const char **names = arena_array(request->arena, people.count + 1, const char *);
	size_t count = 0;

	for (size_t i = 0; i < people.count; i++) {
		const struct person *person =
			people_store_get(request->db, request->arena, people.items[i].person);
		bool chosen =
			training->attended_at ? people.items[i].attended : people.items[i].coming;
		const char *account = account_here(request, person);
		if (!chosen || !account || !role_is_there(person))
			continue;
		names[count] = person->name;
		accounts[count++] = account;
	}
	field->initials = accounts;
	field->initial_names = names;
}

struct outcome *training_who(struct request *request)
{
	struct form *form = form_create(request->arena, "training_who", "Who was there", "Save");
	struct outcome *refused;
	const struct training *training = training_own(request, &refused);

	if (!training)
		return refused;
	if (training->starts_at > request->now)
		return reject(request, "It has not begun yet.");
	form_context(form, "%s", training_value(request, training));
	say_training(request, form_say(form), training);
	struct field *field = form_field(form, FIELD_PEOPLE, "people", "Who was there");
	field->optional = true;
	fill_people(request, field, training);
	field->hint = "Those who said that they come are named already.";
	return open_form(request, form, reject(request, "Who was there is said in chat."));
}

struct outcome *training_who_sent(struct request *request)
{
	struct outcome *refused;
	const struct training *training = training_own(request, &refused);
	const struct event_form *form = request->form;
	int64_t count = 0;

	if (!training)
		return refused;
	training_store_nobody_attended(request->db, training->id, request->now);
	for (size_t i = 0; i < form->field_count; i++) {
		if (!text_equal(form->fields[i].name, "people"))
			continue;
		const struct person *person = people_store_meet(request->db, request->arena,
			request->event->platform, form->fields[i].value, NULL, request->now);
		if (!person)
			continue;
		training_store_attended(request->db, training->id, person->id);
		count++;
	}
	return reply_line(request, "Saved: %s %s there, for %s.",
		count ? people_counted(request->arena, count) : "nobody",
		count > 1 ? "were" : "was", training->role ? training->role : "everybody");
}
