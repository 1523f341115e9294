/*
 * People of two platforms: each is told where they reported, and who is linked is one person with
 * two accounts. The scenarios play on one platform; here one issue has reporters on both.
 */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/naming.h"
#include "bot/util/text.h"
#include "config/config.h"
#include "handlers/command.h"
#include "handlers/roles.h"

#define GUID "d0000000-aaaa-4bbb-8ccc-0000000000da"
#define ADMIN_GUID "a0000000-aaaa-4bbb-8ccc-0000000000ad"

static const char *const admins[] = { "U0ADMIN", ADMIN_GUID, NULL };

/* As the daemon makes them: by its looks an account is of Slack or of Teams. */
static struct handler_settings settings;

static void make_settings(void)
{
	static char zone[] = "Europe/London";
	static struct config config = {
		.timezone = zone, .slack.enabled = true, .teams.enabled = true
	};

	naming_settings(&config, &settings);
	settings.admins = admins;
	settings.command_word = NULL;
}

struct who {
	const char *platform, *account, *name, *email, *directory;
};
static const struct who ana = { "slack", "U0ANA", "Ana Silva", "ana@acme.example", NULL };
static const struct who sam = { "slack", "U0SAM", "Sam", "sam@acme.example", NULL };
static const struct who dana = { "teams", "29:1-dana", "Dana", "dana@acme.example", GUID };
/* Ana, in Teams. */
static const struct who anna = { "teams", "29:1-ana", "Silva, Ana", "ANA@acme.example", NULL };
static const struct who chief = { "teams", "29:1-chief", "Chief", NULL, ADMIN_GUID };

static int events;
static int64_t now;

static const char *happens(struct fixture *f, const struct who *who, struct event *event)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	event->arena = f->arena;
	event->id = arena_printf(f->arena, "E%d", ++events);
	event->platform = who->platform;
	event->trigger = "t";
	event->actor = (struct event_person){
		.id = who->account, .name = who->name, .directory = who->directory
	};
	now += 60000;
	struct answer answer = dispatch_event(f->db, &settings, event, now);
	if (answer.message)
		message_plain(answer.message, &plain);
	return arena_strdup(f->arena, text_string(&plain));
}

static const char *types(
	struct fixture *f, const struct who *who, const char *name, const char *text)
{
	struct event event = { .type = EVENT_COMMAND, .command = { .name = name, .text = text } };

	return happens(f, who, &event);
}

static const char *presses(
	struct fixture *f, const struct who *who, const char *button, const char *value)
{
	struct event event = { .type = EVENT_ACTION, .action = { .name = button, .value = value } };

	return happens(f, who, &event);
}

static void profile(struct fixture *f, const struct who *who, bool active)
{
	struct event event = { .type = EVENT_PROFILE,
		.profile = { .person = { .id = who->account, .name = who->name },
			.email = who->email,
			.active = active } };

	happens(f, who, &event);
}

/* What has left on a platform since the last look: "kind account" a line. */
static const char *sent(struct fixture *f, const char *platform)
{
	struct text all = TEXT_INIT;

	for (;;) {
		struct outbox_entries due =
			outbox_store_due(f->db, f->arena, platform, now + 86400000, 100);
		if (!due.count)
			break;
		for (size_t i = 0; i < due.count; i++) {
			const struct outbox_entry *entry = &due.items[i];
			outbox_store_claim(f->db, entry->id, now);
			outbox_store_sent(f->db, entry->id,
				arena_printf(f->arena, "D-%s", entry->account), "1.1", now);
			text_printf(&all, "%s%s %s\n", entry->update ? "edit " : "", entry->kind,
				entry->account ? entry->account : "nobody");
		}
	}
	char *lines = arena_strdup(f->arena, text_string(&all));
	text_finish(&all);
	return lines;
}

