/*
 * Calling people from the queue: the next one is told that it is their turn, and the host has a
 * card that says how it ended. One at a time for each host, so that a button pressed twice calls
 * nobody twice.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/library/library_parts.h"
#include "handlers/office/office.h"
#include "handlers/outcome.h"
#include "handlers/report/report_log.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/office_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

static const struct tool *tool_of(struct request *request, const struct stuck *stuck)
{
	return stuck->tool ? tool_store_get(request->db, request->arena, stuck->tool) : NULL;
}

static struct outcome *hosts_only(struct request *request)
{
	if (office_is_host(request, request->actor))
		return NULL;
	return reject(request, "People are called by champions, owners and admins.");
}

/* --- the card --- */

void say_office_called(struct request *request, struct message *message, const struct stuck *stuck)
{
	const struct tool *tool = tool_of(request, stuck);
	const char *value = arena_printf(request->arena, "%" PRId64 " %d", stuck->id, stuck->calls);

	message_paragraph(message);
	say_person_id(request, message, stuck->called_by);
	message_text(message, " helps ");
	say_person_id(request, message, stuck->person);
	message_text(message,
		"%s, who said:", tool ? arena_printf(request->arena, " with %s", tool->name) : "");
	say_words(message, stuck->text);
	message_button(message, BUTTON_PRIMARY, "Solved", "queue_solved", value);
	message_button(message, BUTTON_PLAIN, "Became an issue", "queue_issue", value);
	message_button(message, BUTTON_PLAIN, "Another time", "queue_later", value);
}

/* --- next --- */

static const struct stuck *with_actor(struct request *request)
{
	struct stuck_people called = office_store_called(request->db, request->arena);

	for (size_t i = 0; i < called.count; i++)
		if (called.items[i].called_by == request->actor->id)
			return &called.items[i];
	return NULL;
}

static const struct stuck *next_in_line(struct request *request)
{
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);

	for (size_t i = 0; i < waiting.count; i++) {
		const struct stuck *stuck = &waiting.items[i];
		if (!stuck->put_off && stuck->person != request->actor->id &&
			role_is_there(people_store_get(request->db, request->arena, stuck->person)))
			return stuck;
	}
	return NULL;
}

static void tell_called(struct request *request, const struct stuck *stuck)
{
	struct message *message = message_create(request->arena);
	struct office_telling telling = {
		.key = arena_printf(
			request->arena, "called:%" PRId64 ":%d", stuck->id, stuck->calls),
		.message = message,
		.waits = true,
	};

	message_paragraph(message);
	message_text(message, "It is your turn: ");
	say_person(message, request->actor);
	message_text(message, " has time for you now. You said:");
	say_words(message, stuck->text);
	message_summary(message, "It is your turn in office hours.");
	office_tell(
		request, people_store_get(request->db, request->arena, stuck->person), &telling);
}

static struct outcome *nobody_next(struct request *request)
{
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);

	if (!waiting.count)
		return reply_line(request, "Nobody waits any more.");
	return reply_line(request, "Nobody else is to be called now; %s for another time.",
		office_waiting_words(request, waiting.count));
}

struct outcome *queue_next(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct outcome *refused = hosts_only(request);
	const struct stuck *stuck = refused ? NULL : with_actor(request);

	if (refused)
		return refused;
	if (stuck) {
		message_line(message, "Before the next one: how did it go?");
		say_office_called(request, message, stuck);
		return reply(request, message);
	}
	stuck = next_in_line(request);
	if (!stuck)
		return nobody_next(request);
	office_store_call(request->db, stuck->id, request->actor->id, request->now);
	stuck = office_store_get(request->db, request->arena, stuck->id);
	if (!stuck)
		return fail(request, db_failure(request->db, NULL));
	tell_called(request, stuck);
	say_office_called(request, message, stuck);
	return reply(request, message);
}

/* --- how it ended --- */

