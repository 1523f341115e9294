#include "stage.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/scheduler.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/db.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/timer_store.h"

enum { MENTIONS_AT_MOST = 64, DUE_AT_ONCE = 50 };

/* Monday, 23 November 2026, 09:00 UTC. */
#define BEGINNING INT64_C(1795424400000)

static const struct {
	const char *handle, *account, *platform;
} people[] = {
	{ "priya", "U0ADMIN", "slack" },
	{ "ana", "U0ANA", "slack" },
	{ "ben", "U0BEN", "slack" },
	{ "chen", "U0CHEN", "slack" },
	{ "sam", "U0SAM", "slack" },
	{ "maya", "U0MAYA", "slack" },
	{ "luis", "U0LUIS", "slack" },
	{ "noor", "U0NOOR", "slack" },
	{ "local", "administrator", "shell" },
};

static const struct {
	const char *name, *id;
} channels[] = {
	{ "general", "C0GENERAL" },
	{ "ai-help", "C0AIHELP" },
	{ "legal", "C0LEGAL" },
	{ "sales", "C0SALES" },
	{ "support", "C0SUPPORT" },
	{ "ops", "C0OPS" },
};

struct stage {
	char *directory;
	char *path;
	struct db *db;
	struct handler_settings settings;
	struct screen screens[array_length(people)];
	int64_t now;
	int events;
	int messages;
};

static const char *const admins[] = { "U0ADMIN", NULL };

/* Removed at the end, also of a scenario that fails. */
static const char *left_behind;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

static void clear_up(void)
{
	if (left_behind)
		nftw(left_behind, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	left_behind = NULL;
}

struct stage *stage_create(void)
{
	struct stage *stage = xcalloc(1, sizeof(*stage));
	_cleanup_free_ char *why = NULL;

	stage->directory = xstrdup("/tmp/lastmile-scenario-XXXXXX");
	if (!mkdtemp(stage->directory)) {
		perror("mkdtemp");
		exit(1);
	}
	left_behind = stage->directory;
	atexit(clear_up);
	stage->path = xasprintf("%s/scenario.db", stage->directory);
	if (db_open(stage->path, DB_DAEMON, &stage->db, &why) != 0) {
		fprintf(stderr, "the database does not open: %s\n", why);
		exit(1);
	}
	stage->settings = (struct handler_settings){
		.timezone = "Europe/London",
		.admins = admins,
		.home_platform = "slack",
		.command_prefix = "/",
	};
	stage->now = BEGINNING;
	return stage;
}

static void free_seen(struct seen *seen)
{
	free(seen->id);
	free(seen->text);
	for (size_t i = 0; i < seen->button_count; i++) {
		free(seen->buttons[i].label);
		free(seen->buttons[i].name);
		free(seen->buttons[i].value);
	}
	*seen = (struct seen){ 0 };
}

static void free_screen(struct screen *screen)
{
	for (size_t i = 0; i < screen->count; i++)
		free_seen(&screen->items[i]);
	free(screen->items);
	free_seen(&screen->reply);
	for (size_t i = 0; i < screen->ever_count; i++) {
		free(screen->ever[i].label);
		free(screen->ever[i].name);
		free(screen->ever[i].value);
	}
	free(screen->ever);
}

void stage_destroy(struct stage *stage)
{
	db_close(stage->db);
	for (size_t i = 0; i < array_length(people); i++)
		free_screen(&stage->screens[i]);
	clear_up();
	free(stage->directory);
	free(stage->path);
	free(stage);
}

static void print(const char *kind, const char *handle, struct seen *seen)
{
	if (!seen->text || seen->is_shown)
		return;
	printf("    %s %s> %s", kind, handle, seen->text);
	for (size_t i = 0; i < seen->button_count; i++)
		printf(" [%s]", seen->buttons[i].label);
	printf("\n");
	seen->is_shown = true;
}

void stage_show(struct stage *stage, const char *line)
{
	printf("%s\n", line);
	for (size_t i = 0; i < array_length(people); i++) {
		struct screen *screen = &stage->screens[i];
		print("reply", people[i].handle, &screen->reply);
		for (size_t j = 0; j < screen->count; j++)
			print(screen->items[j].is_edited ? "edit" : "dm", people[i].handle,
				&screen->items[j]);
	}
}

static int person_index(const char *handle)
{
	for (size_t i = 0; i < array_length(people); i++)
		if (text_equal(people[i].handle, handle))
			return (int)i;
	return -1;
}

struct screen *stage_screen(struct stage *stage, const char *handle)
{
	int index = person_index(handle);

	return index < 0 ? NULL : &stage->screens[index];
}

const char *stage_unnamed(struct stage *stage, const struct seen **ret_seen)
{
	for (size_t i = 0; i < array_length(people); i++) {
		struct screen *screen = &stage->screens[i];
		for (size_t j = 0; j < screen->count; j++) {
			if (!screen->items[j].is_new)
				continue;
			*ret_seen = &screen->items[j];
			return people[i].handle;
		}
	}
	return NULL;
}

static void remember(struct screen *screen, const struct button *button)
{
	screen->ever = xrealloc(screen->ever, (screen->ever_count + 1) * sizeof(*screen->ever));
	screen->ever[screen->ever_count++] = (struct seen_button){
		.label = xstrdup(button->label),
		.name = xstrdup(button->name),
		.value = xstrdup(button->value),
	};
}

static void see_buttons(struct screen *screen, struct seen *seen, const struct button *button)
{
	for (; button && seen->button_count < BUTTONS_AT_MOST; button = button->next) {
		seen->buttons[seen->button_count++] = (struct seen_button){
			.label = xstrdup(button->label),
			.name = xstrdup(button->name),
			.value = xstrdup(button->value),
		};
		remember(screen, button);
	}
}

/* Through the outbox's own form and back, so that what is shown is what would be sent. */
static void see(struct screen *screen, struct seen *seen, const struct message *message)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	free(seen->text);
	for (size_t i = 0; i < seen->button_count; i++) {
		free(seen->buttons[i].label);
		free(seen->buttons[i].name);
		free(seen->buttons[i].value);
	}
	seen->button_count = 0;
	seen->is_shown = false;
	message_plain(message, &plain);
	seen->text = text_one_line(text_string(&plain));
	for (const struct block *block = message->blocks; block; block = block->next)
		if (block->type == BLOCK_BUTTONS)
			see_buttons(screen, seen, block->buttons);
}

