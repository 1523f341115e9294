#include "tests/support/describe.h"

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/text.h"
#include "tests/support/describe_event.h"

static void describe_view(const struct slack_view *view, struct text *out)
{
	describe_line(out, view->home ? "home page" : "modal", view->id);
	describe_line(out, "hash", view->hash);
	describe_line(out, "print", view->print);
	for (size_t i = 0; view->inputs[i]; i++)
		describe_line(out, "input", view->inputs[i]);
}

void describe_frame(const struct slack_frame *frame, struct text *out)
{
	static const char *const kinds[] = {
		[SLACK_FRAME_HELLO] = "hello",
		[SLACK_FRAME_DISCONNECT] = "disconnect",
		[SLACK_FRAME_EVENT] = "event",
		[SLACK_FRAME_REFUSED] = "refused",
	};
	static const char *const disconnects[] = {
		[SLACK_DISCONNECT_WARNING] = "warning",
		[SLACK_DISCONNECT_REFRESH_REQUESTED] = "refresh_requested",
		[SLACK_DISCONNECT_LINK_DISABLED] = "link_disabled",
		[SLACK_DISCONNECT_TOO_MANY_WEBSOCKETS] = "too_many_websockets",
		[SLACK_DISCONNECT_OTHER] = "other",
	};

	describe_line(out, "frame", kinds[frame->kind]);
	describe_line(out, "what", frame->what);
	describe_line(out, "reason", frame->reason);
	describe_line(out, "envelope", frame->envelope_id);
	describe_flag(out, "takes a reply", frame->takes_reply);
	describe_flag(out, "takes a view", frame->takes_view);
	if (frame->view)
		describe_view(frame->view, out);
	describe_line(out, "response url", frame->response_url);
	if (frame->retry_attempt)
		text_printf(out, "retry: %d\n", frame->retry_attempt);
	describe_line(out, "retry reason", frame->retry_reason);
	if (frame->kind == SLACK_FRAME_HELLO) {
		text_printf(out, "connections: %d\n", frame->connections);
		describe_line(out, "app", frame->app);
		text_printf(out, "lifetime: %lld ms\n", (long long)frame->expected_lifetime);
	}
	if (frame->kind == SLACK_FRAME_DISCONNECT)
		describe_line(out, "because", disconnects[frame->disconnect]);
	if (frame->event)
		describe_event(frame->event, out);
}
