#include "config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/check.h"
#include "config/complaints.h"

/* Opens the file, or complains. O_NONBLOCK: a pipe that nobody writes to must not hold us up. */
static int open_file(const char *path, struct complaints *complaints)
{
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (file < 0 || fstat(file, &status) < 0) {
		const char *advice = "name another one with -c";
		if (errno == ENOENT)
			advice = "copy the example, lastmile.conf.example, there, or name another "
				 "with -c";
		else if (errno == EACCES)
			advice = "let the user that runs lastmile read it";
		complain(complaints, 0, "cannot be read: %s; %s", strerror(errno), advice);
	} else if (!S_ISREG(status.st_mode)) {
		complain(complaints, 0, "is %s; a file is allowed; name it with -c",
			S_ISDIR(status.st_mode) ? "a folder" : "not a file");
	} else if (status.st_size > SOURCE_MOST_BYTES) {
		complain(complaints, 0, "is %lld bytes long; %d are allowed; is it the right file?",
			(long long)status.st_size, SOURCE_MOST_BYTES);
	} else {
		return file;
	}
	if (file >= 0)
		close(file);
	return -1;
}

/* Up to one byte more than is allowed. Returns the length, or -1 with a complaint. */
static ssize_t read_file(int file, char *buffer, struct complaints *complaints)
{
	size_t length = 0;
	ssize_t bytes;

	do {
		bytes = read(file, buffer + length, SOURCE_MOST_BYTES + 1 - length);
		if (bytes < 0) {
			complain(complaints, 0, "cannot be read: %s", strerror(errno));
			return -1;
		}
		length += (size_t)bytes;
	} while (bytes > 0 && length <= SOURCE_MOST_BYTES);
	return (ssize_t)length;
}

static int count_lines(const char *text, const char *until)
{
	int line = 1;

	for (; text < until; text++)
		line += *text == '\n';
	return line;
}

/* The first byte that no text has: a control character, a CR that ends no line; NULL: none. */
static const char *find_odd_byte(const char *text, size_t length)
{
	for (const char *at = text; at < text + length; at++) {
		bool control = (unsigned char)*at < 0x20 || *at == 0x7f;
		bool line_end = *at == '\n' || (*at == '\r' && at[1] == '\n');
		if (control && !line_end && *at != '\t')
			return at;
	}
	return NULL;
}

/* The first line that is not UTF-8; NULL: all are. */
static const char *find_odd_line(const char *text)
{
	for (const char *end; *text; text = end + (*end == '\n')) {
		end = strchrnul(text, '\n');
		if (!text_is_utf8(text, (size_t)(end - text)))
			return text;
	}
	return NULL;
}

/* True if these bytes are lines of text. */
static bool check_lines(const char *text, size_t length, struct complaints *complaints)
{
	const char *odd = find_odd_byte(text, length);

	if (odd && *odd == '\r')
		complain(complaints, count_lines(text, odd),
			"a line ends in CR alone; LF and CR LF are allowed; save the file with "
			"other "
			"line ends");
	else if (odd)
		complain(complaints, count_lines(text, odd),
			"there is a control character (%d); text is allowed; save the file as "
			"UTF-8 text",
			*odd);
	else if ((odd = find_odd_line(text)))
		complain(complaints, count_lines(text, odd),
			"a character is not UTF-8; UTF-8 is allowed; save the file as UTF-8");
	return !odd;
}

static void check_secrets(const char *text, struct complaints *complaints)
{
	int number = 1;

	for (const char *end; *text; text = end + (*end == '\n'), number++) {
		end = strchrnul(text, '\n');
		_cleanup_free_ char *line = xstrndup(text, (size_t)(end - text));
		if (check_looks_secret(line))
			complain(complaints, number,
				"there is a token; no secret is allowed in this file; put it into "
				"$CREDENTIALS_DIRECTORY or the environment, and since others may "
				"have "
				"read it here, have Slack make a new one");
	}
}

char *source_read(const char *path, struct complaints *complaints)
{
	static const char mark[] = "\xef\xbb\xbf";
	int file = open_file(path, complaints);

	if (file < 0)
		return NULL;
	_cleanup_free_ char *text = xcalloc(1, SOURCE_MOST_BYTES + 2);
	ssize_t length = read_file(file, text, complaints);
	close(file);
	if (length < 0)
		return NULL;
	if (text_starts_with(text, mark)) {
		length -= (ssize_t)strlen(mark);
		memmove(text, text + strlen(mark), (size_t)length + 1);
	}
	if (length > SOURCE_MOST_BYTES) {
		complain(complaints, 0, "is too long; %d bytes are allowed", SOURCE_MOST_BYTES);
		return NULL;
	}
	if (!check_lines(text, (size_t)length, complaints))
		return NULL;
	if (text_is_blank(text)) {
		complain(complaints, 0,
			"is empty; settings are expected; copy the example, "
			"lastmile.conf.example, there");
		return NULL;
	}
	check_secrets(text, complaints);
	return steal_pointer(text);
}
