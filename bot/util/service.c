#include "bot/util/service.h"

#include <stdarg.h>
#include <stdlib.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "bot/util/memory.h"
#include "bot/util/text.h"

static void notify(const char *state)
{
#ifdef HAVE_SYSTEMD
	(void)sd_notify(0, state); // nothing is owed to a manager that does not listen
#else
	(void)state;
#endif
}

void service_ready(void)
{
	notify("READY=1");
}

void service_status(const char *format, ...)
{
	_cleanup_text_ struct text raw = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&raw, format, args);
	va_end(args);
	// A line break would end the status and begin another assignment.
	_cleanup_free_ char *line = text_one_line(text_string(&raw));
	_cleanup_free_ char *state = xasprintf("STATUS=%s", line);
	notify(state);
}

void service_stopping(void)
{
	notify("STOPPING=1");
}

int64_t service_watchdog_interval(void)
{
#ifdef HAVE_SYSTEMD
	uint64_t microseconds = 0;

	if (sd_watchdog_enabled(0, &microseconds) > 0)
		return (int64_t)(microseconds / 2000);
#endif
	return 0;
}

void service_alive(void)
{
	notify("WATCHDOG=1");
}
