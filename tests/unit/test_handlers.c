/*
 * What the scenarios cannot say in a chat: anonymous reporters, reports of a visible message, what
 * the commands declare, where history says a change came from. The rest is in tests/scenarios.
 */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "handlers/subject.h"

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

static int events;

static const char *run_event(struct fixture *f, struct event *event, enum outcome_type expected)
{
	struct request request = {
		.arena = f->arena,
		.db = f->db,
		.event = event,
		.settings = &settings,
		.now = 5000 + ++events,
	};
	_cleanup_text_ struct text plain = TEXT_INIT;

	event->arena = f->arena;
	event->id = arena_printf(f->arena, "E%d", events);
	event->platform = "slack";
	request.actor = people_store_meet(f->db, f->arena, "slack", event->actor.id, NULL, 1);
	const struct outcome *outcome = outcome_here(handle_event(&request));
	assert_int_equal(outcome->type, expected);
	if (outcome->answer.message)
		message_plain(outcome->answer.message, &plain);
	return arena_strdup(f->arena, text_string(&plain));
}

static const char *type_as(
	struct fixture *f, const char *account, const char *name, const char *text)
{
	struct event event = {
		.type = EVENT_COMMAND,
		.actor = { .id = account },
		.command = { .name = name, .text = text },
	};

	return run_event(f, &event, OUTCOME_REPLY);
}

static void press_as(struct fixture *f, const char *account, const char *button, const char *value)
{
	struct event event = {
		.type = EVENT_ACTION,
		.actor = { .id = account },
		.action = { .name = button, .value = value },
	};

	run_event(f, &event, OUTCOME_REPLY);
}

/* sam owns the summarizer; ana, who prefers not to be named, has LM-1; ben has it too. */
static int64_t anonymous_issue(struct fixture *f)
{
	int64_t sam = add_person(f, "U0SAM", "Sam");
	int64_t ana = add_person(f, "U0ANA", "Ana Silva");
	int64_t ben = add_person(f, "U0BEN", "Ben");
	int64_t tool;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	struct tool saved = *tool_store_get(f->db, f->arena, tool);
	saved.owner = sam;
	tool_store_save(f->db, &saved, 1);
	int64_t issue = add_issue(f, tool, "clause nine is dropped");
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = ana,
		.anonymous = true,
		.text = "clause nine is dropped",
		.minutes_lost = -1,
		.source = "command",
		.platform = "slack",
		.channel = "C0LEGAL",
		.message = "1700000000.000100",
		.created_at = 1000 };
	report_store_add(f->db, &report);
	follower_store_add(f->db, issue, ana, 1000);
	add_report(f, issue, ben, "it lost clause nine");
	return issue;
}

/* Everything owed, but for what goes to the person themself, as one text. */
static const char *owed(struct fixture *f, const char *except, const char *only_kind)
{
	struct text all = TEXT_INIT;

	for (;;) {
		struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 9000, 100);
		if (!due.count)
			break;
		for (size_t i = 0; i < due.count; i++) {
			const struct outbox_entry *entry = &due.items[i];
			outbox_store_claim(f->db, entry->id, 9000);
			outbox_store_sent(f->db, entry->id, "D1", "1.1", 9000);
			if (except && text_equal(entry->account, except))
				continue;
			if (only_kind && !text_equal(entry->kind, only_kind))
				continue;
			text_printf(&all, "%s %s %s\n", entry->channel ? entry->channel : "",
				entry->thread ? entry->thread : "", entry->content);
		}
	}
	const char *kept = arena_strdup(f->arena, text_string(&all));
	text_finish(&all);
	return kept;
}

static void lacks(const char *text, const char *word)
{
	if (strstr(text, word))
		fail_msg("\"%s\" is in %s", word, text);
}

static void has(const char *text, const char *word)
{
	if (!strstr(text, word))
		fail_msg("\"%s\" is not in %s", word, text);
}

