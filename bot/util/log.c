#include "bot/util/log.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static enum log_level threshold = LOG_LEVEL_INFO; // the one global: everybody logs

void log_set_level(enum log_level level)
{
	threshold = level;
}

/* Secrets are recognised by how they begin; each runs until a character that cannot be in it. */
static const struct {
	const char *prefix;
	size_t shown; // bytes of the prefix that may be seen
} secrets[] = {
	{ "xoxb-", 5 }, { "xoxp-", 5 }, { "xoxa-", 5 }, { "xoxr-", 5 }, { "xoxe-", 5 },
	{ "xoxe.", 5 }, { "xoxs-", 5 }, { "xoxc-", 5 }, { "xoxd-", 5 }, { "xapp-", 5 },
	{ "ticket=", 7 }, { "hooks.slack.com/", 16 }, { "/response/", 10 }, { "Bearer ", 7 },
};

static size_t secret_length(const char *at, size_t *ret_shown)
{
	for (size_t i = 0; i < array_length(secrets); i++) {
		size_t prefix = strlen(secrets[i].prefix);
		if (strncasecmp(at, secrets[i].prefix, prefix) != 0)
			continue;
		size_t end = prefix + strspn(at + prefix, "abcdefghijklmnopqrstuvwxyz"
							  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
							  "0123456789-._~+/=%");
		if (end == prefix) // "a token that begins with xapp-" names none
			return 0;
		*ret_shown = secrets[i].shown;
		return end;
	}
	return 0;
}

void log_sanitize(struct text *out, const char *line)
{
	_cleanup_free_ char *valid = NULL;

	if (!text_is_utf8(line, strlen(line)))
		line = valid = text_clean(line, strlen(line));
	while (*line) {
		size_t shown = 0;
		size_t secret = secret_length(line, &shown);
		if (secret > shown) {
			text_append_bytes(out, line, shown);
			text_append(out, "[redacted]");
			line += secret;
		} else if ((unsigned char)*line < 0x20 || *line == 0x7f) {
			text_printf(out, "\\x%02x", (unsigned char)*line++);
		} else {
			text_append_char(out, *line++);
		}
	}
}

/* Every child of a service inherits the variable, a terminal of the desktop too: it names what the
 * journal reads, and only that is the journal. */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	char ours[64];

	if (!stream || fstat(STDERR_FILENO, &status) != 0)
		return false;
	snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	return text_equal(stream, ours);
}

const char *log_mark(enum log_level level)
{
	static const char *const marks[] = {
		[LOG_LEVEL_ERROR] = "<3>",
		[LOG_LEVEL_WARNING] = "<4>",
		[LOG_LEVEL_INFO] = "<6>",
		[LOG_LEVEL_DEBUG] = "<7>",
	};

	return is_journal() ? marks[level] : "";
}

static void write_line(const struct text *line)
{
	/* A full pipe or a closed terminal must not stop the daemon: one try, then the line is
	 * lost. */
	ssize_t written = write(STDERR_FILENO, line->data, line->length);
	(void)written;
}

void log_write(enum log_level level, const char *area, const char *format, ...)
{
	static const char *const words[] = {
		[LOG_LEVEL_ERROR] = "error",
		[LOG_LEVEL_WARNING] = "warning",
		[LOG_LEVEL_INFO] = "info",
		[LOG_LEVEL_DEBUG] = "debug",
	};
	const char *mark = log_mark(level);
	_cleanup_text_ struct text raw = TEXT_INIT;
	_cleanup_text_ struct text line = TEXT_INIT;
	va_list args;

	if (level > threshold)
		return;
	va_start(args, format);
	text_vprintf(&raw, format, args);
	va_end(args);

	text_append(&line, mark);
	if (!*mark) {
		char now[CLOCK_TEXT_BYTES];
		text_printf(
			&line, "%s %s ", clock_format(clock_now(), now, sizeof(now)), words[level]);
	}
	text_printf(&line, "%s: ", area);
	log_sanitize(&line, text_string(&raw));
	text_append_char(&line, '\n');
	write_line(&line);
}
