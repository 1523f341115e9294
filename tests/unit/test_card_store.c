/* A card is posted once and edited after, however far its post is; see card_store.c. */
#include "storage_fixture.h"

static struct card_order order_for(int64_t issue, int64_t person, const char *content)
{
	return (struct card_order){ .issue = issue,
		.person = person,
		.kind = "owner",
		.platform = "slack",
		.priority = PRIORITY_BATCH,
		.content = content };
}

static void show(struct fixture *f, const char *content, int64_t now)
{
	struct card_order order = order_for(1, 1, content);
	card_store_show(f->db, &order, now);
}

/* The one row that is due; an empty one if there is none. */
static const struct outbox_entry *due(struct fixture *f)
{
	static const struct outbox_entry nothing = { .content = "nothing" };
	struct outbox_entries entries = outbox_store_due(f->db, f->arena, "slack", 1000, 10);

	assert_true(entries.count <= 1);
	return entries.count ? &entries.items[0] : &nothing;
}

static int rows(struct fixture *f, const char *state)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT count(*) FROM outbox WHERE state = '%s'", state);
	return (int)db_int(f->db, 0, sql);
}

static void prepare(struct fixture *f)
{
	assert_int_equal(add_person(f, "U1", "Ana"), 1);
	assert_int_equal(add_issue(f, 0, "x"), 1);
}

static void test_post_then_updates(void **state)
{
	struct fixture *f = *state;
	struct card_order other = order_for(1, 1, "none");

	prepare(f);
	card_store_change(f->db, &other, 1);
	assert_int_equal(due(f)->id, 0);
	show(f, "one", 1);
	show(f, "two", 2);
	const struct outbox_entry *entry = due(f);
	assert_false(entry->update);
	assert_string_equal(entry->content, "two");
	assert_string_equal(entry->account, "U1");
	assert_null(card_store_of_issue(f->db, f->arena, 1).items[0].message);
	outbox_store_claim(f->db, entry->id, 3);
	outbox_store_sent(f->db, entry->id, "D1", "9.9", 4);
	struct cards cards = card_store_of_issue(f->db, f->arena, 1);
	assert_int_equal(cards.count, 1);
	assert_string_equal(cards.items[0].message, "9.9");
	assert_string_equal(cards.items[0].channel, "D1");
	show(f, "three", 5);
	card_store_change(f->db,
		&(struct card_order){ .issue = 1,
			.person = 1,
			.kind = "owner",
			.platform = "slack",
			.content = "four" },
		6);
	entry = due(f);
	assert_true(entry->update);
	assert_string_equal(entry->content, "four");
	assert_string_equal(entry->card_message, "9.9");
	assert_string_equal(entry->card_channel, "D1");
	assert_int_equal(entry->priority, PRIORITY_INTERACTIVE);
	assert_false(entry->card_pending);
	assert_int_equal(rows(f, "ready"), 1);
	outbox_store_claim(f->db, entry->id, 7);
	show(f, "five", 8);
	assert_int_equal(due(f)->id, 0);
	outbox_store_sent(f->db, entry->id, "D1", "9.9", 9);
	assert_string_equal(due(f)->content, "five");
}

static void test_update_waits_for_its_post(void **state)
{
	struct fixture *f = *state;
	struct card_order urgent = order_for(1, 1, "newer");

	prepare(f);
	show(f, "one", 1);
	const struct outbox_entry *post = due(f);
	outbox_store_claim(f->db, post->id, 2);
	outbox_store_uncertain(f->db, post->id, 2000, "timeout");
	urgent.priority = PRIORITY_INTERACTIVE;
	card_store_show(f->db, &urgent, 3);
	assert_int_equal(due(f)->id, 0);
	outbox_store_sent(f->db, post->id, "D1", "9.9", 2000);
	assert_string_equal(due(f)->content, "newer");
}

