/* Where our token may be sent, how ids become addresses, what is remembered of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/platform/teams/conversations.h"
#include "bot/platform/teams/credentials.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *const tenants[] = { "home-tenant", "other-tenant", NULL };

struct fixture {
	struct teams_conversations *conversations;
	char learned[256]; // "name=value" as last told
	int told;
};

static void learned(void *data, const char *name, const char *value)
{
	struct fixture *fixture = data;

	snprintf(fixture->learned, sizeof(fixture->learned), "%s=%s", name, value);
	fixture->told++;
}

static struct fixture create(struct fixture *fixture, const char *metadata, const char *scope,
	const struct teams_service *services, size_t count)
{
	struct teams_settings settings = {
		.tenants = tenants,
		.metadata_url = metadata,
		.scope = scope,
		.services = services,
		.service_count = count,
	};

	*fixture = (struct fixture){ 0 };
	fixture->conversations = teams_conversations_create(&settings, learned, fixture);
	return *fixture;
}

#define MICROSOFT "https://login.botframework.com/v1/.well-known/openidconfiguration"
#define SCOPE "https://api.botframework.com/.default"

static const struct {
	const char *url;
	bool allowed, loopback; // where the metadata are Microsoft's; where they are ours
} urls[] = {
	{ "https://smba.trafficmanager.net/emea/home-tenant/", true, true },
	{ "https://smba.trafficmanager.net:443/emea", true, true },
	{ "https://SMBA.trafficmanager.net/teams", true, true },
	{ "https://smba.infra.gcc.teams.microsoft.com/teams", true, true },
	{ "https://smba.infra.gov.teams.microsoft.us/teams", true, true },
	{ "https://webchat.botframework.com/", true, true },
	{ "https://api.botframework.us/", true, true },
	{ "http://smba.trafficmanager.net/emea/", false, false },
	{ "http://smba.trafficmanager.net:443/emea/", false, false },
	{ "wss://smba.trafficmanager.net/emea/", false, false },
	{ "https://smba.trafficmanager.net:8443/emea/", false, false },
	{ "https://smba.trafficmanager.net.example.com/", false, false },
	{ "https://eviltrafficmanager.net/", false, false },
	{ "https://.trafficmanager.net/", false, false },
	{ "https://trafficmanager.net/", false, false },
	{ "https://smba.trafficmanager.net@example.com/", false, false },
	{ "https://smba.trafficmanager.net/a?b=c", false, false },
	{ "https://smba.trafficmanager.net/a#b", false, false },
	{ "https://example.com/.trafficmanager.net", false, false },
	{ "ws://127.0.0.1:80/", false, false },
	{ "http://127.0.0.1:3978/teams/connector/", false, true },
	{ "https://localhost:3978/", false, true },
	{ "http://10.0.0.1/", false, false },
	{ "", false, false },
	{ "nonsense", false, false },
};

static void our_token_goes_to_microsoft_alone(void **state)
{
	struct fixture real, test;

	(void)state;
	create(&real, MICROSOFT, SCOPE, NULL, 0);
	create(&test, "http://127.0.0.1:1/metadata", SCOPE, NULL, 0);
	for (size_t i = 0; i < array_length(urls); i++) {
		if (teams_tenant_moved(real.conversations, 0, urls[i].url) != urls[i].allowed)
			fail_msg("%s: not %d", urls[i].url, urls[i].allowed);
		if (teams_tenant_moved(test.conversations, 0, urls[i].url) != urls[i].loopback)
			fail_msg("%s in tests: not %d", urls[i].url, urls[i].loopback);
	}
	teams_conversations_destroy(real.conversations);
	teams_conversations_destroy(test.conversations);
}

static void the_newest_address_wins_and_is_kept(void **state)
{
	const struct teams_service before[] = {
		{ "other-tenant", "https://smba.trafficmanager.net/amer/" },
		{ "a-tenant-no-more", "https://smba.trafficmanager.net/in/" },
		{ "home-tenant", "https://example.com/" }, // what a database holds is not believed
	};
	struct fixture fixture;

	(void)state;
	create(&fixture, MICROSOFT, SCOPE, before, array_length(before));
	struct teams_conversations *c = fixture.conversations;
	assert_int_equal(fixture.told, 0); // it was known
	assert_string_equal(teams_tenant_service(c, 1), "https://smba.trafficmanager.net/amer");
	/* Before anything has come: where Microsoft says to try. */
	assert_string_equal(teams_tenant_service(c, 0), "https://smba.trafficmanager.net/teams");
	teams_tenant_moved(
		c, teams_tenant_find(c, "HOME-tenant"), "https://smba.trafficmanager.net/emea/");
	assert_string_equal(fixture.learned, "service_url=https://smba.trafficmanager.net/emea");
	teams_tenant_moved(c, 0, "https://smba.trafficmanager.net/emea");
	assert_int_equal(fixture.told, 1); // the same, without its slash
	teams_tenant_moved(c, 1, "https://smba.trafficmanager.net/de");
	assert_string_equal(
		fixture.learned, "service_url|other-tenant=https://smba.trafficmanager.net/de");
	assert_false(teams_tenant_moved(
		c, teams_tenant_find(c, "nobody"), "https://smba.trafficmanager.net/x"));
	assert_string_equal(teams_tenant_service(c, 0), "https://smba.trafficmanager.net/emea");
	teams_conversations_destroy(c);
}

