/* merge: two issues are one problem. Everybody goes along; nobody is sent anything, their cards say
 * so. */
#include "bot/util/arena.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static struct outcome *settled(struct request *request, const struct subject *subject, bool into)
{
	const char *status = issue_status_name(subject->issue->status);

	if (into)
		return reject(request,
			"%s is %s: who came along would never be told. Reopen it first (%s), "
			"then merge.",
			subject->ref, status, typed(request, "reopen", "%s why", subject->ref));
	return reject(request,
		"%s is %s: everyone on it has been told already, so there is nothing to merge.",
		subject->ref, status);
}

static struct outcome *refusal(
	struct request *request, const struct subject *from, const struct subject *into)
{
	if (from->issue->id == into->issue->id) {
		if (from->asked == into->asked)
			return reject(request, "%s cannot be merged into itself.", from->ref);
		return reject(request, "%s and %s are one issue already: %s.",
			issue_ref(request->arena, from->asked),
			issue_ref(request->arena, into->asked), from->ref);
	}
	if (issue_status_is_settled(from->issue->status))
		return settled(request, from, false);
	if (issue_status_is_settled(into->issue->status))
		return settled(request, into, true);
	return NULL;
}

/* Whoever answers for the issue that stays may take in one that nobody answers for yet. */
static struct outcome *find_both(struct request *request, const struct args *args,
	struct subject *from, struct subject *into)
{
	struct outcome *wrong = subject_to_settle(request, args->refs[args->ref_count - 1], into);

	if (wrong)
		return wrong;
	wrong = subject_find(request, args->refs[0], from);
	if (wrong || !from->tool)
		return wrong;
	return subject_to_settle(request, args->refs[0], from);
}

static struct outcome *run(struct request *request)
{
	struct subject from;
	struct subject into;
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (!wrong)
		wrong = find_both(request, &args, &from, &into);
	if (!wrong)
		wrong = refusal(request, &from, &into);
	if (wrong)
		return wrong;
	struct happening gone = {
		.change = "merged", .from = issue_status_name(from.issue->status), .to = into.ref
	};
	struct happening came = { .change = "took_in", .from = from.ref };
	record(request, from.issue->id, &gone);
	record(request, into.issue->id, &came);
	issue_store_merge(request->db, from.issue->id, into.issue->id);
	subject_refresh(request, &into);
	cards_refresh(request, into.issue->id, CARDS_OF_EVERYBODY);
	notify_responsible(request, &into);
	return reply_line(request, "%s is merged into %s, which %s now. %s takes it back.",
		from.ref, into.ref,
		arena_printf(request->arena, "%s %s",
			people_counted(request->arena, into.issue->reports),
			into.issue->reports == 1 ? "has" : "have"),
		typed(request, "unmerge", "%s", from.ref));
}

const struct command command_merge = {
	.name = "merge",
	.usage = "LM-<a> into LM-<b>",
	.example = "LM-14 into LM-12",
	.summary = "make two issues one: everybody on the first goes along",
	.who = "the tools' owner, backup, admin",
	.run = run,
};
