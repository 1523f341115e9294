/* The home page: who sees what on it, what comes first, and when it is said again. */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/slack/encode_view.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/person/home.h"
#include "storage/library_store.h"
#include "tests/support/block_kit.h"

/* Monday, 23 November 2026, 09:00 UTC. */
#define MONDAY INT64_C(1795424400000)

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

enum { BLOCKS_AT_MOST = 90 };

static struct answer happen(struct fixture *f, struct event *event, int64_t now)
{
	static int events;
	struct request request = {
		.arena = f->arena,
		.db = f->db,
		.event = event,
		.settings = &settings,
		.now = now,
		.text = "",
	};

	event->arena = f->arena;
	event->id = arena_printf(f->arena, "H%d", ++events);
	event->platform = "slack";
	request.actor = people_store_meet(f->db, f->arena, "slack", event->actor.id, NULL, 1);
	return outcome_here(handle_event(&request))->answer;
}

static const struct message *open_home(struct fixture *f, const char *account, int64_t now)
{
	struct event event = { .type = EVENT_HOME, .actor = { .id = account } };
	struct answer answer = happen(f, &event, now);

	assert_null(answer.message);
	assert_non_null(answer.home);
	return answer.home;
}

/* Plain, each button as [label]. */
static const char *as_text(struct fixture *f, const struct message *message)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	for (const struct block *block = message->blocks; block; block = block->next) {
		for (const struct span *span = block->spans; span; span = span->next)
			message_span_plain(span, &text);
		for (const struct button *button = block->buttons; button; button = button->next)
			text_printf(&text, "[%s]", button->label);
		text_append_char(&text, '\n');
	}
	return arena_strdup(f->arena, text_string(&text));
}

static const char *home_of(struct fixture *f, const char *account, int64_t now)
{
	return as_text(f, open_home(f, account, now));
}

static size_t blocks(const struct message *message)
{
	size_t count = 0;

	for (const struct block *block = message->blocks; block; block = block->next)
		count++;
	return count;
}

static void expect(const char *page, const char *words)
{
	if (!strstr(page, words))
		fail_msg("no \"%s\" in:\n%s", words, page);
}

static void expect_no(const char *page, const char *words)
{
	if (strstr(page, words))
		fail_msg("\"%s\" in:\n%s", words, page);
}

static void expect_before(const char *page, const char *first, const char *second)
{
	const char *one = strstr(page, first), *two = strstr(page, second);

	if (!one || !two || one >= two)
		fail_msg("not \"%s\" before \"%s\" in:\n%s", first, second, page);
}

static int64_t add_tool(struct fixture *f, const char *name, int64_t owner)
{
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &id), 0);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.owner = owner;
	tool_store_save(f->db, &tool, 1);
	return id;
}

static int64_t logged(
	struct fixture *f, int64_t tool, int64_t reporter, const char *text, int64_t at)
{
	int64_t issue = issue_store_create(f->db, tool, text, at);
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = reporter,
		.text = text,
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.created_at = at };

	report_store_add(f->db, &report);
	follower_store_add(f->db, issue, reporter, at);
	return issue;
}

static void test_somebody_new(void **state)
{
	struct fixture *f = *state;
	const char *page = home_of(f, "U0NEW", MONDAY);

	expect(page, "Hello.\nWhen an AI tool fails you, say so in one line");
	expect(page, "[Report a failure][Give feedback][Search the library][Pulse]");
	expect_no(page, "My issues");
	expect_no(page, "Waiting for me");
	expect_no(page, "Tools");
	int64_t ana = add_person(f, "U0ANA", "Ana");
	logged(f, add_tool(f, "summarizer", 0), ana, "clause nine is dropped", MONDAY);
	page = home_of(f, "U0ANA", MONDAY);
	expect(page, "Hello, Ana.\n[Report");
}

