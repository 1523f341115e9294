/* What the outbox owes comes to the screens; see stage.h. */
#include "stage_internal.h"

#include <stdio.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/outbox_store.h"

enum { DUE_AT_ONCE = 50 };

__attribute__((noreturn)) static void unknown(const char *id)
{
	fprintf(stderr, "a message is owed to %s, whom the world does not know\n", id);
	exit(1);
}

static struct screen *screen_of_account(struct stage *stage, const char *account)
{
	for (size_t i = 0; i < PEOPLE_COUNT; i++)
		if (text_equal(world_people[i].account, account))
			return &stage->screens[i];
	unknown(account);
}

static struct screen *screen_at(struct stage *stage, struct arena *arena, const char *channel)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if (text_equal(world_channels[i].id, channel))
			return &stage->channels[i];
	for (int i = 0; i < PEOPLE_COUNT; i++)
		if (text_equal(direct_channel(arena, i), channel))
			return &stage->screens[i];
	unknown(channel);
}

static void post(struct stage *stage, struct arena *arena, const struct outbox_entry *entry,
	const struct message *message)
{
	struct screen *screen = entry->account ? screen_of_account(stage, entry->account)
					       : screen_at(stage, arena, entry->channel);
	const char *id = arena_printf(arena, "m%d", ++stage->messages);

	if (screen->unreachable) {
		outbox_store_refuse(stage->db, entry->id, "account_inactive", stage->now);
		return;
	}
	struct seen *seen = screen_add(screen);
	seen->id = xstrdup(id);
	seen->is_new = true;
	seen->in_thread = entry->thread != NULL;
	see_message(screen, seen, message);
	const char *channel = entry->account ? direct_channel(arena, (int)(screen - stage->screens))
					     : entry->channel;
	outbox_store_sent(stage->db, entry->id, channel, id, stage->now);
}

static void update(struct stage *stage, struct arena *arena, const struct outbox_entry *entry,
	const struct message *message)
{
	struct screen *screen = screen_at(stage, arena, entry->card_channel);

	for (size_t i = 0; i < screen->count; i++) {
		if (!text_equal(screen->items[i].id, entry->card_message))
			continue;
		see_message(screen, &screen->items[i], message);
		screen->items[i].is_edited = true;
	}
	outbox_store_sent(
		stage->db, entry->id, entry->card_channel, entry->card_message, stage->now);
}

/* Through the outbox's own form and back, so that what is shown is what would be sent. */
static void deliver(struct stage *stage, struct arena *arena, const struct outbox_entry *entry)
{
	const struct message *message = message_from_json(arena, entry->content);

	if (!message) {
		fprintf(stderr, "the outbox holds what is no message: %s\n", entry->content);
		exit(1);
	}
	check_message_for_slack(message);
	check_message_for_teams(message);
	outbox_store_claim(stage->db, entry->id, stage->now);
	if (entry->update)
		update(stage, arena, entry, message);
	else
		post(stage, arena, entry, message);
}

void stage_deliver(struct stage *stage)
{
	for (;;) {
		_cleanup_arena_ struct arena *arena = arena_create();
		stage_begin(stage);
		struct outbox_entries due =
			outbox_store_due(stage->db, arena, "slack", stage->now, DUE_AT_ONCE);
		for (size_t i = 0; i < due.count; i++)
			deliver(stage, arena, &due.items[i]);
		stage_commit(stage);
		if (!due.count)
			return;
	}
}
