#ifndef LASTMILE_TEAMS_DECODE_H
#define LASTMILE_TEAMS_DECODE_H
/*
 * An activity of Teams, turned into what we understand. A pure function: the body of one POST in,
 * one struct teams_frame out; nothing is sent, logged or remembered here. Whether the sender may
 * say so at all (its token) was looked at before; that the token speaks of this activity is for the
 * caller to compare (`service_url`, `channel_id`).
 *
 * Any bytes are answered with a frame. Every field but `type` is optional; unknown fields are
 * ignored, unknown types are IGNORED with 200, unknown invokes with 501 (facts of the Bot
 * Connector's documentation).
 *
 * Texts lose their markup here: our own mention is taken out, others become "@name" with their id
 * beside (event.h), entities are decoded, a quoted message is known by its id.
 *
 * Commands: the first word of what was said, with or without "/", in any case, is looked for among
 * the names. In a conversation with us alone anything else is plain words (EVENT_MESSAGE); where
 * other people are it is handed to the door of all commands ("lastmile"), which says what there is.
 *
 * An event's id, by which the inbox takes it once: the conversation's and the activity's, since
 * Teams sends a message again that was not answered within 15 s.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct command_name;
struct event;

enum { TEAMS_TEXT_CHARACTERS = 65536, TEAMS_ID_BYTES = 255, TEAMS_BODY_BYTES = 256 * 1024 };

struct teams_decoder {
	const char *app_id;
	const char *const
		*tenants; // ended by NULL; the first is ours, the others' ids get "|<tenant>"
	/* Words that people may begin with. { "report", "report" } is a command of its own; of a
	 * word of the door, { "mine", "lastmile" }, `word` becomes the first of its text; the door
	 * itself is { "lastmile", "lastmile" }. */
	const struct command_name *commands;
	size_t command_count;
};

enum teams_frame_kind {
	TEAMS_FRAME_EVENT, // answer once `event` is safe
	TEAMS_FRAME_IGNORED, // well-formed, nothing for us: answer `status` at once
	TEAMS_FRAME_REFUSED, // of no use, or not ours (another tenant, not Teams): answer `status`
};

enum { TEAMS_MOST_MOVES = 20 }; // told of in one activity: the rest is noticed later

struct teams_move {
	const char *person;
	bool left; // else came
};

/* What the body of the HTTP answer can hold. */
enum teams_takes {
	TEAMS_TAKES_NOTHING, // message, reaction: what is to be said is posted
	TEAMS_TAKES_CARD, // adaptiveCard/action: another card, or words
	TEAMS_TAKES_TASK, // task/fetch, task/submit: a dialog, words, or nothing: it closes
	TEAMS_TAKES_EXTENSION, // composeExtension/fetchTask, …/submitAction: the same
	TEAMS_TAKES_OBJECT, // message/submitAction: {}
};

enum teams_conversation_type { TEAMS_PERSONAL, TEAMS_GROUP, TEAMS_CHANNEL };

struct teams_conversation {
	enum teams_conversation_type type;
	const char *id; // whole, with ";messageid=" where it has one
	const char *service_url; // as sent
	const char *tenant;
	const char *person; // from.id, without our suffix: to whom a targeted message goes
	bool targeted; // what came was for us alone: so is what we answer
};

struct teams_frame {
	struct arena *arena; // everything below lives here, `event` and the frame itself too
	enum teams_frame_kind kind;
	int status; // IGNORED, REFUSED
	const char *what; // "message", "task/fetch": one of a fixed list, or "other"
	const char *reason; // a static sentence; NULL for an event that is handled
	const char *channel_id; // "msteams"; NULL if not said
	const char *service_url; // NULL if not said
	struct teams_conversation conversation;
	const char *activity; // its id; NULL if not said
	const char *our_name; // what the app is called there; NULL if not said
	const char *team; // whose channel it is from; NULL if not said

	/* EVENT */
	struct event *event; // event->arena is `arena`
	enum teams_takes takes;
	const char *card; // id of our message acted upon; NULL: none
	bool dialog; // acted inside a dialog: what is answered takes its place
	const char *dialog_id; // what its card carried as "dialog" (card_data.h); NULL
	const char *again; // likewise, as JSON
	/* A channel that was put into a form as a link, and what that calls it; NULL: none was. */
	const char *linked_channel, *linked_name;
	const char *quoted; // id of the message that was quoted; NULL
	/* A channel or group, and what Teams calls it with this activity; NULL: it does not say. */
	const char *named_channel, *channel_name;
	struct teams_move moves[TEAMS_MOST_MOVES]; // who went from a team or group, or came to it
	size_t move_count;
};

/* Never NULL. Release it with teams_frame_destroy(), or by destroying the arena it lives in. */
struct teams_frame *teams_decode(
	const struct teams_decoder *decoder, const char *bytes, size_t length, int64_t received_at);
void teams_frame_destroy(struct teams_frame *frame); /* NULL is fine */

/* A member object (GET …/members/{id}) as an EVENT_PROFILE in an arena of its own; NULL if it is
 * not one. `person` is the id we asked with. */
struct cJSON;
struct event *teams_decode_profile(
	const struct cJSON *member, const char *person, int64_t received_at);
/* The same of somebody who is no longer there. */
struct event *teams_profile_of_who_left(const char *person, int64_t received_at);

#endif
