#include "handlers/report/filing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/report/kinds.h"
#include "handlers/report/report_log.h"
#include "handlers/tool/tool_word.h"
#include "handlers/working_hours.h"
#include "storage/draft_store.h"
#include "storage/people_store.h"

enum {
	LINK_BYTES = 2000, // a longer one is left out: the context would be too long
	ID_BYTES = 100,
};

const struct filing_minutes filing_minutes[] = {
	{ 0, "0", "None" },
	{ 15, "15", "15 minutes" },
	{ 30, "30", "Half an hour" },
	{ 60, "60", "1 hour" },
	{ 120, "120", "2 hours" },
	{ 240, "240", "Half a day" },
	{ -1, NULL, NULL },
};

int64_t filing_deadline(const struct request *request, const char *word)
{
	const char *timezone =
		request->actor->timezone ? request->actor->timezone : request->settings->timezone;

	if (text_equal(word, "tomorrow"))
		return deadline_of(timezone, request->now, DEADLINE_TOMORROW);
	if (text_equal(word, "today"))
		return deadline_of(timezone, request->now, DEADLINE_TODAY);
	return 0;
}

static const char *word_or_none(const char *word, size_t most)
{
	return word && *word && strlen(word) <= most && !strpbrk(word, " \t\n") ? word : "-";
}

void filing_context(struct form *form, const struct filing *filing)
{
	const struct filing_message *about = &filing->about;

	form_context(form, "%" PRId64 " %" PRId64 " %s %s %s %s %s", filing->draft, filing->issue,
		!about->given       ? "-"
		: about->restricted ? "restricted"
				    : "open",
		word_or_none(about->channel, ID_BYTES), word_or_none(about->message, ID_BYTES),
		word_or_none(about->permalink, LINK_BYTES), word_or_none(about->thread, ID_BYTES));
}

static const char *context_word(struct request *request, const char **cursor)
{
	const char *word = next_word(request, cursor);

	return text_equal(word, "-") ? NULL : word;
}

static void read_context(struct request *request, struct filing *filing)
{
	const char *cursor = request->form->context;
	const char *draft = context_word(request, &cursor);
	const char *issue = context_word(request, &cursor);
	const char *about = context_word(request, &cursor);

	filing->draft = draft ? strtoll(draft, NULL, 10) : 0;
	filing->issue = issue ? strtoll(issue, NULL, 10) : 0;
	filing->about.given = about != NULL;
	filing->about.restricted = !text_equal(about, "open");
	filing->about.channel = context_word(request, &cursor);
	filing->about.message = context_word(request, &cursor);
	filing->about.permalink = context_word(request, &cursor);
	filing->about.thread = context_word(request, &cursor);
	if (filing->about.permalink && !message_link_allowed(filing->about.permalink))
		filing->about.permalink = NULL;
}

static int64_t read_minutes(struct request *request)
{
	int64_t minutes;

	return field_number(request, "minutes", FILING_MINUTES_AT_MOST, &minutes) ? minutes : -1;
}

static const char *read_deadline(struct request *request)
{
	const char *deadline = field_value(request, "deadline");

	return filing_deadline(request, deadline) ? deadline : NULL;
}

struct filing filing_read(struct request *request)
{
	const char *tool = field_value(request, "tool");
	const struct kind *kind = kind_find(field_value(request, "kind"));
	struct filing filing = {
		.tool = tool ? tool_called(request, tool) : NULL,
		.what = field_value(request, "what"),
		.kind = kind ? kind->name : NULL,
		.minutes = read_minutes(request),
		.deadline = read_deadline(request),
		.got_out = field_has(request, "more", "got_out"),
		.gave_up = field_has(request, "more", "gave_up"),
		.anonymous = field_has(request, "more", "anonymous"),
		.keep = field_has(request, "keep", "keep"),
		.quote = field_value(request, "quote"),
	};

	read_context(request, &filing);
	return filing;
}

bool filing_is_empty(const struct filing *filing)
{
	bool kept = filing->about.given && filing->keep;

	return !filing->what && !filing->kind &&
	       !(kept && (filing->quote || filing->about.permalink));
}

const char *filing_words(struct request *request, const char *whole)
{
	_cleanup_free_ char *shown = text_shorten(whole ? whole : "", FORM_TEXT);

	return arena_strdup(request->arena, text_trim(shown));
}

/* Of a draft longer than a field only the beginning was there to be sent. */
static const char *whole_words(struct request *request, const struct filing *filing)
{
	const struct draft *draft = filing->draft ? draft_store_get(request->db, request->arena,
							    filing->draft, request->actor->id)
						  : NULL;

	if (draft && text_equal(filing->what, filing_words(request, draft->text)))
		return draft->text;
	return filing->what;
}

static const char *source_of(const struct filing *filing)
{
	if (filing->about.given)
		return "shortcut";
	return filing->draft ? "message" : "form";
}

struct report filing_report(struct request *request, const struct filing *filing)
{
	struct report report = report_begin(request, source_of(filing));
	const struct filing_message *about = &filing->about;
	bool kept = about->given && filing->keep;

	report.text = filing->what ? whole_words(request, filing) : "";
	report.kind = filing->kind;
	report.minutes_lost = filing->minutes;
	report.deadline = filing_deadline(request, filing->deadline);
	report.got_out = filing->got_out;
	report.gave_up = filing->gave_up;
	report.anonymous = filing->anonymous;
	if (!kept)
		return report;
	report.quote = filing->quote;
	if (!filing->what && filing->quote)
		report.text = filing->quote;
	/* A place that few can read, or a message of their own, names who is not to be named. */
	if (filing->anonymous && about->restricted)
		return report;
	report.channel = about->channel;
	report.message = about->message;
	report.thread = about->thread;
	report.permalink = about->permalink;
	return report;
}