static void an_anonymous_reporter_is_named_to_nobody(void **state)
{
	struct fixture *f = *state;
	int64_t issue = anonymous_issue(f);

	type_as(f, "U0SAM", "lastmile", "ack LM-1");
	type_as(f, "U0SAM", "lastmile", "ask LM-1 which file?");
	type_as(f, "U0ANA", "lastmile", "answer LM-1 the Acme one");
	type_as(f, "U0SAM", "fixed", "LM-1 done");
	press_as(f, "U0ANA", "broken", "LM-1 1");
	type_as(f, "U0ANA", "lastmile", "reopen LM-1 in scans");
	const char *told = owed(f, "U0ANA", NULL);
	has(told, "the Acme one");
	has(told, "in scans");
	lacks(told, "U0ANA");
	lacks(told, "Ana Silva");
	const char *status = type_as(f, "U0SAM", "lastmile", "status LM-1");
	has(status, "Ben");
	has(status, "1 person not named");
	lacks(status, "Ana");
	struct changes changes = history_store_all(f->db, f->arena, issue);
	int64_t ana = people_store_by_account(f->db, f->arena, "slack", "U0ANA")->id;
	assert_true(changes.count >= 5);
	for (size_t i = 0; i < changes.count; i++)
		assert_int_not_equal(changes.items[i].actor, ana);
}

static void an_anonymous_reporter_is_asked_and_told(void **state)
{
	struct fixture *f = *state;

	anonymous_issue(f);
	has(type_as(f, "U0SAM", "lastmile", "ask LM-1 which file?"), "2 people are asked");
	has(type_as(f, "U0SAM", "fixed", "LM-1 done"), "2 people are told");
}

static void the_owner_card_of_an_anonymous_report_names_nobody(void **state)
{
	struct fixture *f = *state;

	anonymous_issue(f);
	type_as(f, "U0CHEN", "report", "summarizer clause nine vanished");
	press_as(f, "U0CHEN", "me_too", "LM-2 LM-1");
	const char *cards = owed(f, NULL, "owner");
	has(cards, "prefers not to be named");
	lacks(cards, "U0ANA");
}

static void a_report_of_a_visible_message_is_answered_in_its_thread(void **state)
{
	struct fixture *f = *state;

	anonymous_issue(f);
	type_as(f, "U0SAM", "fixed", "LM-1 clause nine is kept");
	const char *threads = owed(f, NULL, "thread");
	has(threads, "C0LEGAL 1700000000.000100");
	has(threads, "LM-1 was fixed");
	has(threads, "clause nine is kept");
	lacks(threads, "Ana");
	type_as(f, "U0SAM", "fixed", "LM-1 and the annex");
	assert_string_equal(owed(f, NULL, "thread"), "");
}

static void history_says_who_what_and_from_where(void **state)
{
	struct fixture *f = *state;
	int64_t issue = anonymous_issue(f);

	type_as(f, "U0SAM", "fixed", "LM-1 done");
	struct changes changes = history_store_all(f->db, f->arena, issue);
	assert_int_equal(changes.count, 1);
	const struct change *change = &changes.items[0];
	assert_string_equal(change->change, "fixed");
	assert_string_equal(change->from_value, "open");
	assert_string_equal(change->to_value, "fixed");
	assert_string_equal(change->text, "done");
	assert_string_equal(change->platform, "slack");
	assert_string_equal(change->event, arena_printf(f->arena, "E%d", events));
	assert_int_equal(
		change->actor, people_store_by_account(f->db, f->arena, "slack", "U0SAM")->id);
}

static void every_command_describes_itself(void **state)
{
	(void)state;
	size_t count = 0;

	for (; commands[count]; count++) {
		const struct command *command = commands[count];
		assert_true(*command->name && *command->summary && *command->who);
		assert_non_null(command->usage);
		assert_true(command->example || !*command->usage);
		assert_ptr_equal(command_find(command->name), command);
		assert_ptr_equal(command_find(arena_printf(
					 ((struct fixture *)*state)->arena, "/%s", command->name)),
			command);
		for (size_t i = 0; i < count; i++)
			assert_string_not_equal(commands[i]->name, command->name);
	}
	assert_int_equal(count, 34);
	assert_null(command_find("dance"));
}

