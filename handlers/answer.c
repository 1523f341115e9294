/* answer: what a reporter says to a question; the answer is kept with the issue. */
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/notify.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static int64_t last_asker(struct request *request, int64_t issue)
{
	struct changes changes = history_store_all(request->db, request->arena, issue);
	int64_t asker = 0;

	for (size_t i = 0; i < changes.count; i++)
		if (text_equal(changes.items[i].change, "asked"))
			asker = changes.items[i].actor;
	return asker;
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = subject_read(request, &args, &subject);

	if (wrong)
		return wrong;
	struct happening happening = { .change = "answered", .text = args.rest };
	int64_t issue = subject.issue->id;
	if (!follower_store_has(request->db, issue, request->actor->id))
		return reject(request,
			"Questions on %s go to those who reported it. If you have it too, log "
			"it with %s.",
			subject.ref, typed(request, "report", "%s", "what went wrong"));
	record(request, issue, &happening);
	notify_answer(request, &subject, args.rest, last_asker(request, issue));
	return reply_line(request,
		"Thank you. Your answer is kept with %s, and whoever has it is told.", subject.ref);
}

const struct command command_answer = {
	.name = "answer",
	.usage = "LM-<n> your answer",
	.example = "LM-12 it was the Acme contract",
	.summary = "answer a question about your issue",
	.who = "who reported it",
	.run = run,
};
