/* Reads what a process has used; waits for /metrics, so not for use between two measurements of
 * time. */
#include "tests/bench/usage.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/util/text.h"

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(connection, (struct sockaddr *)&address, sizeof(address)) == 0)
		return connection;
	close(connection);
	return -1;
}

static void ask(int port, struct text *answer)
{
	static const char request[] =
		"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
	char chunk[16384];
	ssize_t length;
	int connection = connect_to(port);

	if (connection < 0)
		return;
	if (write(connection, request, strlen(request)) > 0)
		while ((length = read(connection, chunk, sizeof(chunk))) > 0)
			text_append_bytes(answer, chunk, (size_t)length);
	close(connection);
}

static double value_of(const struct text *metrics, const char *name)
{
	const char *line = strstr(text_string(metrics), name);

	return line ? strtod(line + strlen(name), NULL) : 0;
}

static double cpu_seconds(pid_t process)
{
	char path[64];
	unsigned long user = 0, system = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		    &system) != 2)
		user = system = 0;
	fclose(file);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double bytes_written(pid_t process)
{
	char path[64], line[128];
	double bytes = 0;

	snprintf(path, sizeof(path), "/proc/%d/io", (int)process);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (text_starts_with(line, "write_bytes: "))
			bytes = strtod(line + strlen("write_bytes: "), NULL);
	if (file)
		fclose(file);
	return bytes;
}

struct usage usage_read(pid_t process, int metrics_port)
{
	_cleanup_text_ struct text metrics = TEXT_INIT;

	ask(metrics_port, &metrics);
	return (struct usage){
		.cpu = cpu_seconds(process),
		.written = bytes_written(process),
		.commits = value_of(&metrics, "\nlastmile_commits_total "),
		.events = value_of(&metrics, "\nlastmile_events_per_commit_sum "),
		.turns = value_of(&metrics, "\nlastmile_events_per_commit_count "),
	};
}

double usage_resident(pid_t process)
{
	char path[64];
	long pages = 0;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)process);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

int usage_free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(probe, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		getsockname(probe, (struct sockaddr *)&address, &length) != 0)
		address.sin_port = htons(9464);
	close(probe);
	return ntohs(address.sin_port);
}
