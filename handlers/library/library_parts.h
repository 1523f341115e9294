#ifndef LASTMILE_LIBRARY_PARTS_H
#define LASTMILE_LIBRARY_PARTS_H
/* What the files of /library call each other. Text of people is shown as it was typed. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/library_search.h"
#include "storage/library_store.h"

struct message;
struct outcome;
struct request;

/* --- library_query.c: what is typed to search --- */

/* One of "tag:contracts", "by:@ana", …: what stands at *cursor, which moves behind it. */
struct filter {
	const char *key; // "tag", "tool", "role", "kind", "by"
	const char *value; // never ""
	size_t start; // where it begins in request->text
};
bool next_filter(struct request *request, const char **cursor, struct filter *ret_filter);

struct typed_query {
	struct library_query query;
	const char *shown; // as typed, shortened
	const char *line; // the same as one line that says it again, for a button's value
};
/* NULL, or the rejection that says what is wrong with a filter. */
struct outcome *library_query_read(
	struct request *request, const char *line, struct typed_query *ret_query);

/* Tags and roles are one word: "Customer success" is "customer-success". "" if nothing is left. */
const char *library_word(struct request *request, const char *typed);

/* --- library_show.c --- */

enum { LIBRARY_SHOWN = 5 };

/* What is found, after the first `offset`; or that nothing is. */
void say_results(struct request *request, struct message *message, const struct typed_query *query,
	size_t offset);
/* The best and the newest, and how to search. */
void say_library(struct request *request, struct message *message);
/* One entry, whole, with all that may be done with it; `line` is what was searched. */
void say_entry(struct request *request, struct message *message, const struct library_entry *entry,
	const char *line);
/* One entry in a list. */
void say_entry_short(struct request *request, struct message *message,
	const struct library_entry *entry, const char *line);
/* "used by 12, worked for 9" */
const char *library_counts(struct request *request, const struct library_entry *entry);

/* The author, or an admin; also the owner of its tool. */
bool library_may_change(const struct request *request, const struct library_entry *entry);
bool library_may_review(struct request *request, const struct library_entry *entry);

/* The entry of this ref, "E-3"; else *ret_wrong is the rejection. */
const struct library_entry *library_entry_of(
	struct request *request, const char *word, struct outcome **ret_wrong);

/* --- library_form.c --- */

/* Opens the form; where none can be, says how to type it. */
struct outcome *library_form_new(struct request *request, const char *title);
/* A solved problem, about this tool (0: none), with the words that are its title. */
struct outcome *library_form_solved(struct request *request, int64_t tool, const char *title);
struct outcome *library_form_of_issue(struct request *request, int64_t issue, const char *title);
struct outcome *library_form_edit(struct request *request, const struct library_entry *entry);
struct outcome *library_form_sent(struct request *request);
/* "solved "title" tool:summarizer the text" */
struct outcome *library_add_typed(struct request *request, const char *line);
struct outcome *library_edit_typed(
	struct request *request, const struct library_entry *entry, const char *line);
/* The new entry, shown; or the failure. */
struct outcome *library_added(struct request *request, const struct library_entry *entry);

/* --- library_buttons.c --- */

struct outcome *library_show(struct request *request);
struct outcome *library_used(struct request *request);
struct outcome *library_worked(struct request *request);
struct outcome *library_right(struct request *request);
struct outcome *library_edit(struct request *request);
struct outcome *library_remove(struct request *request);
struct outcome *library_more(struct request *request);
struct outcome *library_ask_words(struct request *request); // "Search the library"
struct outcome *library_words_sent(struct request *request);

/* --- library_keep.c --- */

struct outcome *library_from_issue(struct request *request);

#endif
