#include "handlers/person/welcome.h"

#include "bot/event.h"
#include "bot/message.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/person/home.h"
#include "handlers/words.h"

static const struct message *to_one(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_summary(message, "Welcome to lastmile");
	message_heading(message, "Welcome to lastmile");
	home_say_what_this_is(request, message);
	message_button(message, BUTTON_PRIMARY, "Report a failure", "report_form", "");
	message_button(message, BUTTON_PLAIN, "Home", "home_open", "");
	message_button(message, BUTTON_PLAIN, "Help", "help_open", "");
	return message;
}

static const struct message *to_many(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_summary(message, "lastmile is here now");
	message_line(message,
		"lastmile is here now: when an AI tool fails you, say so in one line. Whoever "
		"answers for it hears of it at once, and you are told when it is fixed. ");
	message_code(message, "%s", typed(request, "report", "%s", "what went wrong"));
	message_button(message, BUTTON_PRIMARY, "Report a failure", "report_form", "");
	message_button(message, BUTTON_PLAIN, "Help", "help_open", "");
	return message;
}

struct outcome *welcome(struct request *request)
{
	bool alone = request->event->place.direct;

	notify_welcome(request, alone ? to_one(request) : to_many(request));
	return silent(request);
}
