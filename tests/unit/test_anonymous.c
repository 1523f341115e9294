/*
 * An anonymous reporter goes the whole way: form, message of their own, plain words, question,
 * answer, merge and unmerge, fix, verdict, reopening, decline, deadline. After it nothing that
 * somebody else can read holds their name, their account or their conversation with the app: no
 * text of any table but their own rows, no delivery to others, no answer to others, no export, no
 * log line. Tables and columns are taken from the database itself, so that a new one is looked at
 * without being named here.
 */
#include <fcntl.h>

#include <sqlite3.h>

#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/answer.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/scheduler.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/export.h"

#define ACCOUNT "U0ANA"
#define NAME "Ana Silva"
#define CONVERSATION "D0ANA"

static const char *const secrets[] = { ACCOUNT, NAME, CONVERSATION };

/* Columns that say which person a row belongs to, and whose rows others are never shown as such. */
static const char *const own_rows[] = { "reports.reporter", "followers.person", "verdicts.person",
	"cards.person", "outbox.person", "drafts.person" };

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

/* Monday, 23 November 2026, 09:00 UTC. */
static int64_t now = INT64_C(1795424400000);
static int events;

/* --- what others see --- */

static void expect_clean(const char *where, const char *text)
{
	for (size_t i = 0; text && i < array_length(secrets); i++)
		if (strstr(text, secrets[i]))
			fail_msg("%s says \"%s\": %s", where, secrets[i], text);
}

static void field_plain(const struct field *field, struct text *out)
{
	text_printf(out, "%s %s %s\n", field->label, field->initial ? field->initial : "",
		field->hint ? field->hint : "");
	for (const struct option *option = field->options; option; option = option->next)
		text_printf(out, "%s %s %s\n", option->value, option->label,
			option->description ? option->description : "");
}

static void form_plain(const struct form *form, struct text *out)
{
	text_printf(out, "%s %s\n", form->title, form->context);
	for (const struct form_item *item = form->items; item; item = item->next)
		if (item->field)
			field_plain(item->field, out);
		else
			message_plain(item->message, out);
}

static const char *answer_plain(struct fixture *f, const struct answer *answer)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	if (answer->message)
		message_plain(answer->message, &out);
	if (answer->form)
		form_plain(answer->form, &out);
	if (answer->home)
		message_plain(answer->home, &out);
	for (const struct form_error *error = answer->errors; error; error = error->next)
		text_append(&out, error->words);
	return arena_strdup(f->arena, text_string(&out));
}

/* --- what people do --- */

static struct answer happens(struct fixture *f, const char *account, struct event *event)
{
	bool ana = text_equal(account, ACCOUNT);

	now += 1000;
	event->arena = f->arena;
	event->id = arena_printf(f->arena, "E%d", ++events);
	event->platform = "slack";
	event->trigger = "T1";
	event->actor = (struct event_person){ .id = account, .name = ana ? NAME : account };
	struct answer answer = dispatch_event(f->db, &settings, event, now);
	if (!ana)
		expect_clean("an answer", answer_plain(f, &answer));
	return answer;
}

static const char *types(struct fixture *f, const char *account, const char *name, const char *text)
{
	bool ana = text_equal(account, ACCOUNT);
	struct event event = {
		.type = EVENT_COMMAND,
		.place = { .channel = ana ? CONVERSATION : "D0OTHER", .direct = true },
		.command = { .name = name, .text = text },
	};
	struct answer answer = happens(f, account, &event);

	return answer_plain(f, &answer);
}

static struct answer presses(
	struct fixture *f, const char *account, const char *button, const char *value)
{
	bool ana = text_equal(account, ACCOUNT);
	struct event event = {
		.type = EVENT_ACTION,
		.place = { .channel = ana ? CONVERSATION : "D0OTHER", .direct = true },
		.action = { .name = button, .value = value },
	};

	return happens(f, account, &event);
}

/* She sends the form that is open, with these values. */
static const char *sends(struct fixture *f, const struct answer *open,
	const struct event_field *fields, size_t count)
{
	struct event event = { .type = EVENT_FORM };

	assert_non_null(open->form);
	event.form = (struct event_form){ .name = open->form->name,
		.context = open->form->context,
		.fields = fields,
		.field_count = count };
	struct answer answer = happens(f, ACCOUNT, &event);
	return answer_plain(f, &answer);
}

static struct answer opens_form(struct fixture *f)
{
	struct event event = {
		.type = EVENT_COMMAND,
		.place = { .channel = CONVERSATION, .direct = true },
		.command = { .name = "report", .text = "" },
	};

	return happens(f, ACCOUNT, &event);
}

