/* The service manager's side of the notification socket: what it reads there, and when nobody is.
 */
#include "bot/util/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/util/memory.h"

static int manager = -1; // the socket

/* An abstract address, so that there is no file to remove. */
static int setup(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char name[64];

	(void)state;
	snprintf(name, sizeof(name), "@lastmile-test-service-%d", (int)getpid());
	memcpy(address.sun_path + 1, name + 1, strlen(name + 1));
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	if (bind(manager, (struct sockaddr *)&address, length) < 0)
		return -1;
	return setenv("NOTIFY_SOCKET", name, 1);
}

static int teardown(void **state)
{
	(void)state;
	close(manager);
	unsetenv("WATCHDOG_USEC");
	return unsetenv("NOTIFY_SOCKET");
}

static void assert_told(const char *expected)
{
	char told[512];
	ssize_t length = recv(manager, told, sizeof(told) - 1, 0);

	assert_true(length >= 0);
	told[length] = '\0';
	assert_string_equal(told, expected);
}

static void assert_told_nothing(void)
{
	char told[512];

	assert_int_equal(recv(manager, told, sizeof(told), 0), -1);
}

static void test_a_life(void **state)
{
	(void)state;
	service_status("connecting to %s", "slack");
	assert_told("STATUS=connecting to slack");
	service_ready();
	assert_told("READY=1");
	service_alive();
	assert_told("WATCHDOG=1");
	service_stopping();
	assert_told("STOPPING=1");
	assert_told_nothing();
}

static void test_a_status_is_one_line(void **state)
{
	(void)state;
	service_status("down: %s", "refused\nREADY=1\r\n MAINPID=1");
	assert_told("STATUS=down: refused READY=1 MAINPID=1");
}

static void test_the_watchdog_is_fed_twice_as_often(void **state)
{
	(void)state;
	assert_int_equal(service_watchdog_interval(), 0);
	setenv("WATCHDOG_USEC", "30000000", 1);
	assert_int_equal(service_watchdog_interval(), 15000);
	setenv("WATCHDOG_USEC", "soon", 1);
	assert_int_equal(service_watchdog_interval(), 0);
}

static void test_nobody_listens(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	service_ready();
	service_status("fine");
	setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
	service_alive();
	setenv("NOTIFY_SOCKET", "not an address", 1);
	service_stopping();
	assert_told_nothing();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_life, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_status_is_one_line, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_the_watchdog_is_fed_twice_as_often, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nobody_listens, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