static void test_mine(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), sam = add_person(f, "U0SAM", "Sam");
	int64_t tool = add_tool(f, "summarizer", sam);

	logged(f, tool, ana, "clause nine is dropped", MONDAY);
	const char *page = home_of(f, "U0ANA", MONDAY + 2 * MS_PER_DAY);
	expect(page, "My issues\nLM-1 clause nine is dropped · open · 2 days · @Sam\n");
	issue_store_fix(f->db, 1, sam, "done", MONDAY);
	page = home_of(f, "U0ANA", MONDAY + 2 * MS_PER_DAY);
	expect(page, "LM-1 clause nine is dropped · fixed · 2 days\n[Works][Partly][Still broken]");
	verdict_store_add(f->db, 1, 1, ana, "works", MONDAY);
	expect_no(home_of(f, "U0ANA", MONDAY), "[Works]");
	for (int i = 0; i < 12; i++)
		logged(f, tool, ana, "again", MONDAY);
	expect(home_of(f, "U0ANA", MONDAY), "and 3 more: /lastmile mine");
}

static void test_overdue_first(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana"), sam = add_person(f, "U0SAM", "Sam");
	int64_t tool = add_tool(f, "summarizer", sam);
	int64_t now = MONDAY + MS_PER_DAY;

	issue_store_acknowledge(
		f->db, logged(f, tool, ana, "is looked at", MONDAY), sam, MONDAY + 1);
	logged(f, tool, ana, "is new", now);
	logged(f, tool, ana, "has waited", MONDAY);
	int64_t urgent = logged(f, tool, ana, "is urgent", now);
	struct report report = { .issue = urgent,
		.first_issue = urgent,
		.reporter = sam,
		.text = "",
		.minutes_lost = -1,
		.deadline = now + MS_PER_HOUR,
		.source = "command",
		.platform = "slack",
		.created_at = now };
	report_store_add(f->db, &report);
	const char *page = home_of(f, "U0SAM", now);
	expect(page, "Waiting for me\nLM-4 summarizer: is urgent · open · overdue · "
		     "less than an hour · 2 people · first answer due 2026-11-24 13:00 UTC · "
		     "needed by ");
	expect(page, "has waited · open · overdue since 2026-11-23 13:00 UTC · 1 day · 1 "
		     "person\n[Acknowledge][Mark fixed]\n");
	expect(page, "is looked at · acknowledged · 1 day · 1 person\n[Mark fixed]\n");
	expect_before(page, "is urgent", "has waited");
	expect_before(page, "has waited", "is new");
	expect_before(page, "is new", "is looked at");
	/* Who has nothing to do with it does not see it; an admin only what nobody answers for. */
	expect_no(home_of(f, "U0BEN", now), "is urgent");
	expect_no(home_of(f, "U0ADMIN", now), "is urgent");
	logged(f, 0, ana, "has no tool", now);
	logged(f, add_tool(f, "orphan", 0), ana, "has no owner", now);
	page = home_of(f, "U0ADMIN", now);
	expect(page, "LM-5 no tool yet: has no tool");
	expect(page, "LM-6 orphan: has no owner");
	expect_no(home_of(f, "U0SAM", now), "has no tool");
}

static void test_champion(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Ana");
	int64_t tool = add_tool(f, "summarizer", add_person(f, "U0SAM", "Sam"));

	add_person(f, "U0MAYA", "Maya");
	logged(f, tool, ana, "clause nine", MONDAY);
	tool_store_add_champion(f->db, tool, ana);
	expect_no(home_of(f, "U0MAYA", MONDAY), "Waiting for me");
	assert_int_equal(db_int(f->db, 0,
				 "UPDATE issues SET assignee = (SELECT id FROM people "
				 "WHERE account = 'U0MAYA') RETURNING 1"),
		1);
	expect(home_of(f, "U0MAYA", MONDAY), "Waiting for me\nLM-1 summarizer: clause nine · open "
					     "· less than an hour · 1 person · first answer due "
					     "2026-11-23 13:00 UTC\n"
					     "[Acknowledge][Solved with a workaround]\n");
	expect(home_of(f, "U0ANA", MONDAY), "open · less than an hour · @Maya");
	expect(home_of(f, "U0SAM", MONDAY), "less than an hour · 1 person · with @Maya · first "
					    "answer due 2026-11-23 13:00 UTC\n");
}

