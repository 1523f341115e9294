#ifndef LASTMILE_LOG_H
#define LASTMILE_LOG_H
/*
 * One event, one line, on standard error; with the journal's priority prefix when the journal
 * listens (sd-daemon(3)). A line can be followed by what it names:
 *
 *     deliverer: delivery=42 issue=LM-7 kind=receipt attempt=1 outcome=DELIVERED
 *
 * Promises: control characters and invalid UTF-8 are escaped, so nobody can write a second line;
 * anything shaped like a token (xox?-…, xapp-…), a websocket ticket or a hooks.slack.com path is
 * replaced by "[redacted]". What people wrote is not logged.
 * A log line that cannot be written is dropped: logging never blocks or stops the daemon.
 */
#include <stdarg.h>

struct text;

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level); /* LOG_LEVEL_INFO at start */

/* `area` is the part of the program that speaks: "dispatcher", "slack", "storage". */
void log_write(enum log_level level, const char *area, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* What a line begins with where standard error is read by the journal, which takes its priority
 * from it; else "". */
const char *log_mark(enum log_level level);

/* Appends `line` made safe and redacted as promised above. Pure; the logger and the errors that
 * reach a terminal use it. */
void log_sanitize(struct text *out, const char *line);

#endif
