/*
 * Prints what comes from the option rows, for the tree and for its tests:
 *
 *     config-texts example      config/lastmile.conf.example
 *     config-texts reference    the option list in docs/lastmile.conf.5.scd
 *     config-texts problems F   what is wrong with the configuration F; nothing if it is good
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "bot/util/text.h"
#include "config/config.h"
#include "config/load.h"
#include "config/options.h"

int main(int argc, char **argv)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	_cleanup_config_ struct config *config = NULL;

	if (argc == 2 && text_equal(argv[1], "example"))
		options_print_example(&out);
	else if (argc == 2 && text_equal(argv[1], "reference"))
		options_print_reference(&out);
	else if (argc == 3 && text_equal(argv[1], "problems"))
		(void)config_load(argv[2], &config, &out);
	else
		return fputs("usage: config-texts example|reference|problems FILE\n", stderr),
		       EX_USAGE;
	fputs(text_string(&out), stdout);
	return 0;
}