static void an_example_is_understood_by_its_own_command(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; commands[i]; i++) {
		struct event event = { .type = EVENT_COMMAND,
			.command = { .name = commands[i]->name, .text = commands[i]->example } };
		struct request request = { .arena = f->arena,
			.db = f->db,
			.event = &event,
			.settings = &settings,
			.command = commands[i],
			.text = commands[i]->example };
		struct args args;
		if (commands[i]->example && args_read(&request, &args))
			fail_msg("%s %s", commands[i]->name, commands[i]->example);
	}
}

static void every_button_of_the_product_is_there(void **state)
{
	static const char *const names[] = { "acknowledge", "mark_fixed", "decline", "me_too",
		"works", "partly", "broken", "choose_tool", "trust", "edit_tool", "card_right",
		"add_to_fails", "wrong_today", "launch", "pulse_removed", "pulse_same",
		"pulse_added", "pulse_trust", "details", "log_draft", "drop_draft", "report_form",
		"feedback_form" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++)
		assert_non_null(button_find(names[i]));
	assert_null(button_find("dance"));
}

/* Broken values of our own buttons: a sentence, and nothing done. */
static void a_forged_button_value_is_refused(void **state)
{
	static const char *const names[] = { "acknowledge", "mark_fixed", "decline", "me_too",
		"works", "broken", "choose_tool", "trust", "edit_tool", "card_right",
		"add_to_fails", "wrong_today", "launch", "pulse_removed", "details", "log_draft",
		"drop_draft", "dance" };
	static const char *const values[] = { "", " ", "LM-", "LM-99", "99999999999999999999",
		"LM-1 x y", "LM-1 -1", "LM-1 99999999999999999999", "%s%s%n", "LM-99 LM-98" };
	struct fixture *f = *state;

	anonymous_issue(f);
	for (size_t i = 0; i < array_length(names); i++)
		for (size_t j = 0; j < array_length(values); j++) {
			struct event event = {
				.type = EVENT_ACTION,
				.actor = { .id = "U0NOOR" },
				.action = { .name = names[i], .value = values[j] },
			};
			run_event(f, &event, OUTCOME_REJECT);
		}
}

/* What comes back with a form is not believed: what is none of the choices is not said, a link that
 * is none is dropped, and nobody adds to what is not theirs. */
static void a_forged_form_says_nothing_untrue(void **state)
{
	static const struct event_field fields[] = { { "what", "it froze" }, { "kind", "dance" },
		{ "minutes", "99999999999999999999" }, { "deadline", "never" }, { "more", "dance" },
		{ "tool", "dance" }, { "keep", "keep" }, { "quote", "x" } };
	struct fixture *f = *state;
	struct event event = {
		.type = EVENT_FORM,
		.actor = { .id = "U0NOOR" },
		.form = { .name = "report",
			.context = "99 0 open C1 1.1 javascript:alert(1)",
			.fields = fields,
			.field_count = array_length(fields) },
	};

	anonymous_issue(f);
	has(run_event(f, &event, OUTCOME_REPLY), "Logged LM-2");
	int64_t noor = people_store_by_account(f->db, f->arena, "slack", "U0NOOR")->id;
	const struct report *report = report_store_of(f->db, f->arena, 2, noor);
	assert_string_equal(report->text, "it froze");
	assert_null(report->kind);
	assert_true(report->minutes_lost < 0 && report->deadline == 0);
	assert_false(report->got_out || report->gave_up || report->anonymous);
	assert_null(report->permalink);
	event.form.context = "0 1 - - - -";
	has(run_event(f, &event, OUTCOME_REJECT), "no report on LM-1");
	event.form.context = "99999999999999999999 -7 x";
	run_event(f, &event, OUTCOME_REJECT);
	event.form.context = "";
	has(run_event(f, &event, OUTCOME_REPLY), "Logged already, as LM-2");
}

/* --- reports of a message --- */

static int64_t noor(struct fixture *f)
{
	return people_store_by_account(f->db, f->arena, "slack", "U0NOOR")->id;
}

