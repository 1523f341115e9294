/* ack: somebody responsible has seen it. Receipts show it; nobody is sent anything. */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/champion_first.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/notify.h"
#include "handlers/loop/promise.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/escalation_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static void take(struct request *request, struct subject *subject)
{
	struct happening happening = { .change = "acknowledged",
		.from = issue_status_name(subject->issue->status),
		.to = issue_status_name(ISSUE_ACKNOWLEDGED) };

	issue_store_acknowledge(request->db, subject->issue->id, request->actor->id, request->now);
	record(request, subject->issue->id, &happening);
	cards_refresh(request, subject->issue->id, CARDS_AND_RECEIPTS);
}

static struct outcome *acknowledge(struct request *request, struct subject *subject)
{
	struct message *message = message_create(request->arena);
	enum issue_status status = subject->issue->status;

	if (!issue_status_is_live(status) || status == ISSUE_ACKNOWLEDGED)
		return reply_line(
			request, "%s is %s already.", subject->ref, issue_status_name(status));
	take(request, subject);
	say_merged(request, message, subject);
	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	message_text(message, " is acknowledged: whoever reported it sees that you have it.");
	return reply(request, message);
}

/* Also for those who were asked because a deadline is at risk, whoever they are by now. */
struct outcome *i_have_it(struct request *request)
{
	struct subject subject;
	struct message *message = message_create(request->arena);
	struct outcome *wrong = subject_of_button(request, &subject);

	if (wrong)
		return wrong;
	if (!escalation_store_has(request->db, subject.issue->id, request->actor->id)) {
		wrong = subject_to_handle(request, subject.asked, &subject);
		if (wrong)
			return wrong;
	}
	if (subject.issue->status != ISSUE_ACKNOWLEDGED)
		return acknowledge(request, &subject);
	message_paragraph(message);
	say_person_id(request, message, subject.issue->acknowledged_by);
	message_text(message, " has %s already.", subject.ref);
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct subject subject;
	struct outcome *wrong = args_read(request, &args);

	if (!wrong)
		wrong = subject_to_handle(request, args.refs[0], &subject);
	return wrong ? wrong : acknowledge(request, &subject);
}

static struct outcome *press(struct request *request)
{
	struct subject subject;
	struct outcome *wrong = subject_of_button(request, &subject);

	if (!wrong)
		wrong = subject_to_handle(request, subject.asked, &subject);
	return wrong ? wrong : acknowledge(request, &subject);
}

static const struct handler buttons[] = {
	{ "acknowledge", press },
	{ "i_have_it", i_have_it },
	{ "hand_to_owner", hand_to_owner },
	{ "worked_around", worked_around, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler timers[] = {
	{ "deadline", deadline_due },
	{ "handover", handover_due },
	{ "promise", promise_due },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "workaround", workaround_sent },
	{ NULL, NULL },
};

const struct command command_ack = {
	.name = "ack",
	.usage = "LM-<n>",
	.example = "LM-12",
	.summary = "say that you have seen an issue and are on it",
	.who = "the tool's owner, backup, champions, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
	.timers = timers,
};
