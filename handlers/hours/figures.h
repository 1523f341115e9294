#ifndef LASTMILE_FIGURES_H
#define LASTMILE_FIGURES_H
/*
 * Figures that somebody gives with where they are from and how sure they are: filled into a form,
 * or typed as key=value; both are read the same way, by the same names.
 */
#include <stdbool.h>
#include <stdint.h>

#include "storage/baseline_store.h"

struct args;
struct field;
struct form;
struct outcome;
struct request;

struct figures {
	struct request *request;
	const struct args *args; // NULL: they are in request->form
	struct outcome *wrong; // what is wrong with them so far; NULL: nothing
};

/* NULL: not given. */
const char *figure_value(const struct figures *figures, const char *key);
/* A sentence that says what to give: at the field, or as the answer to what was typed. */
void figure_wrong(struct figures *figures, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Every key that was typed is among `keys` (ended by NULL). */
void figures_check_keys(struct figures *figures, const char *const *keys);

/* Each says what is wrong with it if that is so; what it returns then is not to be used. */
double figure_minutes(struct figures *figures); /* `minutes`: of one run */
int64_t figure_count(struct figures *figures, const char *key, const char *what, int64_t least);
enum grade figure_sure(struct figures *figures); /* `sure`: measured, sampled, told */

/* `date`: a local day, today if it was not said. */
struct figure_day {
	int64_t day;
	int64_t held_at; // the day's end where the actor is; now, for today
};
struct figure_day figure_date(struct figures *figures);

/* The fields. */
void ask_minutes(struct form *form, const char *label);
void ask_sure(struct form *form, const char *measured, const char *sampled, const char *told);
void ask_date(struct form *form, const char *hint);

int64_t figures_today(const struct request *request); /* the local day where the actor is */

/* In the event's arena: "1 Nov", "1 Nov 2026"; "measured", "sampled", "told". */
const char *short_day_words(struct request *request, int64_t day);
const char *day_words(struct request *request, int64_t day);
const char *grade_words(enum grade grade);

#endif