/* The value of the last question whether an account is theirs. */
static const char *asked(struct fixture *f)
{
	return arena_printf(
		f->arena, "%lld", (long long)db_int(f->db, 0, "SELECT max(id) FROM link_requests"));
}

static void meet_all(struct fixture *f)
{
	static const struct who *const all[] = { &ana, &sam, &dana, &anna };

	make_settings();
	now = 1800000000000;
	for (size_t i = 0; i < array_length(all); i++) {
		people_store_meet(f->db, f->arena, all[i]->platform, all[i]->account, NULL, now);
		profile(f, all[i], true);
	}
	types(f, &chief, "lastmile", "tool summarizer owner=U0SAM");
	sent(f, "slack");
	sent(f, "teams");
}

static void test_each_is_told_where_they_reported(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	types(f, &ana, "report", "summarizer it lost clause nine");
	presses(f, &dana, "me_too", "LM-1");
	types(f, &dana, "report", "summarizer it lost clause nine");
	sent(f, "slack");
	sent(f, "teams");
	types(f, &sam, "fixed", "LM-1 all clauses are there");
	assert_non_null(strstr(sent(f, "slack"), "settled U0ANA\n"));
	const char *teams = sent(f, "teams");
	assert_non_null(strstr(teams, "settled 29:1-dana\n"));
	assert_null(strstr(teams, "U0ANA"));
}

static void link_ana(struct fixture *f)
{
	assert_non_null(strstr(types(f, &ana, "lastmile", "link"), "account on teams"));
	assert_string_equal(sent(f, "teams"), "link 29:1-ana\n");
	assert_non_null(strstr(presses(f, &anna, "link_yes", asked(f)), "are one now"));
}

static void test_two_accounts_agree(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	link_ana(f);
	assert_int_equal(people_store_by_account(f->db, f->arena, "teams", anna.account)->id,
		people_store_by_account(f->db, f->arena, "slack", ana.account)->id);
	assert_non_null(strstr(presses(f, &anna, "link_yes", "1"), "another time"));
	assert_non_null(
		strstr(types(f, &anna, "lastmile", "settings"), "one person on slack and teams"));
	/* Reported in Teams: received there, and heard back there. */
	types(f, &anna, "report", "summarizer it lost clause nine");
	assert_non_null(strstr(sent(f, "teams"), "receipt 29:1-ana\n"));
	assert_null(strstr(sent(f, "slack"), "U0ANA"));
	types(f, &sam, "fixed", "LM-1 all clauses are there");
	const char *teams = sent(f, "teams");
	assert_non_null(strstr(teams, "settled 29:1-ana\n"));
	assert_non_null(strstr(teams, "edit receipt 29:1-ana\n"));
	assert_null(strstr(sent(f, "slack"), "U0ANA"));
	/* Reported in Slack, and told there. */
	types(f, &ana, "report", "summarizer it turned dates around");
	assert_non_null(strstr(sent(f, "slack"), "receipt U0ANA\n"));
	types(f, &sam, "fixed", "LM-2 dates are right");
	assert_non_null(strstr(sent(f, "slack"), "settled U0ANA\n"));
	assert_null(strstr(sent(f, "teams"), "29:1-ana"));
}

static void test_nobody_is_linked_unasked(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	types(f, &ana, "lastmile", "link");
	/* Who was not asked cannot say yes for another. */
	assert_non_null(strstr(presses(f, &dana, "link_yes", asked(f)), "another time"));
	assert_non_null(strstr(presses(f, &ana, "link_yes", asked(f)), "another time"));
	assert_non_null(strstr(presses(f, &anna, "link_no", asked(f)), "nothing is linked"));
	assert_non_null(strstr(presses(f, &anna, "link_yes", "1"), "another time"));
	/* A week later it is no answer any more. */
	types(f, &ana, "lastmile", "link");
	const char *value = asked(f);
	now += 8 * 86400000ll;
	assert_non_null(strstr(presses(f, &anna, "link_yes", value), "another time"));
	assert_int_not_equal(people_store_by_account(f->db, f->arena, "teams", anna.account)->id,
		people_store_by_account(f->db, f->arena, "slack", ana.account)->id);
	assert_non_null(strstr(types(f, &dana, "lastmile", "link"), "no other account"));
}

