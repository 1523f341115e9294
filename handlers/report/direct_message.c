#include "handlers/report/direct_message.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/outcome.h"
#include "handlers/report/filing.h"
#include "handlers/report/report_form.h"
#include "handlers/report/report_log.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/draft_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { QUOTED_CHARACTERS = 300, GREETING_CHARACTERS = 20 };

/* In lower case, without the marks around them. */
static const char *const greetings[] = { "?", "help", "hi", "hello", "hey", "hallo", "good morning",
	"test", "ping", "thanks", "thank you", "thx", "ok", "okay", "yes", "no", NULL };

/* "Help!" → "help"; what is only marks stays as it is. */
static const char *plain_word(struct request *request, const char *text)
{
	static const char marks[] = " .,!?:;\"'()…";
	char *word = arena_strdup(request->arena, text);

	if (!word[strspn(word, marks)])
		return "?";
	word += strspn(word, marks);
	for (size_t length = strlen(word); length && strchr(marks, word[length - 1]); length--)
		word[length - 1] = '\0';
	for (char *c = word; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return word;
}

static bool is_greeting(struct request *request, const char *text)
{
	if (text_characters(text) > GREETING_CHARACTERS)
		return false;
	const char *word = plain_word(request, text);
	for (size_t i = 0; greetings[i]; i++)
		if (text_equal(greetings[i], word))
			return true;
	return false;
}

/* The command somebody meant who writes "/lastmile mine", "mine" or "lastmile mine" as a message:
 * plain words are no commands. NULL if they meant to say something. */
static const struct command *meant_command(struct request *request, const char *text)
{
	const char *cursor = text;
	const char *word = next_word(request, &cursor);
	bool slash = word && *word == '/';

	if (word && text_equal_nocase(slash ? word + 1 : word, "lastmile")) {
		const struct command *help = command_find("help");
		word = next_word(request, &cursor);
		return word && command_find(word) ? command_find(word) : help;
	}
	const struct command *command = word ? command_find(word) : NULL;
	return slash || !*cursor ? command : NULL;
}

static void say_how(struct request *request, struct message *message)
{
	message_line(message, "To log a failure of an AI tool, write here what went wrong and with "
			      "which tool, in one line, and I offer to log it; or type ");
	message_code(message, "%s", typed(request, "report", "%s", "[tool] [what went wrong]"));
	message_text(message, ".");
	message_line(message, "Your issues: ");
	message_code(message, "%s", typed(request, "mine", "%s", ""));
	message_text(message, ". All I know: ");
	message_code(message, "%s", typed(request, "help", "%s", ""));
	message_text(message, ".");
}

static struct outcome *explain(struct request *request, const struct command *command)
{
	struct message *message = message_create(request->arena);

	if (command) {
		message_line(message, "Commands begin with a slash, in any channel: ");
		message_code(message, "%s", typed(request, command->name, "%s", command->usage));
		message_text(message, " (%s).", command->summary);
	}
	say_how(request, message);
	notify_offer(request, message);
	return silent(request);
}

static struct outcome *offer(struct request *request, const char *text)
{
	struct draft draft = { .person = request->actor->id,
		.text = text,
		.platform = request->event->platform,
		.created_at = request->now };
	struct message *message = message_create(request->arena);
	int64_t id = draft_store_add(request->db, &draft);
	const char *value = arena_printf(request->arena, "%" PRId64, id);

	if (!id)
		return fail(request, db_failure(request->db, NULL));
	message_line(message, "Shall I log this as a failure of an AI tool?");
	message_quote(message, first_words(request->arena, text, QUOTED_CHARACTERS));
	message_button(message, BUTTON_PRIMARY, "Log it", "log_draft", value);
	message_button(message, BUTTON_PLAIN, "Add details", "details",
		arena_printf(request->arena, "draft %s", value));
	message_button(message, BUTTON_PLAIN, "No", "drop_draft", value);
	message_summary(message, "Shall I log this as a failure of an AI tool?");
	notify_offer(request, message);
	return silent(request);
}

struct outcome *direct_message(struct request *request)
{
	const char *text = text_trim(arena_strdup(request->arena, request->event->message.text));
	const struct command *command = meant_command(request, text);

	if (command)
		return explain(request, command);
	if (text_is_blank(text) || is_greeting(request, text))
		return explain(request, NULL);
	if (draft_store_same(request->db, request->actor->id, text))
		return silent(request); // the offer is there already
	return offer(request, text);
}

static const struct draft *find_draft(struct request *request, const char *number)
{
	int64_t id = strtoll(number, NULL, 10);

	return draft_store_get(request->db, request->arena, id, request->actor->id);
}

static struct outcome *answered_before(struct request *request)
{
	return reject(request,
		"That was answered already, or is gone after 30 days. To log something, write it "
		"again, or type %s.",
		typed(request, "report", "%s", "[tool] [what went wrong]"));
}

struct outcome *draft_log(struct request *request)
{
	const struct draft *draft = find_draft(request, request->text);

	if (!draft)
		return answered_before(request);
	const char *text = draft->text;
	const struct tool *tool = tool_of_line(request, &text);
	struct report report = report_begin(request, "message");
	report.text = text_is_blank(text) ? draft->text : text;
	draft_store_remove(request->db, draft->id);
	return report_log(request, tool, NULL, &report);
}

struct outcome *draft_drop(struct request *request)
{
	const struct draft *draft = find_draft(request, request->text);

	if (!draft)
		return answered_before(request);
	draft_store_remove(request->db, draft->id);
	return reply_line(request, "Nothing is logged, and what you wrote is not kept here.");
}

struct outcome *draft_details(struct request *request)
{
	const struct draft *draft = find_draft(request, request->text + strlen("draft "));

	if (!draft)
		return answered_before(request);
	const char *text = draft->text;
	const struct tool *tool = tool_of_line(request, &text);
	struct filing filing = { .draft = draft->id,
		.tool = tool,
		.what = filing_words(request, draft->text),
		.minutes = -1 };
	return open_form(request, report_form(request, &filing),
		reply_line(request, "To log it, press “Log it”, or type %s.",
			typed(request, "report", "%s", "[tool] [what went wrong]")));
}
