#include "handlers/report/report_facts.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/report/kinds.h"
#include "handlers/words.h"
#include "storage/report_store.h"

enum { BRIEF_CHARACTERS = 200 };

bool report_says_something(const struct report *report)
{
	return !text_is_blank(report->text) || report->kind || report->quote || report->permalink ||
	       report->deadline || report->minutes_lost > 0 || report->got_out || report->gave_up;
}

/* "Wrong answer · 30 minutes lost · It got out to others". The deadline is live: it comes last. */
static const char *in_short(struct request *request, const struct report *report)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	if (kind_label(report->kind))
		text_append(&text, kind_label(report->kind));
	if (report->minutes_lost > 0)
		text_printf(&text, "%s%s lost", text.length ? " · " : "",
			counted(request->arena, report->minutes_lost, "minute", "minutes"));
	if (report->got_out)
		text_printf(&text, "%sit got out to others", text.length ? " · " : "");
	if (report->gave_up)
		text_printf(&text, "%sstopped using it", text.length ? " · " : "");
	if (report->deadline)
		text_printf(&text, "%sdeadline ", text.length ? " · " : "");
	return arena_strdup(request->arena, text_string(&text));
}

static void say_quote(
	struct request *request, struct message *message, const struct report *report, bool brief)
{
	if (!report->quote && !report->permalink)
		return;
	message_line(message, report->quote ? "About this message" : "About a message");
	if (report->permalink) {
		message_text(message, " (");
		message_link(message, report->permalink, "open it");
		message_text(message, ")");
	}
	message_text(message, report->quote ? ":" : ".");
	if (!report->quote)
		return;
	say_words(message, brief ? first_words(request->arena, report->quote, BRIEF_CHARACTERS)
				 : report->quote);
}

void say_report(
	struct request *request, struct message *message, const struct report *report, bool brief)
{
	const char *facts = in_short(request, report);

	if (!text_is_blank(report->text) && !text_equal(report->text, report->quote))
		say_words(
			message, brief ? first_words(request->arena, report->text, BRIEF_CHARACTERS)
				       : report->text);
	if (*facts)
		message_line(message, "%s", facts);
	if (report->deadline)
		message_time(message, report->deadline);
	say_quote(request, message, report, brief);
}

void say_burned_and_gave_up(
	struct request *request, struct message *message, const struct reports *reports)
{
	int got_out = 0, gave_up = 0;

	for (size_t i = 0; i < reports->count; i++) {
		got_out += reports->items[i].got_out;
		gave_up += reports->items[i].gave_up;
	}
	if (got_out)
		message_text(message, " It got out to others: %s.",
			people_counted(request->arena, got_out));
	if (gave_up)
		message_text(
			message, " %s stopped using it.", people_counted(request->arena, gave_up));
}
