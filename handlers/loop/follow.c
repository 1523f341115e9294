/* follow: be told when an issue is settled; "off" ends it. */
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static struct outcome *unfollow(
	struct request *request, const struct subject *subject, bool following)
{
	struct happening happening = { .change = "unfollowed" };

	if (!following)
		return reply_line(request, "You do not follow %s, so you are not told about it.",
			subject->ref);
	record(request, subject->issue->id, &happening);
	follower_store_remove(request->db, subject->issue->id, request->actor->id);
	return reply_line(request,
		"You no longer follow %s and will not be told when it is settled. %s follows "
		"it again.",
		subject->ref, typed(request, "follow", "%s", subject->ref));
}

static struct outcome *follow(
	struct request *request, const struct subject *subject, bool following)
{
	struct happening happening = { .change = "followed" };

	if (following)
		return reply_line(request, "You follow %s already (%s): %s", subject->ref,
			issue_status_name(subject->issue->status), subject->issue->title);
	follower_store_add(request->db, subject->issue->id, request->actor->id, request->now);
	record(request, subject->issue->id, &happening);
	return reply_line(request, "You follow %s (%s) and will be told when it is settled: %s",
		subject->ref, issue_status_name(subject->issue->status), subject->issue->title);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = subject_read(request, &args, &subject);

	if (!wrong && !args.literal)
		wrong = subject_taken_back(request, &subject);
	if (wrong)
		return wrong;
	bool following = follower_store_has(request->db, subject.issue->id, request->actor->id);
	return args.literal ? unfollow(request, &subject, following)
			    : follow(request, &subject, following);
}

const struct command command_follow = {
	.name = "follow",
	.usage = "LM-<n> [off]",
	.example = "LM-12",
	.summary = "be told when an issue is settled, or no longer",
	.who = "all",
	.run = run,
};