static void test_anonymous(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "Zoeline"), sam = add_person(f, "U0SAM", "Sam");
	int64_t issue = issue_store_create(f->db, add_tool(f, "summarizer", sam), "lost", MONDAY);
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = ana,
		.anonymous = true,
		.text = "lost",
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.created_at = MONDAY };

	report_store_add(f->db, &report);
	follower_store_add(f->db, issue, ana, MONDAY);
	expect(home_of(f, "U0ANA", MONDAY), "LM-1 lost");
	const char *page = home_of(f, "U0SAM", MONDAY);
	expect(page, "LM-1 summarizer: lost");
	expect_no(page, "Zoeline");
	expect_no(page, "U0ANA");
}

/* The same minute by minute, another after an hour; and never too long. */
static void test_said_again_when_it_changed(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Sam");

	logged(f, add_tool(f, "summarizer", sam), sam, "lost", MONDAY);
	_cleanup_free_ char *before = message_to_json(open_home(f, "U0SAM", MONDAY + 1));
	_cleanup_free_ char *soon =
		message_to_json(open_home(f, "U0SAM", MONDAY + 59 * MS_PER_MINUTE));
	_cleanup_free_ char *later = message_to_json(open_home(f, "U0SAM", MONDAY + MS_PER_HOUR));
	assert_string_equal(before, soon);
	assert_string_not_equal(before, later);
}

static void test_tools(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Sam"), ana = add_person(f, "U0ANA", "Ana");
	int64_t tool = add_tool(f, "summarizer", sam);
	struct tool retired = *tool_store_get(f->db, f->arena, add_tool(f, "another", sam));

	retired.stage = STAGE_RETIRED;
	tool_store_save(f->db, &retired, 1);
	expect(home_of(f, "U0ANA", MONDAY),
		"Tools\nsummarizer · pilot · no open issue\n[Trust card]\n");
	expect_no(home_of(f, "U0ANA", MONDAY), "another");
	for (int i = 0; i < 3; i++)
		issue_store_fix(f->db, logged(f, tool, ana, "lost", MONDAY), sam, NULL, MONDAY + i);
	verdict_store_add(f->db, 1, 1, ana, "works", MONDAY + 5);
	issue_store_verify(f->db, 1, MONDAY + 5);
	logged(f, tool, ana, "lost", MONDAY);
	expect(home_of(f, "U0ANA", MONDAY + 10),
		"summarizer · pilot · 1 of 3 fixes in 90 days confirmed · 1 open issue\n");
	expect(home_of(f, "U0ANA", MONDAY + INT64_C(91) * MS_PER_DAY),
		"summarizer · pilot · 1 open issue\n");
}

/* What Slack takes, with as much to say as there can be, of whatever kind. */
static void check_view(const struct message *page)
{
	_cleanup_json_ struct cJSON *view = slack_encode_home(page);
	const char *problem = block_kit_view_problem(view);

	if (problem)
		fail_msg("%s", problem);
	struct block_kit_live live = block_kit_count(view);
	assert_int_equal(live.channels + live.links + live.others, 0);
}

static void test_as_long_as_can_be(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0ADMIN", "*Sam* <!here>");
	struct text words = TEXT_INIT;

	for (int i = 0; i < 80; i++)
		text_append(&words, i % 2 ? "&" : "<!channel>");
	for (int i = 0; i < 12; i++) {
		int64_t id = add_tool(f, arena_printf(f->arena, "tool-%0*d", 30, i), sam);
		struct tool tool = *tool_store_get(f->db, f->arena, id);
		tool.title = text_string(&words);
		tool_store_save(f->db, &tool, 1);
		logged(f, id, sam, text_string(&words), MONDAY);
		issue_store_fix(
			f->db, logged(f, id, sam, text_string(&words), MONDAY), 0, NULL, MONDAY);
		struct library_entry entry = {
			.title = text_string(&words), .body = "x", .tool = id, .author = sam
		};
		library_store_add(f->db, f->arena, &entry, 1);
		library_store_review(f->db, id, "it is paused now", MONDAY);
	}
	const struct message *page = open_home(f, "U0ADMIN", MONDAY + 3 * MS_PER_DAY);
	assert_true(blocks(page) <= BLOCKS_AT_MOST);
	expect(as_text(f, page), "Still right?\nE-1 ");
	expect(as_text(f, page), "and many more: /library by:me");
	check_view(page);
	text_finish(&words);
}

