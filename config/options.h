#ifndef LASTMILE_CONFIG_OPTIONS_H
#define LASTMILE_CONFIG_OPTIONS_H
/*
 * The options as rows: what lastmile.conf may hold. The parser, the validation, the example file
 * and the option list of lastmile.conf(5) all come from this one table. A new option is one row
 * here and one member in config.h; then print both texts anew (CONTRIBUTING.md says how).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct text;

enum option_type {
	OPTION_TEXT, // char *
	OPTION_LIST, // char **, ended by NULL: {"a", "b"}
	OPTION_NUMBER, // int64_t
	OPTION_SWITCH, // bool: true, false
	OPTION_CHOICE, // an enum: the place in `choices`
};

/* True, or false with what is wrong and what to do about it appended to `why`. */
typedef bool option_check(const char *value, struct text *why);

struct option {
	const char *name; // "slack.api_url"
	enum option_type type;
	size_t offset; // of the member in struct config
	const char *initial; // the default as a file would write it, without quotes; "" in a list
	int64_t minimum, maximum; // of a number; of a text or list item: bytes; of a list: items
	const char *unit; // of a number; else NULL
	const char *const *choices; // of OPTION_CHOICE, ended by NULL
	const char *allowed; // completes "... is allowed"
	const char *help; // a sentence or two
	option_check *check; // of a text, or of each item of a list; may be NULL
};

/* In the order of the example, a section's options side by side; ended by a NULL name. */
extern const struct option options[];

const struct option *option_find(const char *name);

/* The section an option is in ("slack.commands", "") and its name there ("report"). */
size_t option_section_length(const struct option *option);
const char *option_leaf(const struct option *option);

/* True if `name` ("slack", "slack.commands") has options in it. */
bool option_is_section(const char *name);

/*
 * Sets an option from the words of a file: one word, or as many as a list has. Returns true, or
 * false with the complaint appended to `why` and the option unchanged.
 */
bool option_set(const struct option *option, struct config *config, const char *const *words,
	size_t count, struct text *why);

void option_clear(const struct option *option, struct config *config); /* frees what it holds */

/* Appends what completes "... is allowed": a range, the choices, the row's own words. */
void option_print_allowed(const struct option *option, struct text *out);

/* What several options say together: no two commands with one name. Returns true, or false
 * with what is wrong in `why` and in *ret_option which one is to change. */
bool options_agree(const struct config *config, const struct option **ret_option, struct text *why);

void options_print_example(struct text *out); /* lastmile.conf.example */
void options_print_reference(struct text *out); /* the option list of lastmile.conf(5), in scdoc */

#endif
