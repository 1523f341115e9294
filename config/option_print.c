#include "config/options.h"

#include <string.h>

#include "bot/util/text.h"

enum { COLUMNS = 96 };

static bool is_quoted(const struct option *option)
{
	return option->type == OPTION_TEXT || option->type == OPTION_CHOICE;
}

/* The default as it stands in a file: "UTC", {}, 60. */
static void print_initial(struct text *out, const struct option *option)
{
	if (option->type == OPTION_LIST)
		text_printf(out, *option->initial ? "{\"%s\"}" : "{%s}", option->initial);
	else
		text_printf(out, is_quoted(option) ? "\"%s\"" : "%s", option->initial);
}

void option_print_allowed(const struct option *option, struct text *out)
{
	if (option->allowed)
		text_append(out, option->allowed);
	else if (option->type == OPTION_NUMBER)
		text_printf(out, "a number from %lld to %lld (%s)", (long long)option->minimum,
			(long long)option->maximum, option->unit);
	for (size_t i = 0; option->choices && option->choices[i]; i++)
		text_printf(out, "%s%s",
			!i                       ? ""
			: option->choices[i + 1] ? ", "
						 : " or ",
			option->choices[i]);
}

/* A sentence of words in lines that begin with `indent`. */
static void print_wrapped(struct text *out, const char *indent, const char *words)
{
	size_t column = 0;

	for (; *(words += strspn(words, " ")); words += strcspn(words, " ")) {
		size_t length = strcspn(words, " ");
		if (column && column + 1 + length > COLUMNS) {
			text_append_char(out, '\n');
			column = 0;
		}
		if (!column) {
			text_append(out, indent);
			column = strlen(indent);
		} else {
			text_append_char(out, ' ');
		}
		text_append_bytes(out, words, length);
		column += 1 + length;
	}
	text_append_char(out, '\n');
}

static void print_tabs(struct text *out, size_t count)
{
	while (count--)
		text_append_char(out, '\t');
}

/* How many sections are open inside the first `length` bytes of a name. */
static size_t depth_of(const char *name, size_t length)
{
	size_t depth = length > 0;

	for (size_t i = 0; i < length; i++)
		depth += name[i] == '.';
	return depth;
}

/* Closes and opens sections between one option and the next; `next` may be NULL: the end. */
static void print_braces(struct text *out, const struct option *last, const struct option *next)
{
	size_t from = last ? option_section_length(last) : 0;
	size_t to = next ? option_section_length(next) : 0;
	size_t depth = last ? depth_of(last->name, from) : 0;

	while (from && !(to >= from && strncmp(last->name, next->name, from) == 0 &&
			       next->name[from] == '.')) {
		print_tabs(out, --depth);
		text_append(out, "}\n");
		while (from && last->name[--from] != '.')
			;
	}
	if (next)
		text_append_char(out, '\n');
	while (from < to) {
		size_t start = from + (from > 0);
		size_t length = strcspn(next->name + start, ".");
		print_tabs(out, depth++);
		text_printf(out, "%.*s {\n", (int)length, next->name + start);
		from = start + length;
	}
}

void options_print_example(struct text *out)
{
	const struct option *last = NULL;

	text_append(out, "# lastmile.conf: what the host decides; lastmile.conf(5) has it all. "
			 "Everything else is\n"
			 "# changed from chat. Each line with a single # is the default; take the "
			 "# away to change\n"
			 "# it, then run `lastmile check`. Secrets never stand here.\n");
	for (const struct option *option = options; option->name; last = option++) {
		char indent[16] = "";
		size_t depth = depth_of(option->name, option_section_length(option));
		print_braces(out, last, option);
		memset(indent, '\t', depth);
		strncat(indent, "## ", sizeof(indent) - depth - 1);
		print_wrapped(out, indent, option->help);
		print_tabs(out, depth);
		text_printf(out, "#%s = ", option_leaf(option));
		print_initial(out, option);
		text_append_char(out, '\n');
	}
	print_braces(out, last, NULL);
}

void options_print_reference(struct text *out)
{
	for (const struct option *option = options; option->name; option++) {
		text_printf(out, "*%s* = ", option->name);
		print_initial(out, option);
		text_append_char(out, '\n');
		print_wrapped(out, "\t", option->help);
		_cleanup_text_ struct text allowed = TEXT_INIT;
		text_append(&allowed, "Allowed: ");
		option_print_allowed(option, &allowed);
		text_append_char(&allowed, '.');
		print_wrapped(out, "\t", text_string(&allowed));
		text_append_char(out, '\n');
	}
}