static struct screen *screen_of_account(struct stage *stage, const char *account)
{
	for (size_t i = 0; i < array_length(people); i++)
		if (text_equal(people[i].account, account))
			return &stage->screens[i];
	fprintf(stderr, "a message is owed to %s, whom the world does not know\n", account);
	exit(1);
}

static void post(
	struct stage *stage, const struct outbox_entry *entry, const struct message *message)
{
	struct screen *screen = screen_of_account(stage, entry->account);
	_cleanup_free_ char *id = xasprintf("m%d", ++stage->messages);

	if (screen->unreachable) {
		outbox_store_refuse(stage->db, entry->id, "account_inactive", stage->now);
		return;
	}
	size_t last = screen->last ? (size_t)(screen->last - screen->items) : 0;
	bool had_last = screen->last && screen->last != &screen->reply;
	screen->items = xrealloc(screen->items, (screen->count + 1) * sizeof(*screen->items));
	if (had_last)
		screen->last = &screen->items[last];
	struct seen *seen = &screen->items[screen->count++];
	*seen = (struct seen){ .id = xstrdup(id), .is_new = true };
	see(screen, seen, message);
	outbox_store_sent(stage->db, entry->id, entry->account, id, stage->now);
}

static void update(
	struct stage *stage, const struct outbox_entry *entry, const struct message *message)
{
	struct screen *screen = screen_of_account(stage, entry->card_channel);

	for (size_t i = 0; i < screen->count; i++) {
		if (!text_equal(screen->items[i].id, entry->card_message))
			continue;
		see(screen, &screen->items[i], message);
		screen->items[i].is_edited = true;
	}
	outbox_store_sent(
		stage->db, entry->id, entry->card_channel, entry->card_message, stage->now);
}

static void deliver(struct stage *stage, struct arena *arena, const struct outbox_entry *entry)
{
	const struct message *message = message_from_json(arena, entry->content);

	if (!message) {
		fprintf(stderr, "the outbox holds what is no message: %s\n", entry->content);
		exit(1);
	}
	outbox_store_claim(stage->db, entry->id, stage->now);
	if (entry->update)
		update(stage, entry, message);
	else
		post(stage, entry, message);
}

static void commit(struct stage *stage)
{
	const char *why = "";

	if (db_failure(stage->db, &why) != 0 || db_commit(stage->db) != 0) {
		fprintf(stderr, "the transaction failed: %s\n", why);
		exit(1);
	}
}

static void deliver_all(struct stage *stage)
{
	for (;;) {
		_cleanup_arena_ struct arena *arena = arena_create();
		if (db_begin(stage->db) != 0)
			exit(1);
		struct outbox_entries due =
			outbox_store_due(stage->db, arena, "slack", stage->now, DUE_AT_ONCE);
		for (size_t i = 0; i < due.count; i++)
			deliver(stage, arena, &due.items[i]);
		commit(stage);
		if (!due.count)
			return;
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
		if (db_begin(stage->db) != 0)
			exit(1);
		scheduler_run(stage->db, &stage->settings, stage->now);
		commit(stage);
		deliver_all(stage);
	}
	stage->now = until;
}