static struct answer takes_shortcut(
	struct fixture *f, const char *text, const struct event_place *place)
{
	struct event_message message = { .text = text,
		.author = ACCOUNT,
		.permalink = arena_printf(
			f->arena, "https://acme.slack.com/archives/%s/p1", place->channel) };
	struct event event = {
		.type = EVENT_SHORTCUT,
		.place = *place,
		.shortcut = { .name = "report", .message = &message },
	};

	return happens(f, ACCOUNT, &event);
}

static void says(struct fixture *f, const char *text)
{
	struct event event = {
		.type = EVENT_MESSAGE,
		.place = { .channel = CONVERSATION, .message = "1.1", .direct = true },
		.message = { .text = text },
	};

	happens(f, ACCOUNT, &event);
}

static void looks_at_home(struct fixture *f, const char *account)
{
	struct event event = { .type = EVENT_HOME, .place = { .home = true } };

	happens(f, account, &event);
}

/* --- the loop --- */

static const char *plain_of(struct fixture *f, const struct outbox_entry *entry)
{
	_cleanup_text_ struct text plain = TEXT_INIT;
	const struct message *message = message_from_json(f->arena, entry->content);

	assert_non_null(message);
	message_plain(message, &plain);
	return arena_printf(f->arena, "%s %s", text_string(&plain), entry->content);
}

/* Everything owed is delivered; what goes to others is looked at. */
static int delivered(struct fixture *f)
{
	int to_others = 0;

	for (;;) {
		struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", now, 100);
		if (!due.count)
			return to_others;
		for (size_t i = 0; i < due.count; i++) {
			const struct outbox_entry *entry = &due.items[i];
			bool ana = text_equal(entry->account, ACCOUNT);
			if (!ana) {
				to_others++;
				expect_clean(entry->kind, plain_of(f, entry));
				expect_clean(entry->kind, entry->channel);
			}
			outbox_store_claim(f->db, entry->id, now);
			outbox_store_sent(f->db, entry->id,
				entry->channel ? entry->channel
				: ana          ? CONVERSATION
					       : "D0OTHER",
				arena_printf(f->arena, "%d.1", ++events), now);
		}
	}
}

static void time_passes(struct fixture *f, int64_t milliseconds)
{
	now += milliseconds;
	while (scheduler_run(f->db, &settings, now))
		;
	delivered(f);
}

#define SENDS(f, open, ...)                                                                        \
	sends((f), (open), (const struct event_field[]){ __VA_ARGS__ },                            \
		array_length(((const struct event_field[]){ __VA_ARGS__ })))

static void expect_words(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" is not in %s", words, text);
}

/* LM-1 by the form, with a deadline; LM-2 about her own message in a channel that few read; LM-3
 * about one in her conversation with the app; LM-4 from plain words. All without a name. */
static void reports(struct fixture *f)
{
	struct answer open = opens_form(f);

	expect_words(
		SENDS(f, &open, { "tool", "summarizer" }, { "what", "clause nine vanished" },
			{ "kind", "missing_content" }, { "minutes", "30" }, { "deadline", "today" },
			{ "more", "got_out" }, { "more", "anonymous" }),
		"Logged LM-1");
	open = takes_shortcut(f, "the Acme summary is wrong",
		&(struct event_place){ .channel = "G0FEW", .message = "2.2", .is_private = true });
	expect_words(SENDS(f, &open, { "tool", "summarizer" }, { "keep", "keep" },
			     { "quote", "the Acme summary is wrong" }, { "more", "anonymous" }),
		"Logged LM-2");
	open = takes_shortcut(f, "look at this date",
		&(struct event_place){ .channel = CONVERSATION,
			.message = "3.3",
			.is_private = true,
			.direct = true });
	expect_words(SENDS(f, &open, { "tool", "summarizer" }, { "keep", "keep" },
			     { "quote", "look at this date" }, { "more", "anonymous" }),
		"Logged LM-3");
	says(f, "the numbers of March are from May");
	open = presses(f, ACCOUNT, "details", "draft 1");
	expect_words(
		SENDS(f, &open, { "tool", "summarizer" },
			{ "what", "the numbers of March are from May" }, { "more", "anonymous" }),
		"Logged LM-4");
	assert_true(delivered(f) > 0);
}

