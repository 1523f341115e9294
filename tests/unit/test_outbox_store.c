/* The inbox takes once; the outbox owes once, in order, and knows what is stuck. */
#include "storage_fixture.h"

static const char *words_of(struct fixture *f, int64_t now)
{
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", now, 100);
	const char *words = "";

	for (size_t i = 0; i < due.count; i++)
		words = arena_printf(f->arena, "%s%s ", words, due.items[i].key);
	return words;
}

static int64_t id_of(struct fixture *f, const char *key)
{
	_cleanup_free_ char *sql = xasprintf("SELECT id FROM outbox WHERE key = '%s'", key);
	return db_int(f->db, 0, sql);
}

static bool owe(struct fixture *f, const char *key, const char *channel,
	enum outbox_priority priority, int64_t now)
{
	struct outbox_order order = { .key = key, .platform = "slack", .channel = channel,
		.kind = "digest", .priority = priority, .content = "{}" };

	return outbox_store_post(f->db, &order, now);
}

static void test_inbox(void **state)
{
	struct fixture *f = *state;

	assert_true(inbox_store_take(f->db, "slack", "Ev1", 10));
	assert_false(inbox_store_take(f->db, "slack", "Ev1", 11));
	assert_true(inbox_store_take(f->db, "shell", "Ev1", 12));
	assert_true(inbox_store_take(f->db, "slack", "Ev2", 20));
	assert_int_equal(inbox_store_prune(f->db, 20, 1), 1);
	assert_int_equal(inbox_store_prune(f->db, 20, 10), 1);
	assert_int_equal(inbox_store_prune(f->db, 20, 10), 0);
	assert_false(inbox_store_take(f->db, "slack", "Ev2", 30));
	assert_true(inbox_store_take(f->db, "slack", "Ev1", 30));
}

static void test_a_paced_lane_is_not_met(void **state)
{
	struct fixture *f = *state;

	owe(f, "a", "C1", PRIORITY_INTERACTIVE, 1);
	owe(f, "b", "C1", PRIORITY_INTERACTIVE, 2);
	owe(f, "c", "C1", PRIORITY_INTERACTIVE, 3);
	owe(f, "z", "C2", PRIORITY_INTERACTIVE, 4);
	outbox_store_claim(f->db, id_of(f, "a"), 10);
	outbox_store_sent(f->db, id_of(f, "a"), "C1", "1", 20);
	outbox_store_pace(f->db, "slack", "channel:C1", 1020);
	assert_string_equal(words_of(f, 1019), "z ");
	assert_string_equal(words_of(f, 1020), "z b ");
	/* Nothing comes sooner by it, and what looks its post up is not kept from that. */
	outbox_store_pace(f->db, "slack", "channel:C1", 500);
	assert_string_equal(words_of(f, 1019), "z ");
	outbox_store_claim(f->db, id_of(f, "b"), 1020);
	outbox_store_uncertain(f->db, id_of(f, "b"), 1030, "lost");
	outbox_store_pace(f->db, "slack", "channel:C1", 2000);
	assert_string_equal(words_of(f, 1030), "z b ");
}

static void test_owed_once(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");
	struct outbox_order order = { .key = "settled:1:1", .platform = "slack", .person = ana,
		.issue = issue, .kind = "settled", .priority = PRIORITY_BATCH, .content = "{1}" };

	assert_true(outbox_store_post(f->db, &order, 5));
	assert_false(outbox_store_post(f->db, &order, 6));
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 5, 10);
	assert_int_equal(due.count, 1);
	const struct outbox_entry *entry = &due.items[0];
	assert_string_equal(entry->account, "U1");
	assert_string_equal(entry->content, "{1}");
	assert_true(!entry->update && entry->state == OUTBOX_READY && entry->issue == issue);
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 4, 10).count, 0);
	assert_int_equal(outbox_store_due(f->db, f->arena, "teams", 9, 10).count, 0);
	outbox_store_claim(f->db, entry->id, 7);
	outbox_store_sent(f->db, entry->id, "D1", "1.1", 8);
	assert_false(outbox_store_post(f->db, &order, 9));
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 99, 10).count, 0);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM outbox_contents"), 0);
}

