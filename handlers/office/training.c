/* training: what is coming, and for hosts how to add one. */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/office/office.h"
#include "handlers/office/training_parts.h"
#include "handlers/outcome.h"
#include "handlers/person/preferences.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"
#include "storage/training_store.h"

enum { SHOWN = 10, READ = 100 };

void say_training(struct request *request, struct message *message, const struct training *training)
{
	const struct tool *tool =
		training->tool ? tool_store_get(request->db, request->arena, training->tool) : NULL;

	message_paragraph(message);
	message_strong(message, "%s", training->title);
	if (tool)
		message_text(message, " · %s", tool->name);
	message_text(message, " · for %s · ", training->role ? training->role : "everybody");
	message_time(message, training->starts_at);
	message_text(
		message, " · %s", counted(request->arena, training->minutes, "minute", "minutes"));
	if (training->place)
		message_text(message, " · %s", training->place);
	message_text(message, " · given by ");
	say_person_id(request, message, training->created_by);
}

const char *training_value(struct request *request, const struct training *training)
{
	return arena_printf(request->arena, "%" PRId64, training->id);
}

const struct training *training_asked(struct request *request, struct outcome **ret_refused)
{
	const struct training *training =
		training_store_get(request->db, request->arena, strtoll(request->text, NULL, 10));

	*ret_refused = training ? NULL
				: reject(request,
					  "That training was called off. %s lists those "
					  "that are coming.",
					  typed(request, "training", "%s", ""));
	return training;
}

const struct training *training_own(struct request *request, struct outcome **ret_refused)
{
	const struct training *training = training_asked(request, ret_refused);

	if (!training || training->created_by == request->actor->id ||
		role_is_admin(request, request->actor))
		return training;
	*ret_refused = reject(request, "That is for whoever gives the training, or an admin.");
	return NULL;
}

/* --- the list --- */

static const char *how_many(struct request *request, const struct training *training)
{
	struct attendees people = training_store_people(request->db, request->arena, training->id);
	int coming = 0;

	for (size_t i = 0; i < people.count; i++)
		coming += people.items[i].coming;
	return arena_printf(request->arena, "%s %s coming",
		coming ? people_counted(request->arena, coming) : "nobody",
		coming > 1 ? "are" : "is");
}

static void say_in_list(
	struct request *request, struct message *message, const struct training *training)
{
	const char *value = training_value(request, training);

	say_training(request, message, training);
	message_text(message, " · %s", how_many(request, training));
	message_button(message, BUTTON_PLAIN, "I am coming", "training_yes", value);
	message_button(message, BUTTON_PLAIN, "Not this time", "training_no", value);
	if (training->created_by == request->actor->id || role_is_admin(request, request->actor))
		message_button(message, BUTTON_DANGER, "Call off", "training_off", value);
}

static void say_counts(struct request *request, struct message *message)
{
	struct role_counts roles = training_store_by_role(request->db, request->arena);

	if (!roles.count)
		return;
	message_note(message);
	message_text(message, "So far: ");
	for (size_t i = 0; i < roles.count; i++)
		message_text(message, "%s%s %s, %s", i ? " · " : "",
			roles.items[i].role ? roles.items[i].role : "everybody",
			counted(request->arena, roles.items[i].trainings, "training", "trainings"),
			people_counted(request->arena, roles.items[i].people));
}

/* Those for the actor's role, or for the others. */
static void take(struct trainings *sorted, const struct trainings *all, const char *role, bool mine)
{
	for (size_t i = 0; i < all->count; i++)
		if ((role && text_equal(all->items[i].role, role)) == mine)
			sorted->items[sorted->count++] = all->items[i];
}

static struct trainings for_my_role_first(struct request *request)
{
	struct trainings all =
		training_store_coming(request->db, request->arena, request->now, READ);
	struct trainings sorted = {
		.items = arena_array(request->arena, all.count + 1, struct training),
	};
	const char *role = work_of(request, request->actor->id);

	take(&sorted, &all, role, true);
	take(&sorted, &all, role, false);
	return sorted;
}

static struct outcome *list(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct trainings coming = for_my_role_first(request);
	bool host = office_is_host(request, request->actor);

	if (!coming.count)
		message_line(message, "No training is planned yet.");
	for (size_t i = 0; i < coming.count && i < SHOWN; i++)
		say_in_list(request, message, &coming.items[i]);
	if (coming.count > SHOWN)
		message_line(message, "and %zu more.", coming.count - SHOWN);
	if (host) {
		say_counts(request, message);
		message_divider(message);
		message_button(message, BUTTON_PRIMARY, "Add a training", "training_add", "");
	}
	return reply(request, message);
}

static struct outcome *add(struct request *request)
{
	return training_form_open(request, "");
}

static struct outcome *run(struct request *request)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);

	if (!word)
		return list(request);
	if (text_equal_nocase(word, "add"))
		return training_form_open(request, cursor);
	return args_wrong(request, "Training is listed, or added");
}

static const struct handler buttons[] = {
	{ "training_add", add, .opens_form = true },
	{ "training_no", training_no },
	{ "training_off", training_off },
	{ "training_who", training_who, .opens_form = true },
	{ "training_yes", training_yes },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "training", training_form_sent },
	{ "training_who", training_who_sent },
	{ NULL, NULL },
};

static const struct handler timers[] = { { TRAINING, training_due }, { NULL, NULL } };

const struct command command_training = {
	.name = "training",
	.usage = "[add]",
	.example = "add",
	.summary = "the trainings that are coming; “add” adds one",
	.who = "all; to add: champions, owners, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
	.timers = timers,
};
