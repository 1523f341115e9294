#include "bot/platform/slack/pictures.h"

#include <string.h>

#include "bot/chart.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/child.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	KEPT = 32, // files whose ids are known; a digest has three
	DRAW_WITHIN = 15000, // ms
	UPLOAD_WITHIN = 15000, // ms
	PICTURE_BYTES = 1 << 20,
	ANSWER_BYTES = 4096,
};

enum picture_state { WAITING, DRAWING, ASKING, UPLOADING, COMPLETING, READY, FAILED };

static const char *const state_names[] = {
	[WAITING] = "waiting",
	[DRAWING] = "drawing",
	[ASKING] = "asking",
	[UPLOADING] = "uploading",
	[COMPLETING] = "completing",
	[READY] = "ready",
	[FAILED] = "failed",
};

struct waiter {
	struct list link; // picture::waiters
	picture_done *done;
	void *data;
};

struct picture {
	struct list link; // pictures::all, oldest first
	struct pictures *pictures;
	enum picture_state state;
	char *chart; // as JSON: what makes two of them the same
	char *title;
	char *file; // Slack's id
	struct text bytes; // until they are uploaded
	int64_t ready_at; // monotonic
	struct list waiters; // waiter::link
};

struct pictures {
	uv_loop_t *loop;
	struct http_client *http;
	struct web_api *api;
	const char *program;
	struct list all;
	int count;
	struct picture *current; // the one that is made
	struct child *child;
	struct http_call *upload;
	bool aborted;
};

static void set_state(struct picture *picture, enum picture_state state)
{
	log_debug("slack", "picture %s -> %s", state_names[picture->state], state_names[state]);
	picture->state = state;
}

static void picture_destroy(struct picture *picture)
{
	list_remove(&picture->link);
	picture->pictures->count--;
	free(picture->chart);
	free(picture->title);
	free(picture->file);
	text_finish(&picture->bytes);
	free(picture);
}

static void make_next(struct pictures *pictures);

/* Tells whoever waits; one that failed is forgotten, to be tried anew by the next who asks. */
static void end(struct picture *picture, enum picture_state state)
{
	struct pictures *pictures = picture->pictures;

	set_state(picture, state);
	text_finish(&picture->bytes);
	picture->bytes = (struct text)TEXT_INIT;
	picture->ready_at = clock_monotonic();
	if (pictures->current == picture)
		pictures->current = NULL;
	while (!list_empty(&picture->waiters)) {
		struct waiter *waiter = list_first(&picture->waiters, struct waiter, link);
		list_remove(&waiter->link);
		waiter->done(waiter->data, state == READY ? picture->file : NULL, 0);
		free(waiter);
	}
	if (state == FAILED)
		picture_destroy(picture);
	make_next(pictures);
}

static void fail(struct picture *picture, const char *why)
{
	if (!picture->pictures->aborted)
		log_warning("slack", "a chart is shown as text, not as a picture (%s): %s",
			state_names[picture->state], why);
	end(picture, FAILED);
}

static void completed(void *data, const struct call_reply *reply)
{
	struct picture *picture = data;

	if (reply->class == CALL_OK)
		end(picture, READY);
	else
		fail(picture, reply->code);
}

static void complete(struct picture *picture)
{
	struct cJSON *arguments = json_object();
	struct cJSON *file = json_append(json_set_array(arguments, "files"), json_object());

	json_set_string(file, "id", picture->file);
	json_set_string(file, "title", picture->title);
	set_state(picture, COMPLETING);
	slack_call(
		picture->pictures->api, SLACK_FILES_COMPLETE_UPLOAD, arguments, completed, picture);
}

static void uploaded(void *data, const struct http_answer *answer)
{
	struct picture *picture = data;

	picture->pictures->upload = NULL;
	if (answer->fate == HTTP_ANSWERED && answer->status == 200)
		complete(picture);
	else
		fail(picture,
			answer->fate == HTTP_ANSWERED ? "the upload was refused" : answer->problem);
}

/* No token goes there: the address itself is the permission. */
static void upload(struct picture *picture, const char *url)
{
	const char *headers[] = { "Content-Type: application/octet-stream", NULL };
	const struct http_order order = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.body = text_string(&picture->bytes),
		.body_length = picture->bytes.length,
		.total_timeout = UPLOAD_WITHIN,
		.answer_limit = ANSWER_BYTES,
	};
	struct pictures *pictures = picture->pictures;

	set_state(picture, UPLOADING);
	pictures->upload = http_client_send(pictures->http, &order, uploaded, picture);
}

