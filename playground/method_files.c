/*
 * files.*: the three steps of an upload. Sharing a file into a channel is not played here: a
 * message shows it (slack_file).
 */
#include <stdlib.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/files.h"
#include "playground/playground.h"
#include "playground/web_api.h"

enum { ALT_TEXT_MAX = 1000 };

static const char *get_upload_url(struct call *call)
{
	const char *name = call_string(call, "filename");
	const char *alt_text = call_string(call, "alt_txt");
	int64_t length = json_int(call->arguments, "length", 0);

	if (length < 1 || (alt_text && text_characters(alt_text) > ALT_TEXT_MAX))
		return "invalid_arguments";
	if (length > FILE_BYTES_MAX)
		return "file_upload_size_restricted";
	struct file *file = files_add(call->playground->files, name, (size_t)length);
	file->alt_text = xstrdup(alt_text);
	_cleanup_free_ char *url = xasprintf("http://%s/upload/%s", call->host, file->secret);
	json_set_string(call->answer, "upload_url", url);
	json_set_string(call->answer, "file_id", file->id);
	return NULL;
}

static struct cJSON *describe(const struct file *file)
{
	struct cJSON *shown = json_object();

	json_set_string(shown, "id", file->id);
	json_set_string(shown, "name", file->name);
	json_set_string(shown, "title", file->title);
	json_set_int(shown, "size", (int64_t)file->length);
	json_set_string(shown, "alt_txt", file->alt_text);
	return shown;
}

/* All of them, or none. */
static const char *check_files(const struct call *call, const struct cJSON *list)
{
	const struct cJSON *item;

	if (!json_is_array(list) || !json_length(list))
		return "invalid_arguments";
	json_for_each (item, list) {
		const struct file *file =
			files_find(call->playground->files, json_string(item, "id"));
		if (!file || file->state == FILE_ASKED_FOR)
			return "file_not_found";
	}
	return NULL;
}

static const char *complete_upload(struct call *call)
{
	const struct cJSON *list = json_get(call->arguments, "files"), *item;
	const char *error = check_files(call, list);
	struct cJSON *shown;

	if (!error && (call_string(call, "channel_id") || call_string(call, "channels"))) {
		json_append_string(call->messages,
			"[ERROR] the playground does not share files into channels");
		error = "invalid_arguments";
	}
	if (error)
		return error;
	shown = json_set_array(call->answer, "files");
	json_for_each (item, list) {
		struct file *file = files_find(call->playground->files, json_string(item, "id"));
		if (json_string(item, "title")) {
			free(file->title);
			file->title = xstrdup(json_string(item, "title"));
		}
		if (file->state != FILE_COMPLETE)
			file->completed_at = clock_monotonic();
		file->state = FILE_COMPLETE;
		json_append(shown, describe(file));
	}
	return NULL;
}

static const char *info(struct call *call)
{
	const struct file *file = files_find(call->playground->files, call_string(call, "file"));

	if (!file || file->state != FILE_COMPLETE)
		return "file_not_found";
	json_set(call->answer, "file", describe(file));
	return NULL;
}

static const struct argument upload_arguments[] = {
	{ "filename", ARGUMENT_STRING, true },
	{ "length", ARGUMENT_INT, true },
	{ "alt_txt", ARGUMENT_STRING },
	{ 0 },
};
static const struct argument complete_arguments[] = {
	{ "files", ARGUMENT_JSON, true },
	{ "channel_id", ARGUMENT_STRING },
	{ "channels", ARGUMENT_STRING },
	{ 0 },
};
static const struct argument info_arguments[] = {
	{ "file", ARGUMENT_STRING, true },
	{ 0 },
};

const struct method file_methods[] = {
	{ "files.getUploadURLExternal", TOKEN_BOT, TIER_4, .form_only = true,
		.scope = "files:write", .arguments = upload_arguments, .run = get_upload_url },
	{ "files.completeUploadExternal", TOKEN_BOT, TIER_4, .scope = "files:write",
		.arguments = complete_arguments, .run = complete_upload },
	{ "files.info", TOKEN_BOT, TIER_4, .form_only = true, .scope = "files:read",
		.arguments = info_arguments, .run = info },
	{ 0 },
};
