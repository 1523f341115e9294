/* ack: somebody responsible has seen it. Receipts show it; nobody is sent anything. */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/notify.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static struct outcome *acknowledge(struct request *request, int64_t ref)
{
	struct subject subject;
	struct outcome *wrong = subject_to_settle(request, ref, &subject);
	struct message *message = message_create(request->arena);

	if (wrong)
		return wrong;
	enum issue_status status = subject.issue->status;
	struct happening happening = { .change = "acknowledged",
		.from = issue_status_name(status),
		.to = issue_status_name(ISSUE_ACKNOWLEDGED) };
	if (!issue_status_is_live(status) || status == ISSUE_ACKNOWLEDGED)
		return reply_line(
			request, "%s is %s already.", subject.ref, issue_status_name(status));
	issue_store_acknowledge(request->db, subject.issue->id, request->actor->id, request->now);
	record(request, subject.issue->id, &happening);
	cards_refresh(request, subject.issue->id, CARDS_AND_RECEIPTS);
	say_merged(request, message, &subject);
	message_paragraph(message);
	message_strong(message, "%s", subject.ref);
	message_text(message, " is acknowledged: whoever reported it sees that you have it.");
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	return wrong ? wrong : acknowledge(request, args.refs[0]);
}

static struct outcome *press(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	return wrong ? wrong : acknowledge(request, subject.asked);
}

static const struct handler buttons[] = {
	{ "acknowledge", press },
	{ NULL, NULL },
};

const struct command command_ack = {
	.name = "ack",
	.usage = "LM-<n>",
	.example = "LM-12",
	.summary = "say that you have seen an issue and are on it",
	.who = "the tool's owner, backup, admin",
	.run = run,
	.buttons = buttons,
};
