/* forget me: the person goes, what they reported stays. It is done only when said twice. */
#include "handlers/person/forget.h"

#include "bot/message.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

void forget_person(struct request *request, int64_t person)
{
	struct issue_ids issues =
		people_store_forget(request->db, request->arena, person, request->now);

	for (size_t i = 0; i < issues.count; i++)
		cards_refresh(request, issues.items[i], CARDS_OF_EVERYBODY);
}

static struct outcome *explain(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct tools tools = tool_store_owned_by(request->db, request->arena, request->actor->id);

	message_line(message,
		"This erases your name, your account and your time zone here. What you reported "
		"stays, without you; you follow nothing any more and are told nothing more. "
		"Messages you were sent stay in your chat.");
	if (tools.count)
		message_line(message, "%s you answer for %s nobody's then.",
			counted(request->arena, (int64_t)tools.count, "tool", "tools"),
			tools.count == 1 ? "is" : "are");
	message_line(message, "It cannot be undone. To do it, type ");
	message_code(message, "%s", typed(request, "forget", "me yes"));
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	if (!args.literal)
		return explain(request);
	forget_person(request, request->actor->id);
	return reply_line(request,
		"Done: you are forgotten here. What you reported stays, without your name.");
}

const struct command command_forget = {
	.name = "forget",
	.usage = "me [yes]",
	.example = "me",
	.summary = "erase yourself: what you reported stays, your name goes",
	.who = "all",
	.run = run,
};
