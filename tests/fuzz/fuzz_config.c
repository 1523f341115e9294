/*
 * A configuration file made of any bytes: loaded or refused with complaints that are lines of text,
 * never a crash, never both, never a secret.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/check.h"
#include "config/config.h"
#include "config/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_config_ struct config *config = NULL;
	int file = memfd_create("fuzz.conf", MFD_CLOEXEC);
	_cleanup_free_ char *path = xasprintf("/proc/self/fd/%d", file);

	require(write(file, data, size) == (ssize_t)size);
	int result = config_load(path, &config, &problems);
	close(file);

	const char *complaints = text_string(&problems);
	require(result == 0 || result == CONFIG_E_REFUSED);
	require((result == 0) == (config != NULL) && (result == 0) == (*complaints == '\0'));
	require(text_is_utf8(complaints, problems.length));
	require(!*complaints || complaints[problems.length - 1] == '\n');
	require(!check_looks_secret(complaints));
	return 0;
}
