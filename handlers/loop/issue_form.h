#ifndef LASTMILE_ISSUE_FORM_H
#define LASTMILE_ISSUE_FORM_H
/*
 * Forms about one issue. Which one is known (a button, a ref that was typed) and travels in the
 * form's context; or it is chosen from a list of those that wait for the actor.
 */
#include <stdbool.h>
#include <stdint.h>

struct form;
struct issues;
struct outcome;
struct request;
struct subject;

/* The command's line is nothing but one ref. */
bool only_a_ref(struct request *request, int64_t *ret_ref);

/* Live issues that wait for the actor: as owner, backup, champion, admin; their own as a reporter.
 */
struct issues issues_waiting(struct request *request);
struct issues issues_reported(struct request *request);

/* Says which issue the form is about, and puts it (and `more`, which may be "") into its context.
 */
void form_about(struct request *request, struct form *form, const struct subject *subject,
	const char *more);
/* Asks which; false: there is none to choose from. */
bool form_asks_issue(struct request *request, struct form *form, const struct issues *issues);

/* The issue a form that was sent is about. NULL if found; else the outcome to return. */
struct outcome *subject_of_form(struct request *request, struct subject *ret_subject);
/* The same for whoever may settle it. */
struct outcome *subject_of_form_to_settle(struct request *request, struct subject *ret_subject);

/* The second word of the context or a button's value, as a number; 0: there is none. */
int64_t second_number(struct request *request);

/* What stands in a field at first: at most what a form takes, and says so if something is left
 * out. NULL for NULL. */
const char *as_initial(struct request *request, const char *words);

#endif