static void act(struct stage *stage, int index, struct event *event, int times)
{
	struct screen *screen = &stage->screens[index];
	_cleanup_free_ char *id = xasprintf("e%d", ++stage->events);

	pass_time(stage, stage->now + MS_PER_SECOND);
	event->id = id;
	event->platform = people[index].platform;
	event->received_at = stage->now;
	event->actor =
		(struct event_person){ .id = people[index].account, .name = people[index].handle };
	free_seen(&screen->reply);
	for (int i = 0; i < times; i++) {
		if (db_begin(stage->db) != 0)
			exit(1);
		struct answer answer =
			dispatch_event(stage->db, &stage->settings, event, stage->now);
		commit(stage);
		if (answer.message)
			see(screen, &screen->reply, answer.message);
	}
	deliver_all(stage);
}

/* "{40000 x}" */
static const char *expand(struct arena *arena, const char *line)
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
	text_append(&text, expand(arena, close + 1));
	return arena_strdup(arena, text_string(&text));
}

static size_t word_length(const char *word)
{
	return strspn(word, "abcdefghijklmnopqrstuvwxyz-");
}

static bool mention_at(const char *at, struct event_mention *ret)
{
	size_t length = word_length(at + 1);

	for (size_t i = 0; *at == '@' && i < array_length(people); i++) {
		if (strlen(people[i].handle) != length ||
			strncmp(people[i].handle, at + 1, length) != 0)
			continue;
		*ret = (struct event_mention){ .kind = MENTION_PERSON,
			.length = length + 1,
			.id = people[i].account,
			.name = people[i].handle };
		return true;
	}
	for (size_t i = 0; *at == '#' && i < array_length(channels); i++) {
		if (strlen(channels[i].name) != length ||
			strncmp(channels[i].name, at + 1, length) != 0)
			continue;
		*ret = (struct event_mention){ .kind = MENTION_CHANNEL,
			.length = length + 1,
			.id = channels[i].id,
			.name = channels[i].name };
		return true;
	}
	return false;
}

static void find_mentions(struct arena *arena, struct event_command *command)
{
	struct event_mention *mentions = arena_array(arena, MENTIONS_AT_MOST, struct event_mention);

	command->mentions = mentions;
	for (const char *at = command->text; *at && command->mention_count < MENTIONS_AT_MOST;
		at++) {
		if (!mention_at(at, &mentions[command->mention_count]))
			continue;
		mentions[command->mention_count++].start = (size_t)(at - command->text);
	}
}

bool stage_type(
	struct stage *stage, const char *handle, const char *channel, const char *line, bool twice)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int index = person_index(handle);
	struct event event = { .arena = arena, .type = EVENT_COMMAND };

	if (index < 0 || *line != '/')
		return false;
	for (size_t i = 0; channel && i < array_length(channels); i++)
		if (text_equal(channels[i].name, channel))
			event.place = (struct event_place){ .channel = channels[i].id,
				.channel_name = channel };
	if (channel && !event.place.channel)
		return false;
	if (!channel && text_equal(people[index].platform, "slack")) {
		event.place.channel = arena_printf(arena, "D0%s", people[index].account + 2);
		event.place.direct = true;
	}
	const char *words = expand(arena, line + 1);
	size_t name = strcspn(words, " ");
	event.command.name = arena_strndup(arena, words, name);
	event.command.text = words + name + (words[name] == ' ');
	find_mentions(arena, &event.command);
	act(stage, index, &event, twice ? 2 : 1);
	return true;
}

bool stage_press(struct stage *stage, const char *handle, const struct seen_button *button)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int index = person_index(handle);
	struct event event = { .arena = arena, .type = EVENT_ACTION };

	if (index < 0)
		return false;
	event.action.name = arena_strdup(arena, button->name);
	event.action.value = arena_strdup(arena, button->value);
	event.place.channel = arena_printf(arena, "D0%s", people[index].account + 2);
	event.place.direct = true;
	event.place.message = "m";
	act(stage, index, &event, 1);
	return true;
}

bool stage_presence(struct stage *stage, const char *handle, bool active)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int index = person_index(handle);

	if (index < 0 || db_begin(stage->db) != 0)
		return false;
	const struct person *person = people_store_meet(stage->db, arena, people[index].platform,
		people[index].account, people[index].handle, stage->now);
	if (person)
		people_store_set_profile(stage->db, person->id, NULL, NULL, active, stage->now);
	commit(stage);
	return true;
}

void stage_wait(struct stage *stage, int64_t milliseconds)
{
	pass_time(stage, stage->now + milliseconds);
	deliver_all(stage);
}
