#include "bot/util/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void *checked(void *pointer)
{
	if (!pointer) {
		fputs("lastmile: out of memory; what was acknowledged is on disk\n", stderr);
		abort();
	}
	return pointer;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *text)
{
	return text ? checked(strdup(text)) : NULL;
}

char *xstrndup(const char *text, size_t length)
{
	return checked(strndup(text, length));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *result = NULL;

	va_start(args, format);
	int length = vasprintf(&result, format, args);
	va_end(args);
	return checked(length < 0 ? NULL : result);
}

void wipe_secret(char **secret)
{
	if (*secret)
		explicit_bzero(*secret, strlen(*secret));
	free(*secret);
	*secret = NULL;
}
