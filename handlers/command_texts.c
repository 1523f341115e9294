/*
 * Prints what comes from the commands' own descriptions, for the tree and for its tests:
 *
 *     command-texts readme    the table in README.md
 */
#include <stdio.h>
#include <sysexits.h>

#include "bot/util/text.h"
#include "handlers/command.h"

/* In a table's cell a bar would begin the next one. */
static void print_cell(const char *text)
{
	for (; *text; text++)
		printf(*text == '|' ? "\\|" : "%c", *text);
}

static void print_row(const struct command *command)
{
	printf("| `%s%s%s", command->slash ? "/" : "/lastmile ", command->name,
		text_is_blank(command->usage) ? "" : " ");
	print_cell(command->usage);
	printf("` | %s | ", command->who);
	print_cell(command->summary);
	puts(" |");
}

int main(int argc, char **argv)
{
	if (argc != 2 || !text_equal(argv[1], "readme"))
		return fputs("usage: command-texts readme\n", stderr), EX_USAGE;
	puts("| command | who | what |\n|---|---|---|");
	for (size_t i = 0; commands[i]; i++)
		print_row(commands[i]);
	return 0;
}
