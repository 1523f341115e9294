#include "handlers/loop/issue_form.h"

#include <stdlib.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/queue_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

bool only_a_ref(struct request *request, int64_t *ret_ref)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);

	return word && !*cursor && issue_ref_parse(word, ret_ref);
}

static struct issues room(struct request *request)
{
	return (struct issues){ .items = arena_array(request->arena, FORM_OPTIONS, struct issue) };
}

static void add(struct request *request, struct issues *issues, int64_t id)
{
	const struct issue *issue = issue_store_get(request->db, request->arena, id);

	if (issue && issues->count < FORM_OPTIONS)
		issues->items[issues->count++] = *issue;
}

static void add_all(
	struct request *request, struct issues *issues, const struct queued_issues *waiting)
{
	for (size_t i = 0; i < waiting->count; i++)
		add(request, issues, waiting->items[i].id);
}

struct issues issues_waiting(struct request *request)
{
	struct issues issues = room(request);
	struct queued_issues own = queue_store_of_person(
		request->db, request->arena, request->actor->id, request->now, FORM_OPTIONS);

	add_all(request, &issues, &own);
	if (!role_is_admin(request, request->actor))
		return issues;
	struct queued_issues others =
		queue_store_of_tool(request->db, request->arena, 0, request->now, FORM_OPTIONS);
	add_all(request, &issues, &others);
	return issues;
}

struct issues issues_reported(struct request *request)
{
	struct issues mine = issue_store_mine(
		request->db, request->arena, request->actor->id, request->now, FORM_OPTIONS);
	struct issues issues = room(request);

	for (size_t i = 0; i < mine.count; i++)
		if (issue_status_is_live(mine.items[i].status) &&
			report_store_of(
				request->db, request->arena, mine.items[i].id, request->actor->id))
			issues.items[issues.count++] = mine.items[i];
	return issues;
}

void form_about(
	struct request *request, struct form *form, const struct subject *subject, const char *more)
{
	struct message *message = form_say(form);

	(void)request;
	form_context(form, "%s%s%s", subject->ref, *more ? " " : "", more);
	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	message_text(message, " %s: %s", tool_label(subject->tool), subject->issue->title);
}

bool form_asks_issue(struct request *request, struct form *form, const struct issues *issues)
{
	if (!issues->count)
		return false;
	struct field *field = form_field(form, FIELD_LIST, "issue", "Which issue");
	for (size_t i = 0; i < issues->count && i < FORM_OPTIONS; i++) {
		const struct issue *issue = &issues->items[i];
		const char *ref = issue_ref(request->arena, issue->id);
		field_option(form, field, ref,
			first_words(request->arena,
				arena_printf(request->arena, "%s %s", ref, issue->title),
				FORM_OPTION));
	}
	return true;
}

struct outcome *subject_of_form(struct request *request, struct subject *ret_subject)
{
	const char *cursor = request->text;
	const char *chosen = field_value(request, "issue");
	const char *word = chosen ? chosen : next_word(request, &cursor);
	int64_t ref;

	if (!word || !issue_ref_parse(word, &ref))
		return reject(request, "This form has lost its issue. %s lists yours.",
			typed(request, "mine", "%s", ""));
	return subject_find(request, ref, ret_subject);
}

struct outcome *subject_of_form_to_settle(struct request *request, struct subject *ret_subject)
{
	struct outcome *wrong = subject_of_form(request, ret_subject);

	return wrong ? wrong : subject_to_settle(request, ret_subject->asked, ret_subject);
}

int64_t second_number(struct request *request)
{
	const char *cursor = request->text;

	next_word(request, &cursor);
	const char *word = next_word(request, &cursor);
	char *end = NULL;
	long long number = word ? strtoll(word, &end, 10) : 0;
	return !word || *end || number < 0 ? 0 : number;
}

const char *as_initial(struct request *request, const char *words)
{
	static const char left_out[] = " (shortened)";
	enum { ROOM = FORM_TEXT - sizeof(left_out) };

	if (!words || text_characters(words) <= FORM_TEXT)
		return words;
	_cleanup_free_ char *shown = text_shorten(words, ROOM);
	return arena_printf(request->arena, "%s%s", shown, left_out);
}
