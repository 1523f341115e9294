/*
 * How much people are told: a month of a small company, seeded, with the real handlers in a time of
 * the test's own. Whatever people choose and change their minds to, and however often the daemon
 * starts anew: nothing is told twice, nothing is lost.
 */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/answer.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/scheduler.h"
#include "bot/util/clock.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "storage/numbers_load.h"

enum { WEEKS = 4, COLLEAGUES = 24, SATURDAY = 6, ISSUES_AT_MOST = 64 };

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

struct month {
	struct fixture *f;
	int64_t now;
	uint32_t random;
	int events, issues;
	bool choose; // people choose how they are told, and change their minds
	int64_t fix_at[ISSUES_AT_MOST]; // by issue; 0: nothing is to be done
};

static int up_to(struct month *month, int most)
{
	month->random = month->random * 1664525U + 1013904223U;
	return (int)((double)(month->random >> 8) / (1 << 24) * most);
}

static const char *colleague(struct month *month, int which)
{
	return arena_printf(month->f->arena, "U0COLLEAGUE%d", which);
}

static void happens(struct month *month, const char *account, struct event *event)
{
	month->now += MS_PER_SECOND;
	event->arena = month->f->arena;
	event->id = arena_printf(month->f->arena, "E%d", ++month->events);
	event->platform = "slack";
	event->place = (struct event_place){ .channel = "D0", .direct = true };
	event->actor = (struct event_person){ .id = account, .name = account };
	dispatch_event(month->f->db, &settings, event, month->now);
}

static void types(struct month *month, const char *account, const char *name, const char *text)
{
	struct event event = { .type = EVENT_COMMAND, .command = { .name = name, .text = text } };

	happens(month, account, &event);
}

static void presses(struct month *month, const char *account, const char *button, const char *value)
{
	struct event event = { .type = EVENT_ACTION, .action = { .name = button, .value = value } };

	happens(month, account, &event);
}

static void delivered(struct month *month)
{
	struct db *db = month->f->db;
	struct outbox_entries due;

	do {
		due = outbox_store_due(db, month->f->arena, "slack", month->now, 100);
		for (size_t i = 0; i < due.count; i++) {
			outbox_store_claim(db, due.items[i].id, month->now);
			outbox_store_sent(db, due.items[i].id, "D0",
				arena_printf(month->f->arena, "%d.1", ++month->events), month->now);
		}
	} while (due.count);
}

static void reported(struct month *month)
{
	const char *text = arena_printf(month->f->arena, "summarizer thing %d is wrong, %d",
		month->issues, up_to(month, 1000));

	types(month, colleague(month, up_to(month, COLLEAGUES)), "report", text);
	month->issues++;
	if (up_to(month, 2) == 0)
		types(month, colleague(month, up_to(month, COLLEAGUES)), "lastmile",
			arena_printf(month->f->arena, "follow LM-%d", month->issues));
	types(month, "U0SAM", "lastmile",
		arena_printf(month->f->arena, "ack LM-%d", month->issues));
	month->fix_at[month->issues] = month->now + (1 + up_to(month, 70)) * (int64_t)MS_PER_HOUR;
}

/* One in ten is not fixed for everybody. */
static void fixed(struct month *month, int issue)
{
	const char *ref = arena_printf(month->f->arena, "LM-%d", issue);

	types(month, "U0SAM", "fixed", arena_printf(month->f->arena, "%s done", ref));
	month->fix_at[issue] = 0;
	if (up_to(month, 10))
		return;
	for (int i = 0; i < COLLEAGUES; i++)
		presses(month, colleague(month, i), "broken", ref);
	types(month, "U0SAM", "lastmile", arena_printf(month->f->arena, "ack %s", ref));
	month->fix_at[issue] = month->now + (1 + up_to(month, 70)) * (int64_t)MS_PER_HOUR;
}

static void chosen(struct month *month)
{
	static const char *const choices[] = { "settings told=daily", "settings told=single",
		"settings quiet=18:00-08:00,weekends", "settings quiet=none" };

	types(month, colleague(month, up_to(month, COLLEAGUES)), "lastmile",
		choices[up_to(month, array_length(choices))]);
}