/* "12 1": the call the button is about. NULL with *ret_refused if that is over. */
static const struct stuck *called_of_button(struct request *request, struct outcome **ret_refused)
{
	char *end;
	int64_t id = strtoll(request->text, &end, 10);
	int calls = (int)strtol(end, NULL, 10);
	const struct stuck *stuck = office_store_get(request->db, request->arena, id);

	*ret_refused = hosts_only(request);
	if (*ret_refused)
		return NULL;
	if (stuck && stuck->called_at && stuck->calls == calls)
		return stuck;
	*ret_refused = reject(request, "How that ended is said already. %s shows who waits.",
		typed(request, "officehours", "%s", ""));
	return NULL;
}

static struct message *ended(struct request *request)
{
	struct message *message = message_create(request->arena);

	message->replaces = true;
	message_paragraph(message);
	return message;
}

static void offer_next(struct request *request, struct message *message)
{
	struct stuck_people waiting = office_store_waiting(request->db, request->arena);

	message_text(message, " %s.",
		waiting.count ? arena_printf(request->arena, "In the queue %s",
					office_waiting_words(request, waiting.count))
			      : "Nobody waits any more");
	if (waiting.count)
		message_button(message, BUTTON_PRIMARY, "Next", "queue_next", "");
}

struct outcome *queue_solved(struct request *request)
{
	struct outcome *refused;
	const struct stuck *stuck = called_of_button(request, &refused);

	if (!stuck)
		return refused;
	struct message *message = ended(request);
	office_store_end(request->db, stuck->id, "solved", request->now);
	message_text(message, "Solved, thank you. The library keeps what helped for the next one.");
	offer_next(request, message);
	message_button(message, BUTTON_PLAIN, "Add to the library", "queue_library",
		arena_printf(request->arena, "%" PRId64 " %s", stuck->tool,
			first_words(request->arena, stuck->text, LIBRARY_TITLE)));
	return reply(request, message);
}

struct outcome *queue_later(struct request *request)
{
	struct outcome *refused;
	const struct stuck *stuck = called_of_button(request, &refused);

	if (!stuck)
		return refused;
	struct message *message = ended(request);
	office_store_put_off(request->db, stuck->id);
	say_person_id(request, message, stuck->person);
	message_text(message, " keeps the place for the next office hours.");
	offer_next(request, message);
	return reply(request, message);
}

/* In the name of whoever is stuck, with their words. */
static struct outcome *log_issue(
	struct request *request, const struct stuck *stuck, int64_t *ret_issue)
{
	struct request theirs = *request;

	theirs.actor = people_store_get(request->db, request->arena, stuck->person);
	if (!theirs.actor)
		return fail(request, db_failure(request->db, NULL));
	struct report report = report_begin(&theirs, "office_hours");
	report.text = stuck->text;
	report.platform = stuck->platform;
	return report_log_named(&theirs, tool_of(request, stuck), &report, ret_issue);
}

struct outcome *queue_issue(struct request *request)
{
	struct outcome *refused;
	const struct stuck *stuck = called_of_button(request, &refused);
	int64_t issue = 0;

	if (!stuck)
		return refused;
	refused = log_issue(request, stuck, &issue);
	if (refused)
		return refused;
	struct message *message = ended(request);
	office_store_end(request->db, stuck->id, "issue", request->now);
	message_text(message, "Logged as ");
	message_strong(message, "%s", issue_ref(request->arena, issue));
	message_text(message, " in the name of ");
	say_person_id(request, message, stuck->person);
	message_text(message, ", who is told when it is settled.");
	offer_next(request, message);
	return reply(request, message);
}

struct outcome *queue_library(struct request *request)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);

	return library_form_solved(request, word ? strtoll(word, NULL, 10) : 0, cursor);
}

/* --- leaving --- */

struct outcome *queue_leave(struct request *request)
{
	const struct stuck *stuck =
		office_store_get(request->db, request->arena, strtoll(request->text, NULL, 10));
	struct message *message = message_create(request->arena);

	message->replaces = true;
	if (stuck && stuck->person != request->actor->id)
		return reject(request, "That place is somebody else’s.");
	if (stuck)
		office_store_end(request->db, stuck->id, "left", request->now);
	message_line(message, "You are not in the queue any more. %s joins it again.",
		typed(request, "stuck", "what you are stuck with"));
	return reply(request, message);
}
