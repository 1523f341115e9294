#ifndef LASTMILE_FILING_H
#define LASTMILE_FILING_H
/*
 * A report while it is being filled in: what the form `report` holds, and what travels with it
 * unseen (form::context). It is read anew from each form that comes back, and nothing in it is
 * trusted further than a button's value.
 *
 * Nothing of a message that a report is about is stored before its reporter has sent the form with
 * the box ticked: its text stands in a field that they see and can shorten, and its place and link
 * travel in the context. So there is no draft of it to forget, and closing the form forgets all.
 */
#include <stdbool.h>
#include <stdint.h>

#include "storage/report_store.h"

struct form;
struct request;
struct tool;

#define FORM_REPORT "report"

/* The message it is about, as far as it may be kept. */
struct filing_message {
	bool given; // else the rest means nothing
	const char *channel,
		*message; // NULL in a one-to-one conversation, whose id names its people
	const char *thread; // the first message of its thread; NULL: it stands in none
	const char *permalink; // NULL: likewise, or not known
	bool restricted; // not everybody can read it, or the reporter wrote it: it can name them
};

struct filing {
	int64_t draft; // the words came from this draft; 0: none
	int64_t issue; // details of the actor's report on this issue; 0: a new report
	struct filing_message about;
	const struct tool *tool; // NULL: not said
	const char *what; // NULL: nothing
	const char *kind; // one of kinds[]; NULL: not said
	int64_t minutes; // negative: not said
	const char *deadline; // "today", "tomorrow"; NULL: none
	bool got_out, gave_up, anonymous;
	bool keep; // consent to keep the message's words and link
	const char *quote; // the message's words, as far as they fit a field; NULL: none
};

/* From request->form, in which the actor has filled in something. */
struct filing filing_read(struct request *request);

/* What travels unseen. */
void filing_context(struct form *form, const struct filing *filing);

/* Whether it says anything at all. */
bool filing_is_empty(const struct filing *filing);

/* The words as far as they fit a field; `whole` is kept elsewhere (a draft, a report). */
const char *filing_words(struct request *request, const char *whole);

/* The report it makes; for a draft of which the field showed the beginning, with all its words. */
struct report filing_report(struct request *request, const struct filing *filing);

/* When "today" or "tomorrow" ends where the actor is (deadline_of()); 0 for any other word. */
int64_t filing_deadline(const struct request *request, const char *word);

/* Minutes that can be chosen, ended by a negative number. */
enum { FILING_MINUTES_AT_MOST = 240 };
extern const struct filing_minutes {
	int minutes;
	const char *value, *label;
} filing_minutes[];

#endif
