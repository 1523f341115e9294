#ifndef LASTMILE_TESTS_DIGEST_FIXTURE_H
#define LASTMILE_TESTS_DIGEST_FIXTURE_H
/* Tools and issues to make digests of, a clock of the test's own, and what a channel reads then.
 * Not every test uses all of it. */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/scheduler.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/command.h"

/* Monday, 23 November 2026, 09:00 UTC. */
#define MONDAY INT64_C(1795424400000)
#define DAY ((int64_t)MS_PER_DAY)
#define WEEK (7 * DAY)
#define HOUR ((int64_t)MS_PER_HOUR)

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

static const struct message *answer(
	struct fixture *f, const char *account, const char *text, int64_t now)
{
	static int events;
	struct event event = {
		.arena = f->arena,
		.type = EVENT_COMMAND,
		.platform = "slack",
		.id = arena_printf(f->arena, "D%d", ++events),
		.actor = { .id = account },
		.place = { .channel = "C0LEGAL", .channel_name = "legal" },
		.command = { .name = "lastmile", .text = text },
	};
	struct request request = {
		.arena = f->arena,
		.db = f->db,
		.event = &event,
		.settings = &settings,
		.now = now,
		.text = "",
		.actor = people_store_meet(f->db, f->arena, "slack", account, NULL, 1),
	};
	const struct message *message = outcome_here(handle_event(&request))->answer.message;

	assert_non_null(message);
	return message;
}

static const char *plain(struct fixture *f, const struct message *message)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	if (!message)
		return "";
	message_plain(message, &text);
	return arena_strdup(f->arena, text_string(&text));
}

static const char *say(struct fixture *f, const char *account, const char *text, int64_t now)
{
	return plain(f, answer(f, account, text, now));
}

static int64_t add_tool(struct fixture *f, const char *name, int64_t owner, const char *channel)
{
	int64_t id;

	assert_int_equal(tool_store_create(f->db, name, 1, &id), 0);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.owner = owner;
	tool.channel_platform = channel ? "slack" : NULL;
	tool.channel = channel;
	tool.channel_name = channel ? "home" : NULL;
	tool_store_save(f->db, &tool, 1);
	return id;
}

/* An issue of its own person, logged then; `people` have it. */
__attribute__((unused)) static int64_t log_issue(
	struct fixture *f, int64_t tool, const char *title, int64_t at, int people)
{
	int64_t issue = issue_store_create(f->db, tool, title, at);

	for (int i = 0; i < people; i++) {
		const char *account = arena_printf(f->arena, "U0P%d", i);
		struct report report = { .issue = issue,
			.reporter = add_person(f, account, account),
			.anonymous = true,
			.text = title,
			.minutes_lost = 90,
			.source = "command",
			.platform = "slack",
			.created_at = at };
		report_store_add(f->db, &report);
	}
	return issue;
}

__attribute__((unused)) static const char *set_digest(
	struct fixture *f, const char *words, int64_t now)
{
	return say(f, "U0ADMIN", arena_printf(f->arena, "digest %s", words), now);
}

static int64_t digests(struct fixture *f)
{
	return db_int(f->db, -1,
		"SELECT count(*) FROM outbox WHERE kind = 'digest' AND key NOT LIKE '%:more'");
}

/* What a channel has read: the post, and what stands in its thread. */
struct read {
	const struct message *post, *thread;
	const char *words, *details; // the same, plain
};

static void deliver_one(struct fixture *f, const struct outbox_entry *entry, struct read *read)
{
	const struct message *message = message_from_json(f->arena, entry->content);

	outbox_store_claim(f->db, entry->id, 1);
	outbox_store_sent(f->db, entry->id, "C0LEGAL",
		arena_printf(f->arena, "message %d", (int)entry->id), 1);
	if (!text_equal(entry->kind, "digest"))
		return;
	assert_int_equal(entry->priority, PRIORITY_BATCH);
	assert_string_equal(entry->channel, "C0LEGAL");
	if (entry->thread)
		read->thread = message;
	else
		read->post = message;
}

static struct read deliver(struct fixture *f)
{
	struct outbox_entries due;
	struct read read = { 0 };

	while ((due = outbox_store_due(f->db, f->arena, "slack", INT64_MAX / 2, 100)).count)
		for (size_t i = 0; i < due.count; i++)
			deliver_one(f, &due.items[i], &read);
	read.words = plain(f, read.post);
	read.details = plain(f, read.thread);
	return read;
}

/* What `now` brings. */
__attribute__((unused)) static struct read read_at(struct fixture *f, int64_t now)
{
	int64_t before = digests(f);

	while (scheduler_run(f->db, &settings, now) > 0)
		;
	assert_in_range(digests(f), before, before + 1);
	return deliver(f);
}

__attribute__((unused)) static void expect(const char *text, const char *words)
{
	if (!text || !strstr(text, words))
		fail_msg("no \"%s\" in:\n%s", words, text ? text : "nothing");
}

__attribute__((unused)) static void expect_no(const char *text, const char *words)
{
	if (text && strstr(text, words))
		fail_msg("\"%s\" in:\n%s", words, text);
}

#endif
