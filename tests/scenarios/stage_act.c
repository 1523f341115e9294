/* What people do: typing, pressing, using, reacting, waiting; see stage.h. */
#include "stage_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/answer.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/scheduler.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/timer_store.h"

enum { MENTIONS_AT_MOST = 64, TIMERS_LOOKED_AT = 100 };

static const struct {
	const char *label, *name;
} shortcuts[] = {
	{ "Report AI failure", "report" },
};

static bool is_in_form(const struct event *event)
{
	return event->type == EVENT_FORM || (event->type == EVENT_ACTION && event->action.form);
}

/* What has nothing to stand beside opens as a form to read. */
static bool opens_to_read(const struct event *event)
{
	return is_in_form(event) || (event->type == EVENT_ACTION && event->place.home) ||
	       (event->type == EVENT_SHORTCUT && !event->shortcut.message);
}

/* Where a platform must know before a button is pressed, it asks handler::opens_form. */
static void check_opens_form(const struct event *event, const struct answer *answer)
{
	if (event->type == EVENT_ACTION && !is_in_form(event) && answer->form &&
		!button_opens_form(event->action.name)) {
		fprintf(stderr, "the button %s opens a form and does not say .opens_form\n",
			event->action.name);
		exit(1);
	}
}

/* The table in answer.h. */
static void see_answer(const struct stage *stage, struct screen *screen, const struct event *event,
	const struct answer *answer)
{
	check_opens_form(event, answer);
	if (answer->home) {
		check_home_for_slack(stage, answer->home);
		check_home_for_teams(stage, answer->home);
		see_message(screen, &screen->home, answer->home);
	}
	if (!is_in_form(event) && (answer->form || (answer->message && opens_to_read(event))))
		screen->form_at_home = event->place.home;
	if (answer->errors)
		form_is_wrong(screen, answer->errors);
	else if (answer->form)
		form_opens(stage, screen, answer->form);
	else if (answer->message && opens_to_read(event))
		form_opens_to_read(stage, screen, answer->message);
	else if (answer->message) {
		check_message_for_slack(answer->message);
		check_message_for_teams(answer->message);
		see_message(screen, &screen->reply, answer->message);
	} else if (event->type == EVENT_FORM)
		form_closes(screen);
}

static struct answer dispatch(struct stage *stage, struct event *event)
{
	stage_begin(stage);
	struct answer answer = dispatch_event(stage->db, &stage->settings, event, stage->now);
	stage_commit(stage);
	return answer;
}

/* A timer's handler that fails is put off, and nobody sees it: here it ends the scenario. */
static void look_for_failures(struct stage *stage)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct timers timers =
		timer_store_due(stage->db, arena, stage->now + MS_PER_HOUR, TIMERS_LOOKED_AT);

	for (size_t i = 0; i < timers.count; i++)
		if (timers.items[i].attempts > 0) {
			fprintf(stderr, "the timer %s of %s failed\n", timers.items[i].name,
				timers.items[i].value);
			exit(1);
		}
}

/* Until then, each timer at its own time, and what it owes is delivered before the next. */
static void pass_time(struct stage *stage, int64_t until)
{
	for (;;) {
		int64_t next = timer_store_next(stage->db);
		if (next > until)
			break;
		if (stage->now < next)
			stage->now = next;
		stage_begin(stage);
		scheduler_run(stage->db, &stage->settings, stage->now);
		look_for_failures(stage);
		stage_commit(stage);
		stage_deliver(stage);
	}
	stage->now = until;
}

/* Slack says it with what somebody does to the app, not with what it lets the app know of. */
static const char *name_of(const struct stage *stage, int person, enum event_type type)
{
	if (type == EVENT_HOME || type == EVENT_MESSAGE || type == EVENT_REACTION)
		return NULL;
	return stage->names[person] ? stage->names[person] : world_people[person].handle;
}

void stage_act(struct stage *stage, int person, struct event *event, int times)
{
	struct screen *screen = &stage->screens[person];

	pass_time(stage, stage->now + MS_PER_SECOND);
	event->id = arena_printf(event->arena, "e%d", ++stage->events);
	event->platform = world_people[person].platform;
	event->received_at = stage->now;
	event->actor = (struct event_person){
		.id = world_people[person].account,
		.name = name_of(stage, person, event->type),
	};
	if (!text_equal(event->platform, "slack"))
		event->trigger = NULL;
	seen_finish(&screen->reply);
	for (int i = 0; i < times; i++) {
		struct answer answer = dispatch(stage, event);
		see_answer(stage, screen, event, &answer);
	}
	stage_deliver(stage);
}

