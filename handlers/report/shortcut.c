#include "handlers/report/shortcut.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/report/filing.h"
#include "handlers/report/report_form.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/people_store.h"

/* What may be kept of the message, if its reader agrees. */
static struct filing_message about(const struct request *request)
{
	const struct event_place *place = &request->event->place;
	const struct event_message *message = request->event->shortcut.message;
	bool own = text_equal(message->author, request->event->actor.id);
	struct filing_message about = {
		.given = true,
		.restricted = own || place->is_private || place->direct,
	};

	if (place->direct)
		return about;
	about.channel = place->channel;
	about.message = place->message;
	about.thread = place->thread;
	about.permalink = message->permalink;
	return about;
}

struct outcome *shortcut(struct request *request)
{
	const struct event_place *place = &request->event->place;
	const struct event_message *message = request->event->shortcut.message;
	struct outcome *otherwise = reply_line(request, "To log a failure, type %s.",
		typed(request, "report", "%s", "[tool] [what went wrong]"));

	if (!text_equal(request->event->shortcut.name, "report"))
		return silent(request);
	if (!message)
		return report_form_open(request, NULL, otherwise);
	struct filing filing = {
		.minutes = -1,
		.about = about(request),
		.tool = tool_of_message(request, message->author),
		.keep = !place->is_private && !place->direct,
		.quote = text_is_blank(message->text) ? NULL : filing_words(request, message->text),
	};
	return open_form(request, report_form(request, &filing), otherwise);
}
