#ifndef LASTMILE_KINDS_H
#define LASTMILE_KINDS_H
/*
 * Kinds of failure: what somebody may say went wrong, without a word of their own. The name is what
 * the database and buttons carry, the label is what people read.
 */
#include <stdbool.h>
#include <stddef.h>

struct form;
struct field;

struct kind {
	const char *name; // "wrong_answer"
	const char *label; // "Wrong answer"
};

/* In the order in which they are shown, ended by a NULL name. */
extern const struct kind kinds[];

/* NULL for a name that is none, also for NULL: what comes back from a form is not trusted. */
const struct kind *kind_find(const char *name);
/* "Wrong answer"; NULL for what is no kind. */
const char *kind_label(const char *name);

/* The field in which one of them is chosen; `chosen` may be NULL. */
struct field *kind_field(
	struct form *form, const char *name, const char *label, const char *chosen);

#endif