const char *stage_expand(struct arena *arena, const char *line)
{
	const char *open = strchr(line, '{');
	char *end;
	long times = open ? strtol(open + 1, &end, 10) : 0;

	if (times <= 0 || *end != ' ' || !strchr(end, '}'))
		return line;
	const char *close = strchr(end, '}');
	_cleanup_text_ struct text text = TEXT_INIT;
	text_append_bytes(&text, line, (size_t)(open - line));
	for (long i = 0; i < times; i++)
		text_append_bytes(&text, end + 1, (size_t)(close - end - 1));
	text_append(&text, stage_expand(arena, close + 1));
	return arena_strdup(arena, text_string(&text));
}

static size_t word_length(const char *word)
{
	return strspn(word, "abcdefghijklmnopqrstuvwxyz-");
}

static bool mention_at(struct arena *arena, const char *at, struct event_mention *ret)
{
	size_t length = *at == '@' || *at == '#' ? word_length(at + 1) : 0;
	const char *name = arena_strndup(arena, at, length + 1) + (length > 0);
	int person = *at == '@' ? person_index(name) : -1;
	const struct world_channel *channel = *at == '#' ? channel_called(name) : NULL;

	if (person < 0 && !channel)
		return false;
	*ret = (struct event_mention){
		.kind = channel ? MENTION_CHANNEL : MENTION_PERSON,
		.length = length + 1,
		.id = channel ? channel->id : world_people[person].account,
		.name = channel ? channel->name : world_people[person].handle,
	};
	return true;
}

static const struct event_mention *find_mentions(
	struct arena *arena, const char *text, size_t *ret_count)
{
	struct event_mention *mentions = arena_array(arena, MENTIONS_AT_MOST, struct event_mention);
	size_t count = 0;

	for (const char *at = text + strcspn(text, "@#"); *at && count < MENTIONS_AT_MOST;
		at += 1 + strcspn(at + 1, "@#")) {
		if (mention_at(arena, at, &mentions[count]))
			mentions[count++].start = (size_t)(at - text);
	}
	*ret_count = count;
	return mentions;
}

static struct event_place direct_place(struct arena *arena, int person)
{
	if (!text_equal(world_people[person].platform, "slack"))
		return (struct event_place){ 0 };
	return (struct event_place){
		.channel = direct_channel(arena, person),
		.direct = true,
		.is_private = true,
	};
}

static struct event_place place_of(const struct world_channel *channel)
{
	return (struct event_place){
		.channel = channel->id,
		.channel_name = channel->name,
		.is_private = channel->is_private,
	};
}

static void say_in_channel(
	struct stage *stage, int person, const struct world_channel *channel, const char *words)
{
	pass_time(stage, stage->now + MS_PER_SECOND);
	stage->said = xrealloc(stage->said, (stage->said_count + 1) * sizeof(*stage->said));
	stage->said[stage->said_count++] = (struct said){
		.author = person,
		.channel = channel,
		.id = xasprintf("m%d", ++stage->messages),
		.text = xstrdup(words),
	};
	seen_finish(&stage->screens[person].reply);
}

static void say_to_app(struct stage *stage, int person, const char *words, const char *thread)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = { .arena = arena, .type = EVENT_MESSAGE };

	event.place = direct_place(arena, person);
	event.place.message = arena_printf(arena, "m%d", ++stage->messages);
	event.place.thread = thread;
	event.message.text = stage_expand(arena, words);
	event.message.author = world_people[person].account;
	event.message.mentions =
		find_mentions(arena, event.message.text, &event.message.mention_count);
	stage_act(stage, person, &event, 1);
}

static void type_command(struct stage *stage, int person, const struct world_channel *channel,
	const char *line, bool twice)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = { .arena = arena, .type = EVENT_COMMAND, .trigger = "t" };
	const char *words = stage_expand(arena, line + 1);
	size_t name = strcspn(words, " ");

	event.place = channel ? place_of(channel) : direct_place(arena, person);
	event.command.name = arena_strndup(arena, words, name);
	event.command.text = words + name + (words[name] == ' ');
	event.command.mentions =
		find_mentions(arena, event.command.text, &event.command.mention_count);
	stage_act(stage, person, &event, twice ? 2 : 1);
}

bool stage_type(
	struct stage *stage, const char *handle, const char *channel, const char *line, bool twice)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int person = person_index(handle);
	const struct world_channel *where = channel ? channel_called(channel) : NULL;

	if (person < 0 || (channel && (!where || !is_member(where, person))))
		return false;
	if (*line == '/')
		type_command(stage, person, where, line, twice);
	else if (where)
		say_in_channel(stage, person, where, stage_expand(arena, line));
	else
		say_to_app(stage, person, line, NULL);
	return true;
}

bool stage_answer(struct stage *stage, const char *handle, const char *what, const char *words)
{
	struct screen *screen = stage_screen(stage, handle);

	for (size_t i = screen ? screen->count : 0; i > 0; i--) {
		const struct seen *seen = &screen->items[i - 1];
		if (!text_names(seen->text, what))
			continue;
		say_to_app(stage, person_index(handle), words, seen->id);
		return true;
	}
	return false;
}

