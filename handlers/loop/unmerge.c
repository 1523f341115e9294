/* unmerge: they were two problems after all. Whoever came from the first goes back to it. */
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

static struct outcome *run(struct request *request)
{
	struct args args;
	struct subject into;
	struct subject back;
	struct outcome *wrong = subject_read_to_settle(request, &args, &into);

	if (wrong)
		return wrong;
	if (into.asked == into.issue->id)
		return reject(request,
			"%s is not merged into another, so there is nothing to take back.",
			into.ref);
	struct happening left = { .change = "gave_back",
		.to = issue_ref(request->arena, into.asked) };
	issue_store_unmerge(request->db, into.asked);
	wrong = subject_find(request, into.asked, &back);
	if (wrong)
		return wrong;
	struct happening happening = {
		.change = "unmerged", .from = into.ref, .to = issue_status_name(back.issue->status)
	};
	record(request, back.issue->id, &happening);
	record(request, into.issue->id, &left);
	subject_refresh(request, &into);
	cards_refresh(request, into.issue->id, CARDS_OF_EVERYBODY);
	cards_refresh(request, back.issue->id, CARDS_OF_EVERYBODY);
	notify_responsible(request, &back);
	return reply_line(request,
		"%s is an issue of its own again (%s), and %s goes on without it.", back.ref,
		issue_status_name(back.issue->status), into.ref);
}

const struct command command_unmerge = {
	.name = "unmerge",
	.usage = "LM-<a>",
	.example = "LM-14",
	.summary = "take a merge back",
	.who = "the tool's owner, backup, admin",
	.run = run,
};
