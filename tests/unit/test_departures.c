/* Who is said to have left: believed as ever, unless it is said of too many at once. */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/departures.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/profile_rounds.h"
#include "bot/util/clock.h"
#include "handlers/command.h"
#include "storage/alarm_store.h"
#include "storage/departure_store.h"

#define BEGIN (INT64_C(20000) * MS_PER_DAY)
#define THEIRS "|7e4a0000-0000-4000-8000-0000000000b2"

enum { PEOPLE = 20, HANDFUL = 3 };

static const char *const admins[] = { "29:admin", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "teams",
	.command_prefix = "/",
};

static int events;
static int64_t now;

static void happens(
	struct fixture *f, const char *platform, const char *account, struct event *event)
{
	event->arena = f->arena;
	event->platform = platform;
	event->id = arena_printf(f->arena, "E%d", ++events);
	event->actor.id = account;
	now += MS_PER_SECOND;
	dispatch_event(f->db, &settings, event, now);
	assert_int_equal(db_failure(f->db, NULL), 0);
}

static void types(struct fixture *f, const char *account, const char *words)
{
	struct event event = { .type = EVENT_COMMAND,
		.command = { .name = "lastmile", .text = words } };

	happens(f, "teams", account, &event);
}

static void found(struct fixture *f, const char *account, bool there)
{
	struct event event = { .type = EVENT_PROFILE,
		.profile = { .person = { .id = account }, .active = there } };

	happens(f, "teams", account, &event);
}

/* Of a company: "29:7", "29:7|theirs". */
static const char *account(struct fixture *f, int number, const char *company)
{
	return arena_printf(f->arena, "29:%d%s", number, company);
}

static void meet(struct fixture *f, const char *company, int count)
{
	for (int i = 0; i < count; i++) {
		people_store_meet(
			f->db, f->arena, "teams", account(f, i, company), "Somebody", now);
		found(f, account(f, i, company), true);
	}
}

static void all_leave(struct fixture *f, const char *company, int from, int to)
{
	for (int i = from; i < to; i++)
		found(f, account(f, i, company), false);
}

static void all_are_there(struct fixture *f, const char *company, int from, int to)
{
	for (int i = from; i < to; i++)
		found(f, account(f, i, company), true);
}

static int gone(struct fixture *f, const char *company, int count)
{
	int all = 0;

	for (int i = 0; i < count; i++) {
		const struct person *person =
			people_store_by_account(f->db, f->arena, "teams", account(f, i, company));
		all += person && !person->active;
	}
	return all;
}

static int64_t doubted(struct fixture *f)
{
	struct doubts doubts = departure_store_doubts(f->db, f->arena, now);

	assert_true(doubts.count <= 1);
	return doubts.count ? doubts.items[0].people : 0;
}

static int begin(void **state)
{
	now = BEGIN;
	return begin_fresh(state);
}

#define on_teams(test) cmocka_unit_test_setup_teardown(test, begin, remove_folder)

