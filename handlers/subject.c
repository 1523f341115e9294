#include "handlers/subject.h"

#include <inttypes.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

/* Merges make no circles; this only bounds the work if a database was edited by hand. */
enum { MERGES_AT_MOST = 1000 };

const struct issue *issue_now(struct request *request, const struct issue *issue)
{
	for (int i = 0; issue && issue->status == ISSUE_MERGED && i < MERGES_AT_MOST; i++)
		issue = issue_store_get(request->db, request->arena, issue->merged_into);
	return issue;
}

static void fill(struct request *request, struct subject *subject)
{
	int64_t tool = subject->issue->tool;

	subject->tool = tool ? tool_store_get(request->db, request->arena, tool) : NULL;
	subject->ref = issue_ref(request->arena, subject->issue->id);
}

struct outcome *subject_find(struct request *request, int64_t ref, struct subject *ret_subject)
{
	const struct issue *issue =
		issue_now(request, issue_store_get(request->db, request->arena, ref));
	struct subject subject = { .asked = ref, .issue = issue };

	if (!issue)
		return reject(request, "There is no issue %s. %s lists yours.",
			issue_ref(request->arena, ref), typed(request, "mine", "%s", ""));
	fill(request, &subject);
	*ret_subject = subject;
	return NULL;
}

struct outcome *subject_taken_back(struct request *request, const struct subject *subject)
{
	if (subject->issue->status != ISSUE_WITHDRAWN)
		return NULL;
	return reject(request,
		"%s was taken back by whoever reported it, so there is nothing to do about it.",
		subject->ref);
}

static void say_who_can(
	struct request *request, struct message *message, const struct subject *subject)
{
	struct people people = role_responsible(request, subject->tool);

	for (size_t i = 0; i < people.count && i < 3; i++) {
		message_text(message, i ? ", " : "Please ask ");
		say_person(message, &people.items[i]);
	}
	message_text(message, people.count ? "." : "It has no owner yet: please ask an admin.");
}

static struct outcome *not_allowed(struct request *request, const struct subject *subject)
{
	struct message *message = message_create(request->arena);

	message_line(message,
		"%s can be changed by the owner and the backup of %s, and by "
		"admins. ",
		subject->ref, subject->tool ? subject->tool->name : "its tool");
	say_who_can(request, message, subject);
	return reject_with(request, message);
}

typedef bool role(const struct request *request, const struct tool *tool);

static struct outcome *find_allowed(
	struct request *request, int64_t ref, role *allowed, struct subject *ret_subject)
{
	struct subject subject;
	struct outcome *wrong = subject_find(request, ref, &subject);

	if (wrong)
		return wrong;
	wrong = subject_taken_back(request, &subject);
	if (wrong)
		return wrong;
	if (!allowed(request, subject.tool))
		return not_allowed(request, &subject);
	*ret_subject = subject;
	return NULL;
}

struct outcome *subject_to_settle(struct request *request, int64_t ref, struct subject *ret_subject)
{
	return find_allowed(request, ref, role_may_settle, ret_subject);
}

struct outcome *subject_to_handle(struct request *request, int64_t ref, struct subject *ret_subject)
{
	return find_allowed(request, ref, role_may_handle, ret_subject);
}

struct outcome *subject_read(
	struct request *request, struct args *ret_args, struct subject *ret_subject)
{
	struct outcome *wrong = args_read(request, ret_args);

	return wrong ? wrong : subject_find(request, ret_args->refs[0], ret_subject);
}

struct outcome *subject_read_to_settle(
	struct request *request, struct args *ret_args, struct subject *ret_subject)
{
	struct outcome *wrong = args_read(request, ret_args);

	return wrong ? wrong : subject_to_settle(request, ret_args->refs[0], ret_subject);
}

struct outcome *subject_of_button(struct request *request, struct subject *ret_subject)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);
	int64_t ref;

	if (!word || !issue_ref_parse(word, &ref))
		return reject(request, "This button has lost its issue. %s lists yours.",
			typed(request, "mine", "%s", ""));
	return subject_find(request, ref, ret_subject);
}

void subject_refresh(struct request *request, struct subject *subject)
{
	const struct issue *issue =
		issue_store_get(request->db, request->arena, subject->issue->id);

	if (!issue)
		return; /* the transaction has failed: the dispatcher undoes it */
	subject->issue = issue;
	fill(request, subject);
}

void say_merged(struct request *request, struct message *message, const struct subject *subject)
{
	if (subject->asked != subject->issue->id)
		message_line(message, "%s was merged into %s.",
			issue_ref(request->arena, subject->asked), subject->ref);
}

int64_t named_actor(struct request *request, int64_t issue)
{
	bool unnamed = report_store_is_unnamed(request->db, issue, request->actor->id);

	return unnamed ? 0 : request->actor->id;
}

void record(struct request *request, int64_t issue, const struct happening *happening)
{
	struct change change = {
		.issue = issue,
		.at = request->now,
		.actor = happening->anonymous ? 0 : named_actor(request, issue),
		.platform = request->event->platform,
		.event = request->event->id,
		.change = happening->change,
		.from_value = happening->from,
		.to_value = happening->to,
		.text = happening->text,
	};

	history_store_add(request->db, &change);
}