static void governments_have_their_own(void **state)
{
	struct fixture fixture;

	(void)state;
	create(&fixture, MICROSOFT, SCOPE, NULL, 0);
	assert_true(teams_tenant_elsewhere(fixture.conversations, 0));
	assert_string_equal(teams_tenant_service(fixture.conversations, 0),
		"https://smba.infra.gcc.teams.microsoft.com/teams");
	assert_false(teams_tenant_elsewhere(fixture.conversations, 0)); // no second time
	teams_conversations_destroy(fixture.conversations);
	create(&fixture, "https://login.botframework.azure.us/x",
		"https://api.botframework.us/.default", NULL, 0);
	assert_string_equal(teams_tenant_service(fixture.conversations, 0),
		"https://smba.infra.gov.teams.microsoft.us/teams");
	teams_conversations_destroy(fixture.conversations);
	create(&fixture, "http://127.0.0.1:1/metadata", SCOPE, NULL, 0);
	assert_null(teams_tenant_service(fixture.conversations, 0)); // tests call nobody outside
	assert_false(teams_tenant_elsewhere(fixture.conversations, 0));
	teams_conversations_destroy(fixture.conversations);
}

static void an_id_is_one_segment(void **state)
{
	_cleanup_free_ char *thread =
		teams_activity_path("19:legal@thread.tacv2", "1732270000123", NULL);
	_cleanup_free_ char *update = teams_activity_path("a:1/../x y", NULL, "1?b=c#d");
	_cleanup_free_ char *with = teams_service_address("https://h/emea/", thread);
	_cleanup_free_ char *without = teams_service_address("https://h/emea", "v3/conversations");

	(void)state;
	assert_string_equal(thread,
		"v3/conversations/19%3Alegal%40thread.tacv2%3Bmessageid%3D1732270000123/"
		"activities");
	assert_string_equal(update, "v3/conversations/a%3A1%2F..%2Fx%20y/activities/1%3Fb%3Dc%23d");
	assert_true(text_starts_with(with, "https://h/emea/v3/conversations/19%3A"));
	assert_string_equal(without, "https://h/emea/v3/conversations");
	assert_true(teams_is_channel("19:x@thread.tacv2"));
	assert_true(teams_is_channel("19:x@thread.skype"));
	assert_false(teams_is_channel("19:x@thread.v2")); // a group
	assert_false(teams_is_channel("a:1"));
}

static void a_tenant_is_taken_off_and_put_on(void **state)
{
	struct fixture fixture;
	struct teams_place place;

	(void)state;
	create(&fixture, MICROSOFT, SCOPE, NULL, 0);
	place = teams_place_of(fixture.conversations, "29:1-dana");
	assert_string_equal(place.id, "29:1-dana");
	assert_int_equal(place.tenant, 0);
	free(place.id);
	place = teams_place_of(fixture.conversations, "29:1-dana|other-tenant");
	assert_string_equal(place.id, "29:1-dana");
	assert_int_equal(place.tenant, 1);
	_cleanup_free_ char *again = teams_place_name(fixture.conversations, 1, place.id);
	assert_string_equal(again, "29:1-dana|other-tenant");
	free(place.id);
	place = teams_place_of(fixture.conversations, "29:1-dana|gone-tenant");
	assert_int_equal(place.tenant, TEAMS_NO_TENANT);
	free(place.id);
	teams_conversations_destroy(fixture.conversations);
}

static void what_comes_opens_what_was_closed(void **state)
{
	struct fixture fixture;
	struct teams_conversation from = {
		.type = TEAMS_CHANNEL,
		.id = "19:legal@thread.tacv2;messageid=7",
		.tenant = "home-tenant",
		.person = "29:1-dana",
	};

	(void)state;
	create(&fixture, MICROSOFT, SCOPE, NULL, 0);
	struct teams_conversations *c = fixture.conversations;
	teams_close(c, 0, "19:legal@thread.tacv2", "BotNotInConversationRoster");
	teams_close(c, 0, "29:1-dana", "ForbiddenOperationException");
	assert_string_equal(teams_closed(c, 0, "19:legal@thread.tacv2;messageid=1"),
		"BotNotInConversationRoster"); // all its threads
	assert_null(teams_closed(c, 1, "19:legal@thread.tacv2")); // another tenant's is another
	teams_heard(c, &from);
	assert_null(teams_closed(c, 0, "19:legal@thread.tacv2"));
	assert_non_null(teams_closed(c, 0, "29:1-dana")); // she spoke there, not with us
	assert_null(teams_direct_get(c, 0, "29:1-dana"));
	from.type = TEAMS_PERSONAL;
	from.id = "a:1-dana";
	teams_heard(c, &from);
	assert_null(teams_closed(c, 0, "29:1-dana"));
	assert_string_equal(teams_direct_get(c, 0, "29:1-dana"), "a:1-dana");
	assert_null(teams_direct_get(c, 1, "29:1-dana"));
	from.tenant = "nobody's";
	teams_heard(c, &from);
	teams_conversations_destroy(c);
}

static void a_token_is_renewed_in_time(void **state)
{
	const struct {
		int64_t life, after; // s
	} lives[] = { { 3599, 2879 }, { 86400, 69120 }, { 1200, 900 }, { 600, 300 }, { 60, 30 } };

	(void)state;
	for (size_t i = 0; i < array_length(lives); i++)
		assert_int_equal(
			teams_token_refresh_after(lives[i].life * 1000) / 1000, lives[i].after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_token_goes_to_microsoft_alone),
		cmocka_unit_test(the_newest_address_wins_and_is_kept),
		cmocka_unit_test(governments_have_their_own),
		cmocka_unit_test(an_id_is_one_segment),
		cmocka_unit_test(a_tenant_is_taken_off_and_put_on),
		cmocka_unit_test(what_comes_opens_what_was_closed),
		cmocka_unit_test(a_token_is_renewed_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