static void the_rule(void **state)
{
	static const struct {
		struct departures said;
		bool believed;
	} rows[] = {
		{ { .gone = 1 }, true },
		{ { .gone = 3 }, true }, // of three
		{ { .gone = 4 }, false },
		{ { .gone = 4, .there = 11 }, false },
		{ { .gone = 4, .there = 12 }, true },
		{ { .gone = 1000, .there = 2999 }, false },
		{ { .gone = 1000, .there = 3000 }, true },
		{ { .gone = 1000, .again = 2 }, false },
		{ { .gone = 1000, .again = 3 }, true },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		assert_int_equal(departures_are_believed(&rows[i].said), rows[i].believed);
}

static int64_t orphaned(struct fixture *f)
{
	return db_int(f->db, -1, "SELECT count(*) FROM alarms WHERE ended_at IS NULL");
}

/* Each owns a tool. */
static void give_work(struct fixture *f)
{
	for (int i = 0; i < PEOPLE; i++) {
		const struct person *person =
			people_store_by_account(f->db, f->arena, "teams", account(f, i, ""));
		types(f, "29:admin",
			arena_printf(f->arena, "tool t%d owner=%s", i, person->account));
	}
}

static void nobody_is_gone_when_everybody_is_said_to_be(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	give_work(f);
	now += MS_PER_DAY;
	for (int round = 0; round < 10; round++) {
		all_leave(f, "", HANDFUL * (round > 0), PEOPLE);
		all_leave(f, "", 0, HANDFUL);
		assert_int_equal(gone(f, "", PEOPLE), HANDFUL);
		assert_int_equal(orphaned(f), HANDFUL);
		assert_int_equal(doubted(f), PEOPLE - HANDFUL);
	}
	/* It is over: who was believed to have left is asked for again, too, and is back. */
	all_are_there(f, "", HANDFUL, PEOPLE);
	assert_int_equal(doubted(f), 0);
	struct profile_place place = { 0 };
	int asked = 0;
	while (people_store_next_outdated(f->db, f->arena, "teams", now - MS_PER_DAY, &place))
		asked++;
	assert_int_equal(asked, HANDFUL);
	all_are_there(f, "", 0, HANDFUL);
	assert_int_equal(gone(f, "", PEOPLE), 0);
	assert_int_equal(orphaned(f), 0);
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM departures"), 0);
}

/* One answer of two is wrong. */
static void half_of_all_is_too_many(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	now += MS_PER_DAY;
	for (int round = 0; round < 10; round++)
		for (int i = 0; i < PEOPLE; i++)
			found(f, account(f, i, ""), i % 2 == 0);
	assert_int_equal(gone(f, "", PEOPLE), HANDFUL);
}

/* A week: nine of a hundred, three of them on one day; and then four within a minute. */
static void who_leaves_as_people_do_is_believed(void **state)
{
	enum { MANY = 100 };
	struct fixture *f = *state;
	int left = 0;

	meet(f, "", MANY);
	for (int day = 1; day <= 7; day++) {
		int today = day == 2 ? 3 : 1;
		now = BEGIN + day * MS_PER_DAY;
		for (int i = left; i < MANY; i++)
			found(f, account(f, i, ""), i >= left + today);
		left += today;
		assert_int_equal(gone(f, "", MANY), left);
	}
	assert_int_equal(doubted(f), 0);
	all_leave(f, "", left, left + 4);
	assert_int_equal(doubted(f), 1); // until others were asked for
	all_are_there(f, "", left + 4, left + 4 + 15);
	all_leave(f, "", left + 3, left + 4);
	assert_int_equal(gone(f, "", MANY), left + 4);
	assert_int_equal(doubted(f), 0);
}

static void of_three_each_may_leave(void **state)
{
	struct fixture *f = *state;

	meet(f, "", 3);
	for (int i = 0; i < 3; i++) {
		found(f, account(f, i, ""), false);
		assert_int_equal(gone(f, "", 3), i + 1);
	}
}

static void what_is_said_on_later_days_as_well_is_believed(void **state)
{
	enum { DISMISSED = 12 };
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	for (int day = 1; day <= 3; day++) {
		now = BEGIN + day * (MS_PER_DAY + MS_PER_HOUR);
		for (int again = 0; again < 5; again++)
			all_leave(f, "", 0, DISMISSED);
		all_are_there(f, "", DISMISSED, PEOPLE);
		assert_int_equal(gone(f, "", PEOPLE), HANDFUL);
	}
	now = BEGIN + 4 * (MS_PER_DAY + MS_PER_HOUR);
	all_leave(f, "", 0, DISMISSED);
	assert_int_equal(gone(f, "", PEOPLE), DISMISSED);
	assert_int_equal(doubted(f), 0);
}

/* Days in which nothing was said are no days of saying so. */
static void silence_is_no_confirmation(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	all_leave(f, "", 0, PEOPLE);
	assert_int_equal(doubted(f), PEOPLE - HANDFUL);
	now += INT64_C(10) * MS_PER_DAY;
	assert_int_equal(doubted(f), 0);
	all_leave(f, "", HANDFUL, PEOPLE);
	assert_int_equal(gone(f, "", PEOPLE), 2 * HANDFUL);
	assert_int_equal(doubted(f), PEOPLE - 2 * HANDFUL);
}

static void a_restart_lets_nobody_through(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	all_leave(f, "", 0, PEOPLE / 2);
	assert_int_equal(db_commit(f->db), 0);
	db_close(f->db);
	f->db = open_or_fail(f->path, DB_DAEMON);
	assert_int_equal(db_begin(f->db), 0);
	assert_int_equal(doubted(f), PEOPLE / 2 - HANDFUL);
	all_leave(f, "", HANDFUL, PEOPLE);
	assert_int_equal(gone(f, "", PEOPLE), HANDFUL);
}

static void each_company_is_judged_alone(void **state)
{
	struct fixture *f = *state;

	meet(f, "", 3 * PEOPLE);
	meet(f, THEIRS, PEOPLE);
	now += MS_PER_DAY;
	for (int i = 0; i < PEOPLE; i++) {
		found(f, account(f, i, THEIRS), false);
		all_are_there(f, "", 0, 3 * PEOPLE);
	}
	assert_int_equal(gone(f, THEIRS, PEOPLE), HANDFUL);
	struct doubts doubts = departure_store_doubts(f->db, f->arena, now);
	assert_int_equal(doubts.count, 1);
	assert_string_equal(doubts.items[0].company, THEIRS);
	/* Nor does it keep anybody here. */
	all_leave(f, "", 0, 3);
	all_are_there(f, "", 4, PEOPLE);
	all_leave(f, "", 3, 4);
	assert_int_equal(gone(f, "", PEOPLE), 4);
}

static void who_does_something_is_there(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	all_leave(f, "", 0, PEOPLE);
	assert_int_equal(doubted(f), PEOPLE - HANDFUL);
	types(f, account(f, PEOPLE - 1, ""), "mine");
	assert_int_equal(doubted(f), PEOPLE - HANDFUL - 1);
	types(f, account(f, 0, ""), "mine");
	assert_int_equal(gone(f, "", PEOPLE), HANDFUL - 1);
}

/* What cannot be made good again when the account is found: it is kept. */
static void a_further_account_is_kept_while_in_doubt(void **state)
{
	struct fixture *f = *state;
	int64_t ana = people_store_meet(f->db, f->arena, "slack", "U0ANA", "Ana", now)->id;
	const char *last = account(f, PEOPLE - 1, "");

	meet(f, "", PEOPLE);
	people_store_link(f->db, f->arena, ana,
		people_store_by_account(f->db, f->arena, "teams", last)->id, now);
	all_leave(f, "", 0, PEOPLE);
	assert_string_equal(people_store_account_on(f->db, f->arena, ana, "teams"), last);
	all_are_there(f, "", 0, PEOPLE);
	found(f, last, false);
	assert_null(people_store_account_on(f->db, f->arena, ana, "teams"));
}

/* In one round. */
static int asked_for(struct fixture *f)
{
	struct profile_rounds rounds = { 0 };
	int count = 0;

	for (int second = 1; second <= 2 * PEOPLE; second++)
		count += profile_rounds_next(&rounds, f->db, f->arena, "teams", now,
				 second * MS_PER_SECOND) != NULL;
	return count;
}

static void in_doubt_everybody_is_asked_for(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	all_leave(f, "", 0, HANDFUL);
	assert_int_equal(asked_for(f), 0);
	all_leave(f, "", HANDFUL, HANDFUL + 1);
	assert_int_equal(asked_for(f), PEOPLE);
	all_are_there(f, "", HANDFUL + 1, PEOPLE);
	/* Who was found there since then has said enough. */
	assert_int_equal(asked_for(f), HANDFUL + 1);
}

/* Found there, and a moment later not any more. */
static void who_is_doubted_is_asked_for_soon(void **state)
{
	struct fixture *f = *state;

	meet(f, "", PEOPLE);
	all_leave(f, "", 0, HANDFUL + 1);
	all_are_there(f, "", HANDFUL + 1, HANDFUL + 1 + 10);
	int before = asked_for(f);
	all_leave(f, "", HANDFUL + 1, HANDFUL + 2);
	assert_int_equal(doubted(f), 2);
	assert_int_equal(asked_for(f), before + 1);
}

static void the_problem_is_a_sentence(void **state)
{
	static const struct doubt doubts[] = { { "slack", "", 7 }, { "teams", "|7e4a", 1 } };
	_cleanup_free_ char *ours = departures_problem(&doubts[0]);
	_cleanup_free_ char *theirs = departures_problem(&doubts[1]);

	(void)state;
	assert_non_null(strstr(ours, "slack says of too many people at once"));
	assert_non_null(strstr(ours, "asked for again: 7."));
	assert_non_null(strstr(theirs, "teams (7e4a) says of too many people at once"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rule),
		cmocka_unit_test(the_problem_is_a_sentence),
		on_teams(nobody_is_gone_when_everybody_is_said_to_be),
		on_teams(half_of_all_is_too_many),
		on_teams(who_leaves_as_people_do_is_believed),
		on_teams(of_three_each_may_leave),
		on_teams(what_is_said_on_later_days_as_well_is_believed),
		on_teams(silence_is_no_confirmation),
		on_teams(a_restart_lets_nobody_through),
		on_teams(each_company_is_judged_alone),
		on_teams(who_does_something_is_there),
		on_teams(a_further_account_is_kept_while_in_doubt),
		on_teams(in_doubt_everybody_is_asked_for),
		on_teams(who_is_doubted_is_asked_for_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