/* Everybody else does and looks at all there is. */
static void others_act(struct fixture *f)
{
	types(f, "U0BEN", "report", "summarizer it lost clause nine of mine");
	presses(f, "U0BEN", "me_too", "LM-5 LM-1");
	types(f, "U0SAM", "lastmile", "ack LM-1");
	types(f, "U0SAM", "lastmile", "ask LM-1 which file?");
	types(f, ACCOUNT, "lastmile", "answer LM-1 the Acme one");
	presses(f, ACCOUNT, "me_too", "LM-4 LM-1");
	types(f, "U0SAM", "lastmile", "merge LM-2 into LM-1");
	types(f, "U0SAM", "lastmile", "unmerge LM-2");
	types(f, "U0SAM", "lastmile", "decline LM-3 it is right, workaround: look again");
	types(f, ACCOUNT, "lastmile", "reopen LM-3 it is not");
	types(f, "U0SAM", "fixed", "LM-1 clause nine is kept");
	presses(f, ACCOUNT, "broken", "LM-1 1");
	types(f, ACCOUNT, "lastmile", "reopen LM-1 in scans, too");
	types(f, "U0SAM", "fixed", "LM-1 in scans as well");
	presses(f, ACCOUNT, "works", "LM-1 2");
	assert_true(delivered(f) > 0);
}

static void others_look(struct fixture *f)
{
	static const char *const people[] = { "U0SAM", "U0BEN", "U0ADMIN", "U0MAYA" };
	static const char *const words[] = { "mine", "tools", "tool summarizer", "champions",
		"digest", "readiness summarizer", "roi summarizer", "trust summarizer",
		"status LM-1", "status LM-2", "status LM-3", "status LM-4", "status LM-5" };

	for (size_t i = 0; i < array_length(people); i++) {
		looks_at_home(f, people[i]);
		types(f, people[i], "report", "");
		types(f, people[i], "library", "clause nine");
		for (size_t j = 0; j < array_length(words); j++)
			types(f, people[i], "lastmile", words[j]);
	}
}

/* --- what is left --- */

static int look_at_row(void *data, const struct export_value *values)
{
	const char *const *columns = data;

	for (size_t i = 0; columns[i]; i++)
		expect_clean(columns[i], values[i].text);
	return 0;
}

static void exports(struct fixture *f)
{
	for (int table = EXPORT_ISSUES; table <= EXPORT_FEEDBACK; table++) {
		const char *const *columns = export_columns((enum export_table)table);
		assert_int_equal(export_rows(f->db, (enum export_table)table, look_at_row,
					 (void *)(uintptr_t)columns),
			0);
	}
}

static sqlite3_int64 number(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *raw = NULL;

	if (sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(sqlite), sql);
	sqlite3_int64 found = sqlite3_step(raw) == SQLITE_ROW ? sqlite3_column_int64(raw, 0) : 0;
	sqlite3_finalize(raw);
	return found;
}

/* Where rows belong to people, hers are her own: nobody else is shown them. */
static const char *except_her_own(const char *table)
{
	if (text_equal(table, "outbox_contents"))
		return "AND t.outbox NOT IN (SELECT b.id FROM outbox AS b WHERE b.person = "
		       "(SELECT id FROM people WHERE account = '" ACCOUNT "'))";
	if (text_equal(table, "cards") || text_equal(table, "outbox") ||
		text_equal(table, "drafts"))
		return "AND coalesce(t.person, 0) <> (SELECT id FROM people "
		       "WHERE account = '" ACCOUNT "')";
	return "";
}

static void look_at_texts(struct fixture *f, sqlite3 *sqlite, const char *secret)
{
	static const char columns[] =
		"SELECT m.name, c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c "
		"WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'people' "
		"AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.type = 'TEXT'";
	sqlite3_stmt *raw = NULL;
	int looked = 0;

	assert_int_equal(sqlite3_prepare_v2(sqlite, columns, -1, &raw, NULL), SQLITE_OK);
	for (; sqlite3_step(raw) == SQLITE_ROW; looked++) {
		const char *table = (const char *)sqlite3_column_text(raw, 0);
		const char *column = (const char *)sqlite3_column_text(raw, 1);
		const char *sql = arena_printf(f->arena,
			"SELECT count(*) FROM %s AS t WHERE instr(t.%s, '%s') > 0 %s", table,
			column, secret, except_her_own(table));
		if (number(sqlite, sql))
			fail_msg("%s.%s holds %s", table, column, secret);
	}
	sqlite3_finalize(raw);
	assert_true(looked > 40);
}

static bool is_own_row(const char *reference)
{
	for (size_t i = 0; i < array_length(own_rows); i++)
		if (text_equal(own_rows[i], reference))
			return true;
	return false;
}

