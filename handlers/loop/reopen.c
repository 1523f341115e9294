/* reopen: it is not settled after all. On an issue that is open, the line is added to it. */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/verdict.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static struct outcome *add_to_open(
	struct request *request, struct subject *subject, const char *why)
{
	if (text_is_blank(why))
		return reply_line(request, "%s is %s already.", subject->ref,
			issue_status_name(subject->issue->status));
	return add_line(request, subject, why);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = subject_read(request, &args, &subject);

	if (!wrong)
		wrong = subject_taken_back(request, &subject);
	if (wrong)
		return wrong;
	if (!follower_store_has(request->db, subject.issue->id, request->actor->id) &&
		!role_may_settle(request, subject.tool))
		return reject(request,
			"%s can be reopened by those who follow it. If you have it too, log it "
			"with %s.",
			subject.ref, typed(request, "report", "%s", "what went wrong"));
	if (issue_status_is_live(subject.issue->status))
		return add_to_open(request, &subject, args.rest);
	if (text_is_blank(args.rest))
		return args_wrong(request, "A word on why helps whoever has it");
	reopen(request, &subject, args.rest);
	return reply_line(
		request, "%s is open again, and whoever has it is told why.", subject.ref);
}

const struct command command_reopen = {
	.name = "reopen",
	.usage = "LM-<n> [why]",
	.example = "LM-12 it drops clause 9 again",
	.summary = "open a settled issue again, saying why",
	.who = "who follows it; the tool's owner, backup, admin",
	.run = run,
};