static void meet(struct fixture *f, const struct who *who)
{
	people_store_meet(f->db, f->arena, who->platform, who->account, NULL, now);
	profile(f, who, true);
}

/* Whoever calls themselves what somebody's address is, is not them; two with one address are told
 * apart by an admin alone. */
static void test_an_address_is_one_persons(void **state)
{
	static const struct who mallory = { "teams", "29:1-mallory", "ana@acme.example",
		"mallory@other.example", NULL };
	static const struct who another = { "teams", "29:1-ana2|other", "Ana S.",
		"ana@acme.example", NULL };
	struct fixture *f = *state;

	meet_all(f);
	meet(f, &mallory);
	assert_non_null(strstr(types(f, &ana, "lastmile", "link"), "I have asked"));
	assert_string_equal(sent(f, "teams"), "link 29:1-ana\n");
	assert_non_null(strstr(types(f, &mallory, "lastmile", "link"), "no other account"));
	meet(f, &another);
	assert_non_null(strstr(types(f, &ana, "lastmile", "link"), "An admin can link you"));
	assert_string_equal(sent(f, "teams"), "");
}

static void test_an_admin_links(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	assert_non_null(
		strstr(types(f, &ana, "lastmile", "link slack=U0ANA teams=Dana"), "Only admins"));
	assert_non_null(strstr(types(f, &chief, "lastmile", "link slack=Nobody teams=Dana"),
		"I do not know anybody on slack"));
	assert_non_null(strstr(types(f, &chief, "lastmile", "link slack=U0ANA"), "Which two"));
	assert_non_null(strstr(
		types(f, &chief, "lastmile", "link slack=“Ana Silva” teams=ana@acme.example"),
		"are one person now"));
	assert_string_equal(sent(f, "slack"), "link U0ANA\n");
	assert_non_null(strstr(types(f, &chief, "lastmile", "link slack=U0ANA teams=Dana"),
		"an account on teams already"));
	assert_non_null(
		strstr(types(f, &chief, "lastmile", "unlink person=U0ANA"), "on its own again"));
	assert_non_null(strstr(types(f, &ana, "lastmile", "unlink"), "Nothing is linked"));
	assert_int_not_equal(people_store_by_account(f->db, f->arena, "teams", anna.account)->id,
		people_store_by_account(f->db, f->arena, "slack", ana.account)->id);
}

/* By an account, or its id in the directory; also of who is linked to it. */
static void test_admins_of_the_configuration(void **state)
{
	struct fixture *f = *state;
	struct request request = { .arena = f->arena,
		.db = f->db,
		.settings = &settings,
		.event = &(struct event){ .platform = "teams" },
		.now = 1 };

	meet_all(f);
	struct people all = role_admins(&request);
	assert_int_equal(all.count, 2);
	for (size_t i = 0; i < all.count; i++)
		assert_string_equal(all.items[i].platform,
			text_equal(all.items[i].account, "U0ADMIN") ? "slack" : "teams");
	const struct person *person = people_store_by_account(f->db, f->arena, "teams", ADMIN_GUID);
	assert_string_equal(person->account, "29:1-chief");
	assert_true(role_is_admin(&request, person));
	int64_t other = add_person(f, "U0CHIEF", "Chief");
	people_store_link(f->db, f->arena, other, person->id, 5);
	assert_true(role_is_admin(&request, people_store_get(f->db, f->arena, other)));
}

