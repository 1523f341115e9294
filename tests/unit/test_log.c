/* A log line is one line, and no secret is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void check(const char *line, const char *expected)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	log_sanitize(&out, line);
	assert_string_equal(text_string(&out), expected);
}

static void secrets_are_redacted(void **state)
{
	(void)state;
	check("token xoxb-123-abc, and on", "token xoxb-[redacted], and on");
	check("xapp-1-A0-99-ff00", "xapp-[redacted]");
	check("xoxe.xoxp-1-Mi0yLT", "xoxe.[redacted]");
	check("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]");
	check("wss://x.example/link/?ticket=0f-1&app_id=2",
		"wss://x.example/link/?ticket=[redacted]&app_id=2");
	check("POST https://hooks.slack.com/actions/T1/2/3",
		"POST https://hooks.slack.com/[redacted]");
	check("\"xoxb-1\"", "\"xoxb-[redacted]\"");
	check("twice xoxb-1 xapp-2", "twice xoxb-[redacted] xapp-[redacted]");
}

static void words_about_secrets_are_not(void **state)
{
	(void)state;
	check("a token that begins with xapp- is allowed",
		"a token that begins with xapp- is allowed");
	check("(xoxb-…)", "(xoxb-…)");
	check("connections.open", "connections.open");
}

static void nobody_writes_a_second_line(void **state)
{
	(void)state;
	check("one\ntwo\r\x1b[31m", "one\\x0atwo\\x0d\\x1b[31m");
	check("bad \xff utf-8", "bad \xef\xbf\xbd utf-8");
	check("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_redacted),
		cmocka_unit_test(words_about_secrets_are_not),
		cmocka_unit_test(nobody_writes_a_second_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
