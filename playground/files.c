#include "playground/files.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/playground.h"

struct files {
	struct list all; // file::link
	int count;
};

static void file_destroy(struct file *file)
{
	list_remove(&file->link);
	free(file->id);
	free(file->secret);
	free(file->name);
	free(file->title);
	free(file->alt_text);
	free(file->bytes);
	free(file);
}

struct files *files_create(void)
{
	struct files *files = xcalloc(1, sizeof(*files));

	list_init(&files->all);
	return files;
}

void files_forget(struct files *files)
{
	while (!list_empty(&files->all))
		file_destroy(list_first(&files->all, struct file, link));
}

void files_destroy(struct files *files)
{
	if (!files)
		return;
	files_forget(files);
	free(files);
}

struct file *files_add(struct files *files, const char *name, size_t length)
{
	struct file *file = xcalloc(1, sizeof(*file));

	file->id = xasprintf("F0%06X", ++files->count);
	file->secret = xasprintf("%08x%08x", random_below(UINT32_MAX), random_below(UINT32_MAX));
	file->name = xstrdup(name);
	file->title = xstrdup(name);
	file->length = length;
	list_append(&files->all, &file->link);
	return file;
}

struct file *files_find(const struct files *files, const char *id)
{
	struct file *file;

	list_for_each (file, &files->all, link)
		if (text_equal(file->id, id))
			return file;
	return NULL;
}

static struct file *find_secret(const struct files *files, const char *secret)
{
	struct file *file;

	list_for_each (file, &files->all, link)
		if (text_equal(file->secret, secret))
			return file;
	return NULL;
}

/* The file in a body of one part, as forms send it; a body of another kind is the file itself. */
static const char *file_in(const struct http_request *request, size_t *ret_length)
{
	const char *type = http_request_header(request, "content-type");
	const char *body = request->body, *end = body + request->body_length, *line, *begin;

	*ret_length = request->body_length;
	if (!type || !text_starts_with(type, "multipart/form-data"))
		return body;
	line = memmem(body, (size_t)(end - body), "\r\n", 2); // behind it stands the boundary
	begin = memmem(body, (size_t)(end - body), "\r\n\r\n", 4);
	if (!line || !begin)
		return body;
	begin += 4;
	_cleanup_free_ char *boundary = xasprintf("\r\n%.*s", (int)(line - body), body);
	const char *last = memmem(begin, (size_t)(end - begin), boundary, strlen(boundary));
	*ret_length = (size_t)((last ? last : end) - begin);
	return begin;
}

/* The address is good for one upload of exactly the length that was announced. */
void files_take_upload(
	struct playground *playground, struct http_request *request, const char *secret)
{
	struct file *file = find_secret(playground->files, secret);
	size_t length = 0;
	const char *bytes = file_in(request, &length);

	if (!text_equal(request->method, "POST")) {
		http_respond_text(request, 405, "files are sent with POST");
	} else if (faults_strike(&playground->faults, "status", "upload")) {
		http_respond_text(request, 500, "a fault was asked for");
	} else if (!file || file->state != FILE_ASKED_FOR) {
		http_respond_text(request, 404, "nothing is to be uploaded here");
	} else if (length != file->length) {
		http_respond_text(request, 400, "not as long as announced");
	} else {
		file->bytes = xcalloc(1, file->length + 1);
		memcpy(file->bytes, bytes, length);
		file->state = FILE_SENT;
		http_respond_text(request, 200, "OK");
	}
}

/* What it is by its first bytes; NULL: no picture that a page may show. */
static const char *picture_type(const struct file *file)
{
	static const struct {
		const char *begin, *type;
	} types[] = { { "\x89PNG\r\n", "image/png" }, { "\xff\xd8\xff", "image/jpeg" },
		{ "GIF8", "image/gif" } };

	for (size_t i = 0; i < array_length(types); i++)
		if (file->length > strlen(types[i].begin) &&
			memcmp(file->bytes, types[i].begin, strlen(types[i].begin)) == 0)
			return types[i].type;
	return NULL;
}

static bool is_picture(const struct file *file)
{
	return file && file->state == FILE_COMPLETE && picture_type(file);
}

void files_show(struct playground *playground, struct http_request *request, const char *id)
{
	static const struct http_header headers[] = {
		{ "Content-Security-Policy", "default-src 'none'" },
	};
	const struct file *file = files_find(playground->files, id);

	if (!is_picture(file)) {
		http_respond_text(request, 404, "there is no such picture");
		return;
	}
	const struct http_response response = {
		.status = 200,
		.type = picture_type(file),
		.body = file->bytes,
		.body_length = file->length,
		.headers = headers,
		.header_count = array_length(headers),
	};
	http_respond(request, &response);
}

static bool can_be_shown(const struct playground *playground, const struct cJSON *slack_file)
{
	const struct file *file = files_find(playground->files, json_string(slack_file, "id"));

	return is_picture(file) &&
	       clock_monotonic() - file->completed_at >= playground->pictures_after;
}

static void look_into(const struct playground *playground, const struct cJSON *value, int index,
	struct cJSON *messages)
{
	const struct cJSON *member;

	json_for_each (member, value) {
		if (json_is_object(value) && text_equal(json_name(member), "slack_file")) {
			_cleanup_free_ char *line = xasprintf(
				"[ERROR] invalid slack file [json-pointer:/blocks/%d/slack_file]",
				index);
			if (!can_be_shown(playground, member))
				json_append_string(messages, line);
		} else if (json_is_object(member) || json_is_array(member)) {
			look_into(playground, member, index, messages);
		}
	}
}

const char *files_check_blocks(
	const struct playground *playground, const struct cJSON *blocks, struct cJSON *messages)
{
	size_t before = json_length(messages);
	const struct cJSON *block;
	int index = 0;

	json_for_each (block, blocks)
		look_into(playground, block, index++, messages);
	return json_length(messages) > before ? "invalid_blocks" : NULL;
}