static void sends_tool_form(struct fixture *f, const struct who *who, bool in_teams)
{
	const struct event_field fields[] = {
		{ "title", "Contract summarizer" },
		{ "owner", in_teams ? dana.account : sam.account },
	};
	int64_t changed = db_int(f->db, 0, "SELECT updated_at FROM tools");
	struct event event = {
		.type = EVENT_FORM,
		.form = { .name = "tool",
			.context = arena_printf(f->arena, "summarizer %lld", (long long)changed),
			.fields = fields,
			.field_count = in_teams ? 1 : 2 },
	};

	assert_non_null(strstr(happens(f, who, &event), "Contract summarizer"));
}

/* A form of one platform cannot show people and channels of the other: left empty, they stay. */
static void test_a_form_keeps_what_is_elsewhere(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	types(f, &chief, "lastmile", "tool summarizer backup=U0ANA champion=U0ANA");
	db_int(f->db, 0,
		"UPDATE tools SET channel_platform = 'slack', channel = 'C0LEGAL' RETURNING 1");
	sends_tool_form(f, &chief, true);
	assert_int_equal(
		db_int(f->db, 0,
			"SELECT count(*) FROM tools WHERE channel = 'C0LEGAL' AND owner IS "
			"NOT NULL AND backup IS NOT NULL"),
		1);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM tool_champions"), 1);
	/* On the platform that shows them, empty means empty. */
	sends_tool_form(f, &sam, false);
	assert_int_equal(
		db_int(f->db, 0,
			"SELECT count(*) FROM tools WHERE channel IS NULL AND backup IS NULL"),
		1);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM tool_champions"), 0);
}

/* Who leaves one platform is still there on the other. */
static void test_an_account_is_closed(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	link_ana(f);
	profile(f, &ana, false);
	const struct person *person =
		people_store_by_account(f->db, f->arena, "teams", anna.account);
	assert_true(person->active);
	assert_string_equal(person->platform, "teams");
	/* The closed one is nobody's now: it is not met anew by what is said of it. */
	assert_null(people_store_by_account(f->db, f->arena, "slack", ana.account));
	profile(f, &anna, false);
	assert_false(people_store_get(f->db, f->arena, person->id)->active);
}

static bool is_outdated(struct fixture *f, int64_t id)
{
	struct profile_place place = { 0 };
	const struct person *person;

	while ((person = people_store_next_outdated(f->db, f->arena, "teams", 1, &place)))
		if (person->id == id)
			return true;
	return false;
}

/* Whatever was said of their account: who does something is there. */
static void test_who_was_taken_for_gone_does_something(void **state)
{
	struct fixture *f = *state;

	meet_all(f);
	const struct person *person =
		people_store_by_account(f->db, f->arena, "teams", anna.account);
	profile(f, &anna, false);
	assert_false(people_store_get(f->db, f->arena, person->id)->active);
	types(f, &anna, "lastmile", "mine");
	assert_true(people_store_get(f->db, f->arena, person->id)->active);
	/* Their profile says the rest, soon. */
	assert_true(is_outdated(f, person->id));
	profile(f, &anna, true);
	assert_false(is_outdated(f, person->id));
}

static void test_a_profile_of_a_stranger_is_not_kept(void **state)
{
	static const struct who stranger = { "teams", "29:1-zoe", "Zoe", NULL };
	struct fixture *f = *state;

	meet_all(f);
	profile(f, &stranger, false);
	profile(f, &stranger, true);
	assert_null(people_store_by_account(f->db, f->arena, "teams", stranger.account));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(test_each_is_told_where_they_reported),
		on_fresh(test_two_accounts_agree),
		on_fresh(test_nobody_is_linked_unasked),
		on_fresh(test_an_address_is_one_persons),
		on_fresh(test_an_admin_links),
		on_fresh(test_admins_of_the_configuration),
		on_fresh(test_an_account_is_closed),
		on_fresh(test_who_was_taken_for_gone_does_something),
		on_fresh(test_a_profile_of_a_stranger_is_not_kept),
		on_fresh(test_a_form_keeps_what_is_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