static struct answer open_on_message(struct fixture *f, const struct event_place *place)
{
	static const struct event_message message = { .text = "Clause 9 does not exist.",
		.author = "U0BEN",
		.permalink = "https://acme.slack.com/archives/C1/p1" };
	struct event *event = arena_new(f->arena, struct event);
	struct request *request = arena_new(f->arena, struct request);

	*event = (struct event){
		.arena = f->arena,
		.type = EVENT_SHORTCUT,
		.platform = "slack",
		.id = "S1",
		.trigger = "T1",
		.actor = { .id = "U0NOOR" },
		.place = *place,
		.shortcut = { .name = "report", .message = &message },
	};
	*request = (struct request){ .arena = f->arena,
		.db = f->db,
		.event = event,
		.settings = &settings,
		.now = 5000,
		.actor = people_store_meet(f->db, f->arena, "slack", "U0NOOR", NULL, 1) };
	return outcome_here(handle_event(request))->answer;
}

static const struct option *consent_of(const struct form *form)
{
	for (const struct form_item *item = form->items; item; item = item->next)
		if (item->field && text_equal(item->field->name, "keep"))
			return item->field->options;
	fail_msg("the form does not ask for consent");
	return NULL;
}

static const struct report *send_kept(struct fixture *f, const struct form *form)
{
	static const struct event_field fields[] = { { "keep", "keep" },
		{ "quote", "Clause 9 does not exist." } };
	struct event event = {
		.type = EVENT_FORM,
		.actor = { .id = "U0NOOR" },
		.form = { .name = form->name,
			.context = form->context,
			.fields = fields,
			.field_count = array_length(fields) },
	};

	has(run_event(f, &event, OUTCOME_REPLY), "Logged LM-1");
	return report_store_of(f->db, f->arena, 1, noor(f));
}

static void consent_is_ticked_only_where_everybody_reads(void **state)
{
	struct fixture *f = *state;
	const struct event_place open = { .channel = "C1", .message = "1.1" };
	const struct event_place few = { .channel = "C2", .message = "1.1", .is_private = true };

	assert_true(consent_of(open_on_message(f, &open).form)->chosen);
	const struct form *form = open_on_message(f, &few).form;
	assert_false(consent_of(form)->chosen);
	has(consent_of(form)->label, "text and link");
	const struct report *report = send_kept(f, form);
	assert_string_equal(report->quote, "Clause 9 does not exist.");
	assert_string_equal(report->channel, "C2");
	assert_non_null(report->permalink);
}

static void a_report_of_a_reply_is_answered_where_its_thread_began(void **state)
{
	struct fixture *f = *state;
	const struct event_place reply = { .channel = "C1", .message = "1.5", .thread = "1.1" };
	const struct report *report = send_kept(f, open_on_message(f, &reply).form);

	assert_string_equal(report->message, "1.5");
	assert_string_equal(report->thread, "1.1");
	type_as(f, "U0ADMIN", "fixed", "LM-1 done");
	has(owed(f, NULL, "thread"), "C1 1.1 ");
}

static void a_direct_conversation_leaves_the_words_alone(void **state)
{
	struct fixture *f = *state;
	const struct event_place direct = {
		.channel = "D0NOOR", .message = "1.1", .is_private = true, .direct = true
	};
	const struct form *form = open_on_message(f, &direct).form;

	assert_false(consent_of(form)->chosen);
	lacks(consent_of(form)->label, "link");
	lacks(form->context, "D0NOOR");
	const struct report *report = send_kept(f, form);
	assert_string_equal(report->quote, "Clause 9 does not exist.");
	assert_null(report->channel);
	assert_null(report->message);
	assert_null(report->permalink);
}

static void react(struct fixture *f, bool added, int64_t at, bool is_private)
{
	struct event event = {
		.type = EVENT_REACTION,
		.actor = { .id = "U0NOOR" },
		.happened_at = at,
		.place = { .channel = "G1", .message = "1.1", .is_private = is_private },
		.reaction = { .added = added,
			.permalink = "https://acme.slack.com/archives/G1/p1" },
	};

	run_event(f, &event, OUTCOME_SILENT);
}

