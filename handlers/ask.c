/* ask: a question to those who reported an issue, each in private. */
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/notify.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

/* Whoever asks has seen it. */
static void acknowledge(struct request *request, const struct subject *subject)
{
	struct happening happening = { .change = "acknowledged",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_ACKNOWLEDGED) };

	if (subject->issue->status != ISSUE_OPEN)
		return;
	issue_store_acknowledge(request->db, subject->issue->id, request->actor->id, request->now);
	record(request, subject->issue->id, &happening);
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = subject_read_to_settle(request, &args, &subject);

	if (wrong)
		return wrong;
	struct happening happening = { .change = "asked", .text = args.rest };
	int asked = notify_question(request, &subject, args.rest);
	if (!asked)
		return reject(request, "Nobody else who reported %s can be asked.", subject.ref);
	record(request, subject.issue->id, &happening);
	acknowledge(request, &subject);
	cards_refresh(request, subject.issue->id, CARDS_AND_RECEIPTS);
	return reply_line(request,
		"%s %s asked about %s, in private. You will be told what they answer.",
		people_counted(request->arena, asked), asked == 1 ? "is" : "are", subject.ref);
}

const struct command command_ask = {
	.name = "ask",
	.usage = "LM-<n> question",
	.example = "LM-12 which contract was it",
	.summary = "ask those who reported an issue",
	.who = "the tool's owner, backup, admin",
	.run = run,
};
