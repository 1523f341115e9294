#include "playground/page_stream.h"

#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/content.h"
#include "playground/playground.h"
#include "playground/socket_mode.h"
#include "playground/teams/teams.h"
#include "playground/world.h"

struct page_stream {
	struct list link; // page_streams::open
	struct http_websocket *websocket;
	const char *person_id;
};

struct page_streams {
	struct playground *playground;
	struct list open;
};

struct page_streams *page_streams_create(struct playground *playground)
{
	struct page_streams *streams = xcalloc(1, sizeof(*streams));

	streams->playground = playground;
	list_init(&streams->open);
	return streams;
}

void page_streams_destroy(struct page_streams *streams)
{
	free(streams);
}

static void on_closed(struct http_websocket *websocket, void *data)
{
	struct page_stream *stream = data;

	(void)websocket;
	list_remove(&stream->link);
	free(stream);
}

static const struct http_websocket_handler stream_handler = { .closed = on_closed };

/* On either side; NULL: nobody. */
static const char *person_called(const struct playground *playground, const char *id)
{
	const struct person *person = world_person(playground->world, id);

	return person ? person->id : teams_person_id(playground->teams, id);
}

void page_streams_open(struct page_streams *streams, struct http_request *request)
{
	_cleanup_free_ char *as = url_field(request->query, "as");
	const char *person_id = person_called(streams->playground, as);
	struct http_websocket_options options = {
		.handler = &stream_handler, .frame_limit = 1024, .message_limit = 1024
	};
	struct page_stream *stream;

	if (!person_id) {
		http_respond_text(request, 404, "nobody has this id");
		return;
	}
	stream = xcalloc(1, sizeof(*stream));
	list_init(&stream->link);
	stream->person_id = person_id;
	options.data = stream;
	stream->websocket = http_upgrade(request, &options);
	if (stream->websocket)
		list_append(&streams->open, &stream->link);
	else
		free(stream);
}

bool person_sees(const char *person_id, const struct post *post)
{
	if (post->ephemeral_to)
		return text_equal(post->ephemeral_to, person_id);
	return channel_has(post->channel, person_id);
}

static void send_event(const struct page_stream *stream, const struct cJSON *event)
{
	_cleanup_free_ char *printed = json_print(event);

	http_websocket_send(stream->websocket, printed, strlen(printed));
}

static void tell(struct playground *playground, const char *type, const struct post *post)
{
	_cleanup_json_ struct cJSON *event = NULL;
	const struct page_stream *stream;

	list_for_each(stream, &playground->streams->open, link) {
		if (!person_sees(stream->person_id, post))
			continue;
		if (!event) {
			event = json_object();
			json_set_string(event, "type", type);
			json_set_string(event, "channel", post->channel->id);
			json_set_string(event, "ts", post->ts);
			json_set(event, "message", post_for_people(playground->world, post));
		}
		send_event(stream, event);
	}
}

/* A reply changes what its parent shows: the number of replies. */
void page_streams_tell(struct playground *playground, const char *type, const struct post *post)
{
	const struct post *parent =
		post->thread_ts ? channel_post(post->channel, post->thread_ts) : NULL;

	if (list_empty(&playground->streams->open))
		return;
	tell(playground, type, post);
	if (parent)
		tell(playground, "update", parent);
}

void page_streams_tell_person(
	struct playground *playground, const char *person_id, const struct cJSON *event)
{
	const struct page_stream *stream;

	list_for_each(stream, &playground->streams->open, link)
		if (text_equal(stream->person_id, person_id))
			send_event(stream, event);
}

void page_streams_send_all(struct playground *playground, const struct cJSON *event)
{
	const struct page_stream *stream;

	list_for_each(stream, &playground->streams->open, link)
		send_event(stream, event);
}

void page_streams_tell_all(struct playground *playground, const char *type)
{
	_cleanup_json_ struct cJSON *event = json_object();
	int connections = socket_mode_connections(playground->socket_mode);

	json_set_string(event, "type", type);
	json_set_bool(event, "connected", connections > 0);
	json_set_int(event, "connections", connections);
	page_streams_send_all(playground, event);
}