static void started_anew(struct month *month)
{
	assert_int_equal(db_commit(month->f->db), 0);
	db_close(month->f->db);
	month->f->db = open_or_fail(month->f->path, DB_DAEMON);
	assert_int_equal(db_begin(month->f->db), 0);
}

static void hour_passes(struct month *month)
{
	month->now += MS_PER_HOUR;
	while (scheduler_run(month->f->db, &settings, month->now) > 0)
		;
	delivered(month);
}

/* Two reports a working day, some fixes, and nights. */
static void day_passes(struct month *month, bool working)
{
	for (int hour = 0; hour < 24; hour++) {
		bool at_work = working && hour < 8;
		if (at_work && hour % 4 == 2)
			reported(month);
		if (month->choose && at_work)
			chosen(month);
		for (int issue = 1; at_work && issue <= month->issues; issue++)
			if (month->fix_at[issue] && month->fix_at[issue] <= month->now)
				fixed(month, issue);
		hour_passes(month);
	}
}

static void month_passes(struct month *month)
{
	month->now = (day_of_date(2026, 11, 2) * 24 + 9) * (int64_t)MS_PER_HOUR;
	types(month, "U0ADMIN", "lastmile",
		"tool summarizer owner=<@U0SAM> good=\"short texts\" fails=\"tables\"");
	types(month, "U0ADMIN", "lastmile", "tool summarizer owner=U0SAM");
	for (int day = 0; day < WEEKS * 7; day++) {
		day_passes(month, day % 7 < SATURDAY - 1);
		if (month->choose)
			started_anew(month);
	}
	assert_int_equal(month->issues, WEEKS * 5 * 2);
}

static void two_messages_a_week(void **state)
{
	struct month month = { .f = *state, .random = 20261122 };

	month_passes(&month);
	struct spread load = numbers_load(month.f->db, 0, INT64_MAX);
	print_message("messages a person and week: median %lld, p90 %lld, of %lld\n",
		(long long)load.median, (long long)load.p90, (long long)load.count);
	assert_true(load.count > COLLEAGUES);
	assert_in_range(load.median, 1, 2);
}

static int64_t count(struct month *month, const char *sql)
{
	return db_int(month->f->db, -1, sql);
}

static void nothing_is_told_twice_or_lost(void **state)
{
	struct month month = { .f = *state, .random = 4, .choose = true };

	month_passes(&month);
	for (int i = 0; i < COLLEAGUES; i++)
		types(&month, colleague(&month, i), "lastmile", "settings told=single quiet=none");
	hour_passes(&month);
	for (int day = 0; day < 4; day++)
		day_passes(&month, false); // what had waited for quiet hours
	assert_true(count(&month, "SELECT count(*) FROM gathered WHERE gathering IS NOT NULL") > 5);
	assert_int_equal(count(&month, "SELECT count(*) FROM gathered WHERE ended_at IS NULL"), 0);
	/* Not together and alone. */
	assert_int_equal(count(&month, "SELECT count(*) FROM gathered AS g JOIN cards AS c "
				       "ON c.issue = g.issue AND c.person = g.person "
				       "AND c.kind = g.kind AND c.round = g.round"),
		0);
	/* Each gathering is one message, and was delivered. */
	assert_int_equal(count(&month, "SELECT count(DISTINCT gathering) FROM gathered"),
		count(&month, "SELECT count(*) FROM outbox WHERE kind = 'gathered' "
			      "AND operation = 'post' AND state = 'sent'"));
	/* Whoever follows an issue that is settled was told so, in one way or the other. */
	assert_int_equal(
		count(&month,
			"SELECT count(*) FROM followers AS w JOIN issues AS i ON i.id = w.issue "
			"WHERE i.status IN ('fixed', 'verified') AND w.person <> i.settled_by "
			"AND NOT EXISTS (SELECT 1 FROM gathered AS g WHERE g.issue = i.id "
			"AND g.person = w.person AND g.kind = 'settled' AND g.round = i.round "
			"AND g.gathering IS NOT NULL) "
			"AND NOT EXISTS (SELECT 1 FROM cards AS c WHERE c.issue = i.id "
			"AND c.person = w.person AND c.kind = 'settled' AND c.round = i.round "
			"AND c.message IS NOT NULL)"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(two_messages_a_week),
		on_fresh(nothing_is_told_twice_or_lost) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