static void place_came(void *data, const struct call_reply *reply)
{
	struct picture *picture = data;
	const char *url = json_string(reply->json, "upload_url");
	const char *file = json_string(reply->json, "file_id");

	if (reply->class != CALL_OK) {
		fail(picture, reply->code);
	} else if (!file || !url || picture->pictures->aborted) {
		fail(picture, "not an answer");
	} else if (!web_api_may_upload_to(picture->pictures->api, url)) {
		fail(picture, "the address to upload to is not safe");
	} else {
		picture->file = xstrdup(file);
		upload(picture, url);
	}
}

static void drawn(void *data, const struct child_result *result)
{
	struct picture *picture = data;
	struct cJSON *arguments;

	picture->pictures->child = NULL;
	if (result->problem || !result->output_length) {
		fail(picture, result->problem ? result->problem : "lastmile-chart drew nothing");
		return;
	}
	text_append_bytes(&picture->bytes, result->output, result->output_length);
	arguments = json_object();
	json_set_string(arguments, "filename", "chart.png");
	json_set_int(arguments, "length", (int64_t)result->output_length);
	set_state(picture, ASKING);
	slack_call(
		picture->pictures->api, SLACK_FILES_GET_UPLOAD_URL, arguments, place_came, picture);
}

static void draw(struct picture *picture)
{
	struct pictures *pictures = picture->pictures;
	const struct child_order order = {
		.program = pictures->program,
		.input = picture->chart,
		.input_length = strlen(picture->chart),
		.output_limit = PICTURE_BYTES,
		.timeout = DRAW_WITHIN,
	};

	pictures->current = picture;
	set_state(picture, DRAWING);
	if (pictures->aborted)
		fail(picture, "stopping");
	else if (!pictures->program)
		fail(picture, "lastmile-chart is not installed");
	else
		pictures->child = child_start(pictures->loop, &order, drawn, picture);
}

static void make_next(struct pictures *pictures)
{
	struct picture *picture;

	if (pictures->current)
		return;
	list_for_each (picture, &pictures->all, link)
		if (picture->state == WAITING) {
			draw(picture);
			return;
		}
}

static void forget_oldest(struct pictures *pictures)
{
	struct picture *picture, *next;

	list_for_each_safe (picture, next, &pictures->all, link)
		if (pictures->count > KEPT && picture->state == READY)
			picture_destroy(picture);
}

static struct picture *find(struct pictures *pictures, const char *chart)
{
	struct picture *picture;

	list_for_each (picture, &pictures->all, link)
		if (text_equal(picture->chart, chart))
			return picture;
	return NULL;
}

/* Takes `chart`. */
static struct picture *picture_create(struct pictures *pictures, char *chart, const char *title)
{
	struct picture *picture = xcalloc(1, sizeof(*picture));

	picture->pictures = pictures;
	picture->chart = chart;
	picture->title = xstrdup(title);
	list_init(&picture->waiters);
	list_append(&pictures->all, &picture->link);
	pictures->count++;
	forget_oldest(pictures);
	return picture;
}

void pictures_get(
	struct pictures *pictures, const struct chart *chart, picture_done *done, void *data)
{
	_cleanup_json_ struct cJSON *json = chart_to_json(chart);
	_cleanup_free_ char *printed = json_print(json);
	struct picture *picture = find(pictures, printed);

	if (pictures->aborted) {
		done(data, NULL, 0);
		return;
	}
	if (picture && picture->state == READY) {
		done(data, picture->file, clock_monotonic() - picture->ready_at);
		return;
	}
	if (!picture)
		picture = picture_create(pictures, steal_pointer(printed), chart->title);
	struct waiter *waiter = xcalloc(1, sizeof(*waiter));
	waiter->done = done;
	waiter->data = data;
	list_append(&picture->waiters, &waiter->link);
	make_next(pictures);
}

struct pictures *pictures_create(
	uv_loop_t *loop, struct http_client *http, struct web_api *api, const char *program)
{
	struct pictures *pictures = xcalloc(1, sizeof(*pictures));

	pictures->loop = loop;
	pictures->http = http;
	pictures->api = api;
	pictures->program = program;
	list_init(&pictures->all);
	return pictures;
}

bool pictures_busy(const struct pictures *pictures)
{
	return pictures->current != NULL;
}

/* Those that wait for an answer of Slack are told by web_api_abort(). */
void pictures_abort(struct pictures *pictures)
{
	struct picture *current = pictures->current;

	pictures->aborted = true;
	child_cancel(steal_pointer(pictures->child));
	http_call_cancel(steal_pointer(pictures->upload));
	if (current && (current->state == DRAWING || current->state == UPLOADING))
		fail(current, "stopping");
}

void pictures_destroy(struct pictures *pictures)
{
	if (!pictures)
		return;
	pictures_abort(pictures);
	while (!list_empty(&pictures->all))
		picture_destroy(list_first(&pictures->all, struct picture, link));
	free(pictures);
}
