#ifndef LASTMILE_PLAYGROUND_FILES_H
#define LASTMILE_PLAYGROUND_FILES_H
/*
 * Files the app uploads: asked for, sent, completed; then a message may show them. Only pictures
 * are ever shown to people.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/list.h"

struct cJSON;
struct files;
struct http_request;
struct playground;

enum file_state { FILE_ASKED_FOR, FILE_SENT, FILE_COMPLETE };

struct file {
	struct list link; // files::all
	enum file_state state;
	char *id; // "F0…"
	char *secret; // of the address to upload to
	char *name;
	char *title;
	char *alt_text; // or NULL
	size_t length;
	char *bytes; // from FILE_SENT on
	int64_t completed_at; // monotonic
};

enum { FILE_BYTES_MAX = 1000 * 1000 };

struct files *files_create(void);
void files_destroy(struct files *files);
void files_forget(struct files *files);

struct file *files_add(struct files *files, const char *name, size_t length);
struct file *files_find(const struct files *files, const char *id); // NULL: none

/* POST /upload/SECRET and GET /files/ID. They end the request. */
void files_take_upload(
	struct playground *playground, struct http_request *request, const char *secret);
void files_show(struct playground *playground, struct http_request *request, const char *id);

/* NULL if every slack_file in the blocks can be shown now, else invalid_blocks with a line for each
 * that cannot. A file counts as looked at `pictures_after` ms after it was completed. */
const char *files_check_blocks(
	const struct playground *playground, const struct cJSON *blocks, struct cJSON *messages);

#endif
