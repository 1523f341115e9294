#include "bot/util/http_parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

static bool is_token(const char *string)
{
	if (!*string)
		return false;
	for (; *string; string++)
		if (!isalnum((unsigned char)*string) && !strchr("!#$%&'*+-.^_`|~", *string))
			return false;
	return true;
}

static bool is_clean(const char *string)
{
	for (; *string; string++)
		if (((unsigned char)*string < 0x20 && *string != '\t') || *string == 0x7f)
			return false;
	return true;
}

static char *cut_line(char *line)
{
	char *end = strstr(line, "\r\n");

	*end = '\0';
	return end + 2;
}

static int parse_request_line(struct http_head *head, char *line)
{
	char *target = strchr(line, ' ');
	char *version = target ? strchr(target + 1, ' ') : NULL;
	char *query;

	if (!version)
		return -EINVAL;
	*target++ = '\0';
	*version++ = '\0';
	if (!is_token(line) || *target != '/' || !is_clean(target))
		return -EINVAL;
	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return -EINVAL;
	head->keep_alive = version[7] == '1';
	query = strchr(target, '?');
	if (query)
		*query++ = '\0';
	head->method = line;
	head->path = target;
	head->query = query ? query : "";
	return 0;
}

static int parse_header(struct http_head *head, char *line)
{
	char *colon = strchr(line, ':');
	char *value;

	if (!colon)
		return -EINVAL;
	*colon = '\0';
	value = text_trim(colon + 1);
	if (!is_token(line) || !is_clean(value))
		return -EINVAL;
	if (head->header_count == HTTP_HEADERS_MAX)
		return -EMSGSIZE;
	head->headers[head->header_count++] = (struct http_header){ line, value };
	return 0;
}

const char *http_head_get(const struct http_head *head, const char *name)
{
	for (size_t i = 0; i < head->header_count; i++)
		if (strcasecmp(head->headers[i].name, name) == 0)
			return head->headers[i].value;
	return NULL;
}

bool http_list_has(const char *value, const char *token)
{
	size_t wanted = strlen(token);

	while (value && *value) {
		size_t length = strcspn(value, ",");
		size_t end = length;
		size_t start = strspn(value, " \t");
		while (end > start && strchr(" \t", value[end - 1]))
			end--;
		if (start <= end && end - start == wanted &&
			strncasecmp(value + start, token, wanted) == 0)
			return true;
		value += length + (value[length] == ',');
	}
	return false;
}

static size_t count_headers(const struct http_head *head, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < head->header_count; i++)
		count += strcasecmp(head->headers[i].name, name) == 0;
	return count;
}

static int parse_length(const char *digits, int64_t *ret_length)
{
	size_t length = strlen(digits);

	if (!length || length > 15 || strspn(digits, "0123456789") != length)
		return -EINVAL;
	*ret_length = strtoll(digits, NULL, 10);
	return 0;
}

/* What the headers say of the body and of the connection. */
static int interpret(struct http_head *head)
{
	const char *length = http_head_get(head, "content-length");
	const char *encoding = http_head_get(head, "transfer-encoding");
	const char *connection = http_head_get(head, "connection");

	head->content_length = -1;
	if (count_headers(head, "content-length") > 1 || count_headers(head, "host") != 1 ||
		count_headers(head, "transfer-encoding") > 1 || (length && encoding))
		return -EINVAL;
	if (length && parse_length(length, &head->content_length) < 0)
		return -EINVAL;
	if (encoding && strcasecmp(encoding, "chunked") != 0)
		return -EINVAL;
	head->chunked = encoding;
	if (http_list_has(connection, "close"))
		head->keep_alive = false;
	else if (http_list_has(connection, "keep-alive"))
		head->keep_alive = true;
	head->expects_continue = text_equal_nocase(http_head_get(head, "expect"), "100-continue");
	return 0;
}

static int parse_lines(struct http_head *head)
{
	char *line = head->storage;
	char *next = cut_line(line);
	int r = parse_request_line(head, line);

	while (r == 0 && *next) {
		line = next;
		next = cut_line(line);
		r = parse_header(head, line);
	}
	return r < 0 ? r : interpret(head);
}

int http_parse_head(const char *bytes, size_t length, struct http_head *ret_head, size_t *ret_used)
{
	struct http_head head = { 0 };
	const char *end = memmem(bytes, length, "\r\n\r\n", 4);
	size_t used = end ? (size_t)(end - bytes) + 4 : length;
	int r;

	if (used > HTTP_HEAD_BYTES)
		return -EMSGSIZE;
	if (!end)
		return HTTP_PARSE_E_MORE;
	if (memchr(bytes, '\0', used))
		return -EINVAL;
	head.storage = xstrndup(bytes, used - 2); // each line ends with CR LF, the last one too
	r = parse_lines(&head);
	if (r < 0) {
		http_head_finish(&head);
		return r;
	}
	*ret_head = head;
	*ret_used = used;
	return 0;
}

void http_head_finish(struct http_head *head)
{
	free(head->storage);
	*head = (struct http_head){ 0 };
}

/* "1a;extension\r\n": the size, and the bytes the line takes. */
static int parse_chunk_size(const char *bytes, size_t length, size_t *ret_size, size_t *ret_used)
{
	const char *end = memmem(bytes, length < 256 ? length : 256, "\r\n", 2);
	size_t digits = 0, size = 0;

	if (!end)
		return length < 256 ? HTTP_PARSE_E_MORE : -EINVAL;
	for (; isxdigit((unsigned char)bytes[digits]); digits++) {
		char c = (char)tolower((unsigned char)bytes[digits]);
		size = size << 4 | (size_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	if (!digits || digits > 8 || (bytes[digits] != '\r' && bytes[digits] != ';'))
		return -EINVAL;
	*ret_size = size;
	*ret_used = (size_t)(end - bytes) + 2;
	return 0;
}

int http_parse_chunks(
	const char *bytes, size_t length, size_t limit, struct text *body, size_t *ret_used)
{
	size_t at = 0;

	for (;;) {
		size_t size = 0, line = 0;
		int r = parse_chunk_size(bytes + at, length - at, &size, &line);
		if (r != 0)
			return r;
		if (body->length + size > limit)
			return -EMSGSIZE;
		at += line;
		if (length - at < size + 2)
			return HTTP_PARSE_E_MORE;
		text_append_bytes(body, bytes + at, size);
		at += size;
		/* No trailers: nobody we serve sends them, and they are a way around header checks.
		 */
		if (memcmp(bytes + at, "\r\n", 2) != 0)
			return -EINVAL;
		at += 2;
		if (!size) {
			*ret_used = at;
			return 0;
		}
	}
}
