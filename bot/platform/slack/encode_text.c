#include "bot/platform/slack/encode_text.h"

#include <string.h>

#include "bot/platform/fit.h"

const char *slack_entity(char c)
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

static fit_escape *escape_of(enum slack_form form)
{
	return form == SLACK_ESCAPED ? slack_entity : NULL;
}

size_t slack_units(const char *text, enum slack_form form)
{
	return fit_units(text, escape_of(form));
}

void slack_append(struct text *out, const char *text, enum slack_form form)
{
	fit_append(out, text, escape_of(form));
}

char *slack_fit(const char *text, size_t units, enum slack_form form)
{
	return fit_text(text, units, escape_of(form));
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