/* That `reader` can see. */
static const struct said *newest_of(const struct stage *stage, const char *author, int reader)
{
	for (size_t i = stage->said_count; i > 0; i--)
		if (text_equal(world_people[stage->said[i - 1].author].handle, author) &&
			reader >= 0 && is_member(stage->said[i - 1].channel, reader))
			return &stage->said[i - 1];
	return NULL;
}

static const char *permalink(struct arena *arena, const struct said *said)
{
	return arena_printf(
		arena, "https://acme.slack.com/archives/%s/p%s", said->channel->id, said->id + 1);
}

static const struct event_message *message_of(struct arena *arena, const struct said *said)
{
	struct event_message *message = arena_new(arena, struct event_message);

	*message = (struct event_message){
		.text = said->text,
		.author = world_people[said->author].account,
		.permalink = permalink(arena, said),
	};
	message->mentions = find_mentions(arena, said->text, &message->mention_count);
	return message;
}

bool stage_use(struct stage *stage, const char *handle, const char *label, const char *author,
	bool *ret_known)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = { .arena = arena, .type = EVENT_SHORTCUT, .trigger = "t" };
	const struct said *said = author ? newest_of(stage, author, person_index(handle)) : NULL;

	*ret_known = false;
	for (size_t i = 0; i < array_length(shortcuts); i++)
		if (text_equal(shortcuts[i].label, label))
			event.shortcut.name = shortcuts[i].name;
	*ret_known = event.shortcut.name != NULL;
	if (person_index(handle) < 0 || !*ret_known || (author && !said))
		return false;
	if (said) {
		event.place = place_of(said->channel);
		event.place.message = said->id;
		event.shortcut.message = message_of(arena, said);
	}
	stage_act(stage, person_index(handle), &event, 1);
	return true;
}

bool stage_react(struct stage *stage, const char *handle, const char *author, bool added)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = { .arena = arena, .type = EVENT_REACTION };
	const struct said *said = newest_of(stage, author, person_index(handle));

	if (person_index(handle) < 0 || !said)
		return false;
	event.place = place_of(said->channel);
	event.place.message = said->id;
	event.place.is_private = false; // Slack does not say, nor
	event.place.channel_name = NULL;
	event.reaction = (struct event_reaction){
		.added = added,
		.author = world_people[said->author].account,
		.permalink = permalink(arena, said),
	};
	stage_act(stage, person_index(handle), &event, 1);
	return true;
}

bool stage_home(struct stage *stage, const char *handle)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = { .arena = arena, .type = EVENT_HOME };

	if (person_index(handle) < 0)
		return false;
	event.place.home = true;
	stage_act(stage, person_index(handle), &event, 1);
	return true;
}

static struct event_place place_of_press(
	struct arena *arena, int person, const struct screen *screen, const struct press *press)
{
	struct event_place place = direct_place(arena, person);

	switch (press->where) {
	case ON_REPLY:
		place.ephemeral = true;
		place.message = "m";
		return place;
	case ON_MESSAGE:
		place.message = arena_strdup(arena, press->message);
		return place;
	case ON_POST:
		place = place_of(channel_called(press->channel));
		place.message = arena_strdup(arena, press->message);
		return place;
	case IN_FORM:
		return (struct event_place){ .home = screen->form_at_home };
	case ON_HOME:
		break;
	}
	return (struct event_place){ .home = true };
}

bool stage_press(struct stage *stage, const char *handle, const struct press *press)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int person = person_index(handle);
	struct event event = { .arena = arena, .type = EVENT_ACTION, .trigger = "t" };

	if (person < 0)
		return false;
	struct screen *screen = &stage->screens[person];
	event.action.name = arena_strdup(arena, press->button->name);
	event.action.value = arena_strdup(arena, press->button->value);
	event.place = place_of_press(arena, person, screen, press);
	if (press->where == IN_FORM && screen->filled)
		event.action.form = form_filled(arena, screen);
	stage_act(stage, person, &event, 1);
	return true;
}

bool stage_presence(struct stage *stage, const char *handle, bool active)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int index = person_index(handle);

	if (index < 0)
		return false;
	struct event event = {
		.arena = arena,
		.type = EVENT_PROFILE,
		.platform = world_people[index].platform,
		.id = arena_printf(arena, "profile%d", ++stage->events),
		.received_at = stage->now,
		.profile = { .person = { .id = world_people[index].account,
				     .name = world_people[index].handle },
			.active = active },
	};
	event.actor = event.profile.person;
	stage_begin(stage);
	dispatch_event(stage->db, &stage->settings, &event, stage->now);
	stage_commit(stage);
	stage_deliver(stage);
	return true;
}

void stage_wait(struct stage *stage, int64_t milliseconds)
{
	pass_time(stage, stage->now + milliseconds);
	stage_deliver(stage);
}
