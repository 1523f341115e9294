/* Nobody is asked for twice before everybody else was, whoever has no answer. */
#include "storage_fixture.h"

#include "bot/profile_rounds.h"
#include "bot/util/clock.h"

#define NOW (INT64_C(20000) * MS_PER_DAY)
#define LONG_AGO (NOW - INT64_C(2) * MS_PER_DAY)

struct asked {
	struct fixture *f;
	struct profile_rounds rounds;
	int64_t monotonic;
};

/* One question a second, as housekeeping asks. */
static int64_t ask(struct asked *asked)
{
	const struct person *person = profile_rounds_next(&asked->rounds, asked->f->db,
		asked->f->arena, "slack", NOW, asked->monotonic += MS_PER_SECOND);

	return person ? person->id : 0;
}

static int64_t person(struct fixture *f, int number, int64_t profiled_at)
{
	_cleanup_free_ char *account = xasprintf("U%d", number);
	int64_t id = add_person(f, account, NULL);

	if (profiled_at)
		people_store_set_profile(f->db, id, account, NULL, true, profiled_at);
	return id;
}

enum { SILENT = 300 }; // of whom nothing ever comes back

static int64_t questions_until(struct asked *asked, int64_t wanted)
{
	int64_t questions = 1;

	while (ask(asked) != wanted)
		assert_true(++questions <= 10 * SILENT);
	return questions;
}

static void the_silent_keep_nobody_waiting(void **state)
{
	struct asked asked = { .f = *state };

	for (int i = 0; i < SILENT; i++) {
		person(asked.f, 2 * i, LONG_AGO);
		person(asked.f, 2 * i + 1, 0);
	}
	int64_t last = person(asked.f, 2 * SILENT, LONG_AGO + 1);
	assert_true(questions_until(&asked, last) <= 2 * SILENT + 2);
	int64_t young = person(asked.f, 2 * SILENT + 1, 0);
	assert_true(questions_until(&asked, young) <= 2 * SILENT + 2);
}

static void who_is_new_is_asked_for_at_once(void **state)
{
	struct asked asked = { .f = *state };

	for (int i = 0; i < SILENT; i++)
		person(asked.f, i, LONG_AGO);
	assert_true(ask(&asked) && ask(&asked) && ask(&asked));
	int64_t young = person(asked.f, SILENT, 0);
	assert_true(questions_until(&asked, young) <= 2);
}

static void a_round_begins_ten_minutes_after_the_last(void **state)
{
	struct asked asked = { .f = *state };
	int64_t silent = person(asked.f, 0, 0);

	assert_true(questions_until(&asked, silent) <= 2);
	for (int64_t second = 0; second < 590; second++)
		assert_int_equal(ask(&asked), 0);
	assert_true(questions_until(&asked, silent) <= 20);
}

static void who_is_fresh_is_left_alone(void **state)
{
	struct asked asked = { .f = *state };

	person(asked.f, 0, NOW - MS_PER_MINUTE);
	assert_int_equal(ask(&asked), 0);
	assert_int_equal(ask(&asked), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(the_silent_keep_nobody_waiting),
		on_fresh(who_is_new_is_asked_for_at_once),
		on_fresh(a_round_begins_ten_minutes_after_the_last),
		on_fresh(who_is_fresh_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