static void a_reaction_keeps_no_link_that_few_can_follow(void **state)
{
	struct fixture *f = *state;

	react(f, true, 0, true);
	const struct report *report = report_store_of(f->db, f->arena, 1, noor(f));
	assert_null(report->permalink);
	assert_string_equal(
		issue_store_get(f->db, f->arena, 1)->title, "A message in a private channel");
}

/* Word of it may come late; what counts is when it was done. */
static void a_reaction_counts_when_it_was_put_and_taken(void **state)
{
	struct fixture *f = *state;

	const int before = events;
	int64_t put = 5000 + events; // run_event() is at work a moment later
	react(f, true, put, false);
	events += 600000; // ms
	react(f, false, put + 61000, false);
	assert_int_equal(issue_store_get(f->db, f->arena, 1)->status, ISSUE_OPEN);
	react(f, false, put + 59000, false);
	assert_int_equal(issue_store_get(f->db, f->arena, 1)->status, ISSUE_WITHDRAWN);
	events = before;
}

/* The older report was settled meanwhile, so there is nothing to move: it is added, once. */
static void me_too_without_an_issue_to_leave_counts_once(void **state)
{
	struct fixture *f = *state;
	int64_t issue = anonymous_issue(f);

	assert_int_equal(issue_store_get(f->db, f->arena, issue)->reports, 2);
	for (int i = 0; i < 3; i++)
		press_as(f, "U0CHEN", "me_too", "LM-1");
	assert_int_equal(issue_store_get(f->db, f->arena, issue)->reports, 3);
	assert_int_equal(report_store_of_issue(f->db, f->arena, issue).count, 3);
	assert_int_equal(issue_store_get(f->db, f->arena, issue)->followers, 3);
}

static void expect_priority(struct fixture *f, const char *kind, enum outbox_priority expected)
{
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", 9000, 100);
	int seen = 0;

	for (size_t i = 0; i < due.count; i++) {
		if (!text_equal(due.items[i].kind, kind))
			continue;
		assert_int_equal(due.items[i].priority, expected);
		seen++;
	}
	assert_true(seen > 0);
}

static void who_waits_is_served_before_a_batch(void **state)
{
	struct fixture *f = *state;

	anonymous_issue(f);
	type_as(f, "U0CHEN", "report", "summarizer the date is wrong");
	expect_priority(f, "receipt", PRIORITY_INTERACTIVE);
	expect_priority(f, "owner", PRIORITY_INTERACTIVE);
	owed(f, NULL, NULL);
	type_as(f, "U0SAM", "fixed", "LM-1 done");
	expect_priority(f, "settled", PRIORITY_BATCH);
	expect_priority(f, "thread", PRIORITY_BATCH);
}

static void an_admin_who_was_never_met_is_found(void **state)
{
	struct fixture *f = *state;

	type_as(f, "U0ANA", "report", "it dropped clause nine");
	has(owed(f, "U0ANA", "owner"), "it dropped clause nine");
	assert_non_null(people_store_by_account(f->db, f->arena, "slack", "U0ADMIN"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(an_anonymous_reporter_is_named_to_nobody),
		on_fresh(an_anonymous_reporter_is_asked_and_told),
		on_fresh(the_owner_card_of_an_anonymous_report_names_nobody),
		on_fresh(a_report_of_a_visible_message_is_answered_in_its_thread),
		on_fresh(history_says_who_what_and_from_where),
		on_fresh(every_command_describes_itself),
		on_fresh(an_example_is_understood_by_its_own_command),
		on_fresh(every_button_of_the_product_is_there),
		on_fresh(a_forged_button_value_is_refused),
		on_fresh(a_forged_form_says_nothing_untrue),
		on_fresh(consent_is_ticked_only_where_everybody_reads),
		on_fresh(a_report_of_a_reply_is_answered_where_its_thread_began),
		on_fresh(a_direct_conversation_leaves_the_words_alone),
		on_fresh(a_reaction_keeps_no_link_that_few_can_follow),
		on_fresh(a_reaction_counts_when_it_was_put_and_taken),
		on_fresh(me_too_without_an_issue_to_leave_counts_once),
		on_fresh(who_waits_is_served_before_a_batch),
		on_fresh(an_admin_who_was_never_met_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
