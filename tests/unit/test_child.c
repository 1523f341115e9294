/* Short-lived programs: what goes in comes out, and nobody outlives or outgrows what he may. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/child.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct heard {
	int count;
	char *problem;
	struct text output;
};

static void done(void *data, const struct child_result *result)
{
	struct heard *heard = data;

	heard->count++;
	heard->problem = xstrdup(result->problem);
	text_append_bytes(&heard->output, result->output, result->output_length);
}

static struct heard run(const struct child_order *order)
{
	struct heard heard = { 0 };
	uv_loop_t loop;

	uv_loop_init(&loop);
	child_start(&loop, order, done, &heard);
	assert_int_equal(heard.count, 0); // never from inside
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.count, 1);
	assert_int_equal(uv_loop_close(&loop), 0); // nothing is left
	return heard;
}

static void forget(struct heard *heard)
{
	free(heard->problem);
	text_finish(&heard->output);
}

static void what_goes_in_comes_out(void **state)
{
	enum { LENGTH = 300000 };
	_cleanup_free_ char *input = xmalloc(LENGTH);

	(void)state;
	for (int i = 0; i < LENGTH; i++)
		input[i] = (char)(i % 251 + 1);
	struct heard heard = run(&(struct child_order){ "/bin/cat", input, LENGTH, LENGTH, 60000 });
	assert_null(heard.problem);
	assert_int_equal(heard.output.length, LENGTH);
	assert_memory_equal(heard.output.data, input, LENGTH);
	forget(&heard);
}

static void nothing_of_ours_is_inherited(void **state)
{
	(void)state;
	setenv("SLACK_BOT_TOKEN", "xoxb-secret", 1);
	struct heard heard = run(&(struct child_order){ "/usr/bin/env", "", 0, 4096, 60000 });
	assert_null(heard.problem);
	assert_null(strstr(text_string(&heard.output), "SLACK"));
	assert_non_null(strstr(text_string(&heard.output), "PATH="));
	forget(&heard);
}

static void trouble_has_words(void **state)
{
	static const struct {
		struct child_order order;
		const char *problem;
	} rows[] = {
		{ { "/bin/false", "", 0, 100, 60000 }, "ended with 1" },
		{ { "/nowhere/program", "", 0, 100, 60000 }, "cannot be started" },
		{ { "/etc/passwd", "", 0, 100, 60000 }, "cannot be started" },
		{ { "/usr/bin/yes", "", 0, 100, 60000 }, "said more than it may" },
		{ { "/usr/bin/yes", "", 0, SIZE_MAX, 1 }, "was too slow" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct heard heard = run(&rows[i].order);
		if (!heard.problem || !strstr(heard.problem, rows[i].problem))
			fail_msg("%s: %s", rows[i].order.program, heard.problem);
		forget(&heard);
	}
}

static void who_is_cancelled_says_nothing(void **state)
{
	struct heard heard = { 0 };
	uv_loop_t loop;

	(void)state;
	uv_loop_init(&loop);
	child_cancel(child_start(&loop,
		&(struct child_order){ "/usr/bin/yes", "", 0, SIZE_MAX, 60000 }, done, &heard));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.count, 0);
	assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(nothing_of_ours_is_inherited),
		cmocka_unit_test(trouble_has_words),
		cmocka_unit_test(who_is_cancelled_says_nothing),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