static void test_refused_card_stays(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	show(f, "one", 1);
	const struct outbox_entry *post = due(f);
	outbox_store_claim(f->db, post->id, 2);
	show(f, "two", 3);
	outbox_store_refuse(f->db, post->id, "user_not_found", 4);
	assert_int_equal(due(f)->id, 0);
	assert_int_equal(rows(f, "superseded"), 1);
	show(f, "three", 5);
	assert_int_equal(due(f)->id, 0);
	assert_int_equal(rows(f, "ready"), 0);
}

static void test_parked_post_takes_the_newest_words(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	show(f, "one", 1);
	const struct outbox_entry *post = due(f);
	outbox_store_claim(f->db, post->id, 2);
	show(f, "two", 3);
	outbox_store_park(f->db, post->id, "unclear", 4);
	assert_int_equal(due(f)->id, 0);
	assert_true(outbox_store_resolve(f->db, post->id, true, 5));
	assert_string_equal(due(f)->content, "two");
	outbox_store_claim(f->db, post->id, 6);
	outbox_store_park(f->db, post->id, "unclear", 7);
	show(f, "three", 8);
	assert_true(outbox_store_resolve(f->db, post->id, true, 9));
	assert_string_equal(due(f)->content, "three");
	assert_int_equal(db_failure(f->db, NULL), 0);
}

static void test_retried_update_gives_way(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	show(f, "one", 1);
	int64_t post = due(f)->id;
	outbox_store_claim(f->db, post, 2);
	outbox_store_sent(f->db, post, "D1", "9.9", 3);
	show(f, "two", 4);
	int64_t update = due(f)->id;
	outbox_store_claim(f->db, update, 5);
	show(f, "three", 6);
	outbox_store_retry(f->db, update, 7, "ratelimited");
	assert_int_equal(rows(f, "superseded"), 1);
	assert_string_equal(due(f)->content, "three");
}

static void test_cards_are_told_apart(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	int64_t ben = add_person(f, "U2", "Ben");
	struct card_order order = order_for(1, 1, "a");
	card_store_show(f->db, &order, 1);
	order.round = 1;
	card_store_show(f->db, &order, 1);
	order.kind = "settled";
	card_store_show(f->db, &order, 1);
	order.person = ben;
	card_store_show(f->db, &order, 1);
	assert_int_equal(card_store_of_issue(f->db, f->arena, 1).count, 4);
	assert_int_equal(rows(f, "ready"), 4);
	/* Interactive now: passes the batch ones of its lane. */
	order = order_for(1, 1, "b");
	order.round = 1, order.priority = PRIORITY_INTERACTIVE;
	card_store_show(f->db, &order, 2);
	struct outbox_entries entries = outbox_store_due(f->db, f->arena, "slack", 1000, 10);
	assert_int_equal(entries.count, 2);
	assert_string_equal(entries.items[0].content, "b");
}

static void test_a_post_waits_for_its_time(void **state)
{
	struct fixture *f = *state;
	struct card_order order = order_for(1, 1, "one");

	prepare(f);
	order.not_before = 500;
	card_store_show(f->db, &order, 1);
	order.content = "two";
	card_store_change(f->db, &order, 2);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 500);
	assert_int_equal(outbox_store_due(f->db, f->arena, "slack", 499, 10).count, 0);
	const struct outbox_entry *entry = due(f);
	assert_string_equal(entry->content, "two");
	outbox_store_claim(f->db, entry->id, 501);
	outbox_store_sent(f->db, entry->id, "D1", "9.9", 502);
	/* An edit notifies nobody. */
	order.not_before = 5000;
	card_store_show(f->db, &order, 503);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 503);
}

/* Whoever acts is awake, and what comes behind it in their lane must not wait for the morning. */
static void test_who_acts_does_not_wait(void **state)
{
	struct fixture *f = *state;
	struct card_order order = order_for(1, 1, "one");

	prepare(f);
	order.priority = PRIORITY_BATCH;
	order.not_before = 500;
	card_store_show(f->db, &order, 1);
	order.priority = PRIORITY_INTERACTIVE;
	card_store_change(f->db, &order, 2);
	assert_int_equal(outbox_store_next_due(f->db, "slack"), 2);
}

/* --- what goes --- */

enum { DAY = 86400000 };

