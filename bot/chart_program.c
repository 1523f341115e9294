#include "bot/chart_program.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/memory.h"

static const char name[] = "lastmile-chart";

static char *beside_us(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	slash = strrchr(path, '/');
	return slash ? xasprintf("%.*s/%s", (int)(slash - path), path, name) : NULL;
}

const char *chart_program_place(void)
{
	return LASTMILE_LIBEXEC "/lastmile-chart";
}

char *chart_program_find(void)
{
	_cleanup_free_ char *beside = beside_us();

	if (beside && access(beside, X_OK) == 0)
		return steal_pointer(beside);
	return access(chart_program_place(), X_OK) == 0 ? xstrdup(chart_program_place()) : NULL;
}
