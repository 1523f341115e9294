#include "bot/platform/slack/encode_text.h"

#include <string.h>

const char *slack_escape(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	default:
		return NULL;
	}
}

static bool is_id(const char *id, const char *first)
{
	if (!id || !*id || !strchr(first, *id))
		return false;
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return length > 1 && length <= 64 && !id[length];
}

bool slack_is_person_id(const char *id)
{
	return is_id(id, "UW");
}

bool slack_is_channel_id(const char *id)
{
	return is_id(id, "CG");
}
