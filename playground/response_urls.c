#include "playground/response_urls.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/arguments.h"
#include "playground/content.h"
#include "playground/interactions_private.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/world.h"

enum { USES = 5, LIFE = 30 * MS_PER_MINUTE, URLS_MAX = 10000 };

struct response_url {
	struct list link; // response_urls::all, oldest first
	char *id;
	struct channel *channel;
	const struct person *person;
	char *source_ts; // or NULL
	int uses;
	int64_t expires; // ms, clock_monotonic()
};

struct response_urls {
	struct playground *playground;
	struct list all;
	size_t count;
};

struct response_urls *response_urls_create(struct playground *playground)
{
	struct response_urls *urls = xcalloc(1, sizeof(*urls));

	urls->playground = playground;
	list_init(&urls->all);
	return urls;
}

static void forget_oldest(struct response_urls *urls)
{
	struct response_url *url = list_first(&urls->all, struct response_url, link);

	list_remove(&url->link);
	free(url->id);
	free(url->source_ts);
	free(url);
	urls->count--;
}

void response_urls_forget(struct response_urls *urls)
{
	while (!list_empty(&urls->all))
		forget_oldest(urls);
}

void response_urls_destroy(struct response_urls *urls)
{
	if (!urls)
		return;
	response_urls_forget(urls);
	free(urls);
}

char *response_urls_add(struct response_urls *urls, struct channel *channel,
	const struct person *person, const struct post *source)
{
	struct response_url *url = xcalloc(1, sizeof(*url));

	if (++urls->count > URLS_MAX)
		forget_oldest(urls);
	url->id = xasprintf("%08x%08x%08x%08x", random_below(UINT32_MAX), random_below(UINT32_MAX),
		random_below(UINT32_MAX), random_below(UINT32_MAX));
	url->channel = channel;
	url->person = person;
	url->source_ts = source ? xstrdup(source->ts) : NULL;
	url->expires = clock_monotonic() + LIFE;
	list_append(&urls->all, &url->link);
	return xasprintf("http://%s/response/%s", urls->playground->address, url->id);
}

static const char *edit_source(struct playground *playground, struct post *source,
	const struct cJSON *content, struct cJSON *messages)
{
	const char *error = source ? content_check(content, messages) : "cant_update_message";

	if (error)
		return error;
	content_apply(source, content);
	page_streams_tell(playground, "update", source);
	return NULL;
}

static const char *delete_source(struct playground *playground, struct post *source)
{
	if (!source)
		return "cant_delete_message";
	page_streams_tell(playground, "delete", source);
	post_destroy(source);
	return NULL;
}

static const char *use(struct response_urls *urls, const struct response_url *url,
	const struct cJSON *content, struct cJSON *messages)
{
	struct playground *playground = urls->playground;
	struct interaction interaction = {
		.playground = playground, .person = url->person, .channel = url->channel
	};
	bool to_everyone = text_equal(json_string(content, "response_type"), "in_channel");
	const char *thread_ts = json_string(content, "thread_ts");
	struct post *source = url->source_ts ? channel_post(url->channel, url->source_ts) : NULL;
	const char *error;
	struct post *post;

	if (json_bool(content, "delete_original", false))
		return delete_source(playground, source);
	if (json_bool(content, "replace_original", false))
		return edit_source(playground, source, content, messages);
	error = content_check(content, messages);
	if (!error && thread_ts && !channel_post(url->channel, thread_ts))
		error = "thread_not_found";
	if (error)
		return error;
	post = interaction_show(&interaction, content, to_everyone);
	post_reply_to(post, thread_ts);
	page_streams_tell(playground, to_everyone ? "update" : "ephemeral", post);
	return NULL;
}

static void refuse(
	struct http_request *request, int status, const char *error, const struct cJSON *messages)
{
	_cleanup_json_ struct cJSON *answer = json_object();
	struct http_response response = { .status = status };
	_cleanup_free_ char *body = NULL;

	json_set_bool(answer, "ok", false);
	json_set_string(answer, "error", error);
	if (messages && json_length(messages))
		json_set(json_set_object(answer, "response_metadata"), "messages",
			json_copy(messages));
	response.body = body = json_print(answer);
	http_respond(request, &response);
}

static struct response_url *find(struct response_urls *urls, const char *id)
{
	struct response_url *url;

	list_for_each(url, &urls->all, link)
		if (text_equal(url->id, id))
			return url;
	return NULL;
}

void response_urls_handle(struct response_urls *urls, struct http_request *request, const char *id)
{
	struct response_url *url = find(urls, id);
	_cleanup_json_ struct cJSON *content = NULL;
	_cleanup_json_ struct cJSON *messages = json_array();
	const char *error = NULL;

	if (!text_equal(request->method, "POST")) {
		refuse(request, 405, "insecure_request", NULL);
		return;
	}
	if (!url || url->uses >= USES || clock_monotonic() > url->expires) {
		error = !url ? "invalid_url" : url->uses >= USES ? "used_url" : "expired_url";
		refuse(request, 404, error, NULL);
		return;
	}
	error = arguments_read(request, true, &content);
	if (!error)
		error = use(urls, url, content, messages);
	if (error) {
		refuse(request, 400, error, messages);
		return;
	}
	url->uses++;
	http_respond_text(request, 200, "ok");
}