/* What stands under another post waits for its place, and ends with it. */
static void test_under_another(void **state)
{
	struct fixture *f = *state;
	struct outbox_order top = { .key = "digest:1", .platform = "slack", .channel = "C1",
		.kind = "digest", .priority = PRIORITY_BATCH, .content = "{top}" };
	struct outbox_order reply = top;

	reply.key = "digest:1:more", reply.under = "digest:1", reply.content = "{more}";
	assert_true(outbox_store_post(f->db, &top, 1) && outbox_store_post(f->db, &reply, 1));
	assert_string_equal(words_of(f, 9), "digest:1 ");
	outbox_store_claim(f->db, id_of(f, "digest:1"), 9);
	outbox_store_sent(f->db, id_of(f, "digest:1"), "C1", "17.1", 9);
	assert_string_equal(words_of(f, 9), "digest:1:more ");
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 9, 1);
	assert_string_equal(due.items[0].thread, "17.1");
	outbox_store_claim(f->db, due.items[0].id, 9);
	outbox_store_sent(f->db, due.items[0].id, "C1", "17.2", 9);

	top.key = "digest:2", reply.key = "digest:2:more", reply.under = "digest:2";
	assert_true(outbox_store_post(f->db, &top, 10) && outbox_store_post(f->db, &reply, 10));
	outbox_store_refuse(f->db, id_of(f, "digest:2"), "is_archived", 11);
	assert_string_equal(words_of(f, 99), "");
	assert_int_equal(outbox_store_numbers(f->db).refused, 2);
	top.key = "digest:3", reply.key = "digest:3:more", reply.under = "digest:3";
	assert_true(outbox_store_post(f->db, &top, 12) && outbox_store_post(f->db, &reply, 12));
	outbox_store_park(f->db, id_of(f, "digest:3"), "timeout", 13);
	assert_string_equal(words_of(f, 99), "");
	assert_int_equal(outbox_store_numbers(f->db).parked, 2);
}

static void test_not_before(void **state)
{
	struct fixture *f = *state;
	const struct outbox_order order = { .key = "quiet", .platform = "slack", .channel = "C1",
		.kind = "settled", .priority = PRIORITY_BATCH, .not_before = 50, .content = "{}" };

	assert_true(outbox_store_post(f->db, &order, 1));
	assert_string_equal(words_of(f, 49), "");
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 50);
	assert_string_equal(words_of(f, 50), "quiet ");
}

static void test_order_in_a_lane(void **state)
{
	struct fixture *f = *state;

	owe(f, "b1", "C1", PRIORITY_BATCH, 1), owe(f, "b2", "C1", PRIORITY_BATCH, 2);
	owe(f, "other", "C2", PRIORITY_BATCH, 3);
	assert_string_equal(words_of(f, 9), "b1 other ");
	owe(f, "i1", "C1", PRIORITY_INTERACTIVE, 4), owe(f, "i2", "C1", PRIORITY_INTERACTIVE, 5);
	assert_string_equal(words_of(f, 9), "i1 other ");
	/* On its way: nothing of its lane. */
	outbox_store_claim(f->db, id_of(f, "i1"), 9);
	assert_string_equal(words_of(f, 9), "other ");
	/* Uncertain: the interactive ones behind it wait, older batch ones need not. */
	outbox_store_uncertain(f->db, id_of(f, "i1"), 50, "timeout");
	assert_string_equal(words_of(f, 9), "b1 other ");
	assert_string_equal(words_of(f, 50), "i1 other ");
	outbox_store_sent(f->db, id_of(f, "i1"), "C1", "1", 50);
	assert_string_equal(words_of(f, 50), "i2 other ");
	/* Not due yet: younger ones of the same priority wait with it. */
	outbox_store_claim(f->db, id_of(f, "i2"), 50);
	outbox_store_retry(f->db, id_of(f, "i2"), 80, "ratelimited");
	owe(f, "i3", "C1", PRIORITY_INTERACTIVE, 51), owe(f, "b3", "C1", PRIORITY_BATCH, 52);
	assert_string_equal(words_of(f, 60), "b1 other ");
	outbox_store_claim(f->db, id_of(f, "b1"), 60);
	/* A batch row on its way holds the lane for a moment, an uncertain one does not. */
	assert_string_equal(words_of(f, 90), "other ");
	outbox_store_uncertain(f->db, id_of(f, "b1"), 200, "timeout");
	assert_string_equal(words_of(f, 90), "i2 other ");
	outbox_store_refuse(f->db, id_of(f, "i2"), "channel_not_found", 90);
	assert_string_equal(words_of(f, 90), "i3 other ");
	outbox_store_park(f->db, id_of(f, "i3"), "unclear", 90);
	assert_string_equal(words_of(f, 90), "other ");
	outbox_store_supersede(f->db, id_of(f, "b1"), "why", 91);
	assert_string_equal(words_of(f, 91), "b2 other ");
	outbox_store_supersede(f->db, id_of(f, "b2"), "why", 91);
	assert_string_equal(words_of(f, 91), "other b3 ");
}

