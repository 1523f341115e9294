/*
 * The app's home page, put together: what can be done from it, then its parts (home_*.c).
 */
#include "handlers/person/home.h"

#include "bot/message.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/library/library.h"
#include "handlers/outcome.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

const char *home_age(struct request *request, int64_t since)
{
	int64_t passed = request->now - since;

	return passed < MS_PER_HOUR ? "less than an hour" : age(request->arena, passed);
}

void home_say_more(struct message *message, size_t count, const char *where)
{
	message_line(message, "and ");
	if (count)
		message_text(message, "%zu more: ", count);
	else
		message_text(message, "many more: ");
	message_code(message, "%s", where);
}

static bool is_new_here(struct request *request)
{
	int64_t person = request->actor->id;

	return !issue_store_mine(request->db, request->arena, person, 0, 1).count &&
	       !tool_store_owned_by(request->db, request->arena, person).count;
}

void home_say_what_this_is(struct request *request, struct message *message)
{
	message_line(message,
		"When an AI tool fails you, say so in one line: whoever answers for it hears of it "
		"at once, and you are told what to do meanwhile. When it is fixed you are told so, "
		"and asked whether it is true. ");
	message_text(message, "Here, or in any channel: ");
	message_code(message, "%s", typed(request, "report", "%s", "what went wrong"));
}

static void say_what_to_do(struct message *message)
{
	message_button(message, BUTTON_PRIMARY, "Report a failure", "report_form", "");
	message_button(message, BUTTON_PLAIN, "Give feedback", "feedback_form", "");
	message_button(message, BUTTON_PLAIN, "Search the library", "home_library", "");
	message_button(message, BUTTON_PLAIN, "Pulse", "home_pulse", "");
}

const struct message *home_page(struct request *request)
{
	struct message *message = message_create(request->arena);

	if (text_is_blank(request->actor->name))
		message_line(message, "Hello.");
	else
		message_line(message, "Hello, %s.", request->actor->name);
	if (is_new_here(request))
		home_say_what_this_is(request, message);
	say_what_to_do(message);
	home_say_mine(request, message);
	home_say_waiting(request, message);
	home_say_library(request, message);
	home_say_tools(request, message);
	message_summary(message, "Your issues, what waits for you, and the tools");
	return message;
}

static struct outcome *read_page(struct request *request)
{
	struct outcome *outcome = silent(request);

	outcome->answer.home = home_page(request);
	return outcome;
}

struct outcome *home_show(struct request *request)
{
	return answer_aside(request, read_page);
}