static void test_bounded(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0ADMIN", "Sam");

	for (int i = 0; i < 30; i++) {
		int64_t tool = add_tool(f, arena_printf(f->arena, "tool%d", i), i % 2 ? sam : 0);
		for (int j = 0; j < 6; j++) {
			int64_t issue = logged(f, tool, sam, "it is broken", MONDAY);
			if (j % 2)
				issue_store_fix(f->db, issue, 0, NULL, MONDAY);
		}
	}
	const struct message *page = open_home(f, "U0ADMIN", MONDAY + MS_PER_HOUR);
	assert_true(blocks(page) <= BLOCKS_AT_MOST);
	expect(as_text(f, page), "and 80 more: /lastmile mine");
	expect(as_text(f, page), "and 20 more: /lastmile tools");
}

static void test_pressed_on_the_home_page(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Sam"), ana = add_person(f, "U0ANA", "Ana");
	struct event event = { .type = EVENT_ACTION,
		.actor = { .id = "U0SAM" },
		.action = { .name = "mark_fixed", .value = "LM-1" },
		.place = { .home = true } };

	logged(f, add_tool(f, "summarizer", sam), ana, "lost", MONDAY);
	struct answer answer = happen(f, &event, MONDAY);
	assert_non_null(answer.message);
	expect_no(as_text(f, answer.home), "Waiting for me");
	event.place.home = false;
	assert_null(happen(f, &event, MONDAY).home);
	event.place.home = true;
	event.action.name = "not_there_yet";
	answer = happen(f, &event, MONDAY);
	expect(as_text(f, answer.message), "does nothing now");
	assert_non_null(answer.home);
}

static struct outbox_entries owed(struct fixture *f)
{
	return outbox_store_due(f->db, f->arena, "slack", MONDAY, 10);
}

/* The first words where the app was added: once in each place, and never twice. */
static void test_welcome(void **state)
{
	struct fixture *f = *state;
	struct event alone = { .type = EVENT_ADDED,
		.actor = { .id = "U0NEW" },
		.place = { .channel = "D0NEW", .direct = true } };
	struct event among = {
		.type = EVENT_ADDED, .actor = { .id = "U0NEW" }, .place = { .channel = "C0LEGAL" }
	};

	for (int i = 0; i < 2; i++) {
		struct answer answer = happen(f, &alone, MONDAY);
		assert_null(answer.message);
		happen(f, &among, MONDAY);
	}
	struct outbox_entries entries = owed(f);
	assert_int_equal(entries.count, 2);
	for (size_t i = 0; i < entries.count; i++) {
		const struct message *message =
			message_from_json(f->arena, entries.items[i].content);
		const char *words = as_text(f, message);
		expect(words, "hen an AI tool fails you");
		expect(words, "/report what went wrong");
		if (entries.items[i].channel) {
			assert_string_equal(entries.items[i].channel, "C0LEGAL");
			expect(words, "[Report a failure][Help]");
		} else {
			expect(words, "[Report a failure][Home][Help]");
		}
		outbox_store_claim(f->db, entries.items[i].id, MONDAY);
		outbox_store_sent(f->db, entries.items[i].id, "there", "1", MONDAY);
	}
	assert_int_equal(owed(f).count, 0);
}

/* What the buttons of the welcome lead to. */
static void test_from_the_welcome(void **state)
{
	struct fixture *f = *state;
	struct event home = { .type = EVENT_ACTION,
		.actor = { .id = "U0NEW" },
		.action = { .name = "home_open", .value = "" } };
	struct event help = { .type = EVENT_ACTION,
		.actor = { .id = "U0NEW" },
		.action = { .name = "help_open", .value = "" } };

	assert_non_null(happen(f, &home, MONDAY).home);
	expect(as_text(f, happen(f, &help, MONDAY).message), "/lastmile mine");
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_somebody_new), on_fresh(test_mine),
		on_fresh(test_overdue_first), on_fresh(test_champion), on_fresh(test_anonymous),
		on_fresh(test_said_again_when_it_changed), on_fresh(test_bounded),
		on_fresh(test_tools), on_fresh(test_as_long_as_can_be),
		on_fresh(test_pressed_on_the_home_page), on_fresh(test_welcome),
		on_fresh(test_from_the_welcome) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