static void test_limit_and_next_due(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(outbox_store_next_due(f->db, "slack"), INT64_MAX);
	owe(f, "b1", "C1", PRIORITY_BATCH, 100), owe(f, "b2", "C2", PRIORITY_BATCH, 90);
	owe(f, "i1", "C3", PRIORITY_INTERACTIVE, 200);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 90);
	assert_int_equal(outbox_store_next_due(f->db, "teams"), INT64_MAX);
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 200, 2).count, 2);
	assert_string_equal(words_of(f, 200), "i1 b2 b1 ");
	outbox_store_claim(f->db, id_of(f, "b2"), 200);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 100);
	outbox_store_claim(f->db, id_of(f, "b1"), 200);
	outbox_store_claim(f->db, id_of(f, "i1"), 200);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), INT64_MAX);
	outbox_store_retry(f->db, id_of(f, "b1"), 300, "ratelimited");
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 300);
	owe(f, "behind", "C2", PRIORITY_INTERACTIVE, 201);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 300);
}

static void test_recover(void **state)
{
	struct fixture *f = *state;

	owe(f, "a", "C1", PRIORITY_BATCH, 1), owe(f, "b", "C2", PRIORITY_BATCH, 1);
	outbox_store_claim(f->db, id_of(f, "a"), 10);
	assert_string_equal(words_of(f, 99), "b ");
	assert_int_equal(outbox_store_recover(f->db, 70), 1);
	assert_string_equal(words_of(f, 69), "b ");
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 70, 10);
	assert_int_equal(due.count, 2);
	assert_int_equal(due.items[1].state, OUTBOX_INTENT);
	assert_int_equal(due.items[1].attempts, 1);
	assert_int_equal(due.items[1].first_attempt_at, 10);
	outbox_store_claim(f->db, due.items[1].id, 80);
	outbox_store_retry(f->db, due.items[1].id, 81, "not found there");
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 90, 10).items[1].attempts, 2);
	assert_int_equal(
		outbox_store_due(f->db, f->arena, "slack", 90, 10).items[1].first_attempt_at, 10);
}