/* What is due is delivered, all of it. */
static void deliver(struct fixture *f, int64_t now)
{
	struct outbox_entries entries;

	do {
		entries = outbox_store_due(f->db, f->arena, "slack", now, 100);
		for (size_t i = 0; i < entries.count; i++) {
			outbox_store_claim(f->db, entries.items[i].id, now);
			outbox_store_sent(f->db, entries.items[i].id, "D1", "9.9", now);
		}
	} while (entries.count);
}

static int64_t outbox_rows(struct fixture *f)
{
	return db_int(f->db, 0, "SELECT count(*) FROM outbox");
}

static void test_edits_go_when_they_are_done(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	show(f, "posted", 1);
	deliver(f, 10);
	show(f, "edited", 20);
	deliver(f, 30);
	show(f, "edited again", 40);
	deliver(f, 50);
	show(f, "refused", 60);
	outbox_store_refuse(f->db, due(f)->id, "no", 70);
	show(f, "is still owed", 80);
	assert_int_equal(outbox_rows(f), 5);
	assert_int_equal(outbox_store_prune(f->db, 30, 10), 0);
	assert_int_equal(outbox_store_prune(f->db, 31, 10), 1);
	assert_int_equal(outbox_rows(f), 4);
	/* Of three edits one was sent; the post, what was refused and what is owed stay. */
	assert_int_equal(outbox_store_prune(f->db, INT64_MAX, 10), 1);
	assert_true(rows(f, "sent") == 1 && rows(f, "refused") == 1 && rows(f, "ready") == 1);
	assert_string_equal(due(f)->content, "is still owed");
	deliver(f, 90);
	assert_int_equal(outbox_store_prune(f->db, INT64_MAX, 10), 1);
	/* The card is where it was, and the next edit reaches it. */
	show(f, "edited after all that", 100);
	assert_true(due(f)->update);
	assert_string_equal(due(f)->card_message, "9.9");
	assert_string_equal(due(f)->content, "edited after all that");
	deliver(f, 110);
	assert_int_equal(rows(f, "ready"), 0);
}

static void test_so_many_edits_go_at_once(void **state)
{
	struct fixture *f = *state;

	prepare(f);
	for (int i = 0; i < 6; i++) {
		show(f, "x", 10 * i + 1);
		deliver(f, 10 * i + 2);
	}
	assert_int_equal(outbox_store_prune(f->db, INT64_MAX, 2), 2);
	assert_int_equal(outbox_store_prune(f->db, INT64_MAX, 2), 2);
	assert_int_equal(outbox_store_prune(f->db, INT64_MAX, 2), 1);
	assert_int_equal(outbox_rows(f), 1);
}

/* Twenty cards, each edited every day, for 120 days: from the 40th on nothing grows. */
static void test_edits_fill_no_disk(void **state)
{
	struct fixture *f = *state;
	int64_t pages = 0;

	prepare(f);
	for (int64_t day = 0; day < 120; day++) {
		for (int round = 0; round < 20; round++) {
			struct card_order order = order_for(1, 1, "the newest words");
			order.round = round;
			card_store_show(f->db, &order, day * DAY + 1);
		}
		deliver(f, day * DAY + 2);
		outbox_store_prune(f->db, (day - 30) * DAY, 100);
		if (day == 40)
			pages = db_int(f->db, 0, "PRAGMA page_count");
	}
	assert_int_equal(outbox_rows(f), 20 + 20 * 31);
	assert_true(db_int(f->db, 0, "PRAGMA page_count") <= pages + 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_post_then_updates),
		on_fresh(test_update_waits_for_its_post), on_fresh(test_refused_card_stays),
		on_fresh(test_parked_post_takes_the_newest_words),
		on_fresh(test_retried_update_gives_way), on_fresh(test_cards_are_told_apart),
		on_fresh(test_a_post_waits_for_its_time), on_fresh(test_who_acts_does_not_wait),
		on_fresh(test_edits_go_when_they_are_done), on_fresh(test_so_many_edits_go_at_once),
		on_fresh(test_edits_fill_no_disk) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