/* Who did something, in columns that are shown to others: history above all. */
static void look_at_references(struct fixture *f, sqlite3 *sqlite)
{
	static const char references[] = "SELECT m.name, k.\"from\" FROM sqlite_schema AS m "
					 "JOIN pragma_foreign_key_list(m.name) AS k "
					 "WHERE m.type = 'table' AND k.\"table\" = 'people'";
	sqlite3_stmt *raw = NULL;
	int looked = 0;

	assert_int_equal(sqlite3_prepare_v2(sqlite, references, -1, &raw, NULL), SQLITE_OK);
	for (; sqlite3_step(raw) == SQLITE_ROW; looked++) {
		const char *reference =
			arena_printf(f->arena, "%s.%s", (const char *)sqlite3_column_text(raw, 0),
				(const char *)sqlite3_column_text(raw, 1));
		const char *sql = arena_printf(f->arena,
			"SELECT count(*) FROM %s WHERE %s = "
			"(SELECT id FROM people WHERE account = '" ACCOUNT "')",
			(const char *)sqlite3_column_text(raw, 0),
			(const char *)sqlite3_column_text(raw, 1));
		if (!is_own_row(reference) && number(sqlite, sql))
			fail_msg("%s is hers", reference);
	}
	sqlite3_finalize(raw);
	assert_true(looked > 15);
}

/* The log goes to a file while the loop is played. */
struct log {
	char path[96];
	int terminal;
};

static struct log catch_log(const struct fixture *f)
{
	struct log log = { .terminal = dup(STDERR_FILENO) };

	snprintf(log.path, sizeof(log.path), "%s/log", f->folder);
	int file = open(log.path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(file >= 0 && log.terminal >= 0);
	dup2(file, STDERR_FILENO);
	close(file);
	return log;
}

static void look_at_log(struct fixture *f, const struct log *log)
{
	char *bytes = arena_alloc(f->arena, 1 << 16);
	int file = open(log->path, O_RDONLY);

	dup2(log->terminal, STDERR_FILENO);
	close(log->terminal);
	ssize_t length = read(file, bytes, (1 << 16) - 1);
	close(file);
	assert_true(length > 0); // an event that came twice is in it
	bytes[length] = '\0';
	expect_clean("the log", bytes);
}

static sqlite3 *open_beside(struct fixture *f)
{
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open_v2(f->path, &sqlite, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	return sqlite;
}

static void nobody_learns_who_it_is(void **state)
{
	struct fixture *f = *state;
	struct log log = catch_log(f);

	types(f, "U0ADMIN", "lastmile", "tool summarizer recovery=\"read it yourself\"");
	add_person(f, "U0SAM", "Sam");
	types(f, "U0ADMIN", "lastmile", "tool summarizer owner=U0SAM");
	reports(f);
	others_act(f);
	others_look(f);
	time_passes(f, INT64_C(3) * 24 * 3600 * 1000);
	others_look(f);
	struct event again = { .type = EVENT_COMMAND, .command = { .name = "report", .text = "" } };
	happens(f, ACCOUNT, &again);
	dispatch_event(f->db, &settings, &again, now);
	exports(f);
	look_at_log(f, &log);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM reports WHERE anonymous = 1"), 4);
	assert_true(db_int(f->db, 0, "SELECT count(*) FROM history WHERE actor IS NULL") >= 8);
	sqlite3 *sqlite = open_beside(f);
	for (size_t i = 0; i < array_length(secrets); i++)
		look_at_texts(f, sqlite, secrets[i]);
	look_at_references(f, sqlite);
	sqlite3_close(sqlite);
}

/* Also of somebody with a name: whoever knows the conversation's id knows who it is. */
static void where_somebody_writes_to_the_app_is_not_kept(void **state)
{
	struct fixture *f = *state;
	struct event event = {
		.type = EVENT_REACTION,
		.place = { .channel = CONVERSATION, .message = "4.4", .direct = true },
		.reaction = { .added = true, .permalink = "https://x.slack.com/" CONVERSATION },
	};

	types(f, ACCOUNT, "report", "it dropped clause nine");
	types(f, ACCOUNT, "feedback", "it saves me an hour");
	says(f, "the numbers of March are from May");
	presses(f, ACCOUNT, "log_draft", "1");
	struct answer open = takes_shortcut(f, "look at this date",
		&(struct event_place){ .channel = CONVERSATION, .message = "3.3", .direct = true });
	SENDS(f, &open, { "keep", "keep" }, { "quote", "look at this date" });
	happens(f, ACCOUNT, &event);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM reports"), 4);
	sqlite3 *sqlite = open_beside(f);
	look_at_texts(f, sqlite, CONVERSATION);
	sqlite3_close(sqlite);
	assert_int_equal(db_begin(f->db), 0);
	event.reaction.added = false;
	happens(f, ACCOUNT, &event);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM reports"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(nobody_learns_who_it_is),
		on_fresh(where_somebody_writes_to_the_app_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