static void test_parked_and_refused_are_listed(void **state)
{
	struct fixture *f = *state;
	int64_t issue = add_issue(f, 0, "x");
	struct outbox_order order = { .key = "k", .platform = "slack", .channel = "C9",
		.issue = issue, .kind = "thread", .content = "{}" };

	outbox_store_post(f->db, &order, 5);
	owe(f, "p", "C1", PRIORITY_BATCH, 6), owe(f, "q", "C1", PRIORITY_BATCH, 7);
	outbox_store_refuse(f->db, id_of(f, "k"), "not_in_channel", 9);
	outbox_store_park(f->db, id_of(f, "p"), "history is closed", 9);
	struct outbox_numbers numbers = outbox_store_numbers(f->db);
	assert_int_equal(outbox_store_count_sent(f->db), 0);
	assert_true(numbers.pending == 1 && numbers.parked == 1 &&
		numbers.refused == 1 && numbers.oldest == 7);
	assert_int_equal(outbox_store_undeliverable(f->db, f->arena, 0, 10).count, 2);
	struct outbox_entries of_issue = outbox_store_undeliverable(f->db, f->arena, issue, 10);
	assert_int_equal(of_issue.count, 1);
	assert_string_equal(of_issue.items[0].reason, "not_in_channel");
	assert_false(outbox_store_resolve(f->db, id_of(f, "k"), true, 10));
	assert_true(outbox_store_resolve(f->db, id_of(f, "p"), true, 10));
	/* It is the older one of its lane again; one that had left meanwhile is still recovered. */
	assert_string_equal(words_of(f, 10), "p ");
	outbox_store_claim(f->db, id_of(f, "q"), 10);
	assert_int_equal(outbox_store_recover(f->db, 11), 1);
	outbox_store_retry(f->db, id_of(f, "q"), 11, "not there");
	outbox_store_park(f->db, id_of(f, "p"), "again", 11);
	assert_true(outbox_store_resolve(f->db, id_of(f, "p"), false, 12));
	assert_false(outbox_store_resolve(f->db, id_of(f, "p"), false, 12));
	assert_string_equal(words_of(f, 12), "q ");
	assert_int_equal(outbox_store_count_sent(f->db), 1);
}

static void test_states_have_names(void **state)
{
	(void)state;
	for (int i = OUTBOX_READY; i <= OUTBOX_SUPERSEDED; i++)
		assert_int_equal(outbox_state_parse(outbox_state_name((enum outbox_state)i)), i);
}

/*
 * The promise about order, held against a plain model: whatever happens to rows, what is offered is
 * the first row of its lane by the rules in outbox_lane.h.
 */
enum { LANES = 3, STEPS = 1200 };

static unsigned int seed = 7;

static int any(int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (unsigned int)below);
}

static const char BLOCKED[] =
	"SELECT count(*) FROM outbox AS b WHERE (b.turn = 1) <> (b.state IN ('ready', 'intent') "
	"AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.platform = b.platform "
	"AND o.lane = b.lane AND o.id < b.id "
	"AND o.priority <= b.priority AND o.state IN ('ready', 'intent')))";

static void do_something(struct fixture *f, const struct outbox_entry *entry, int64_t now)
{
	outbox_store_claim(f->db, entry->id, now);
	switch (any(7)) {
	case 0:
		outbox_store_retry(f->db, entry->id, now + any(20), "r");
		break;
	case 1:
		outbox_store_uncertain(f->db, entry->id, now + any(20), "u");
		break;
	case 2:
		outbox_store_refuse(f->db, entry->id, "no", now);
		break;
	case 3:
		outbox_store_park(f->db, entry->id, "p", now);
		break;
	default:
		outbox_store_sent(f->db, entry->id, "C", "1", now);
	}
}

static void test_turns_by_model(void **state)
{
	struct fixture *f = *state;

	for (int64_t now = 1; now <= STEPS; now++) {
		const char *key = arena_printf(f->arena, "k%lld", (long long)now);
		const char *channel = arena_printf(f->arena, "C%d", any(LANES));
		owe(f, key, channel, any(2) ? PRIORITY_BATCH : PRIORITY_INTERACTIVE, now);
		if (any(20) == 0)
			outbox_store_resolve(f->db, db_int(f->db, 0,
				"SELECT max(id) FROM outbox WHERE state = 'parked'"), true, now);
		struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", now, 10);
		assert_true(due.count <= LANES);
		for (size_t i = 0; i < due.count; i++)
			do_something(f, &due.items[i], now);
		assert_int_equal(db_int(f->db, -1, BLOCKED), 0);
		arena_reset(f->arena);
	}
	assert_true(
		db_int(f->db, 0, "SELECT count(*) FROM outbox WHERE state = 'sent'") > STEPS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_inbox), on_fresh(test_owed_once),
		on_fresh(test_under_another), on_fresh(test_not_before),
		on_fresh(test_order_in_a_lane), on_fresh(test_limit_and_next_due),
		on_fresh(test_recover), on_fresh(test_parked_and_refused_are_listed),
		cmocka_unit_test(test_states_have_names), on_fresh(test_turns_by_model),
		on_fresh(test_a_paced_lane_is_not_met) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
