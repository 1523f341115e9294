#include "tests/support/random_message.h"

#include <stdint.h>
#include <string.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static uint64_t seed = 20261122;

/* xorshift64*. */
unsigned random_number_below(unsigned limit)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717u) >> 33) % limit;
}

static const char *const pieces[] = { "<!channel>", "<!here>", "<!everyone>", "<@U0SAM>",
	"<@W1|sam>", "<#C0LEGAL>", "<#C0LEGAL|legal>", "<!subteam^S1|@x>",
	"<https://evil.example|click>", "<mailto:a@b|a>", "<!date^1^{date}|x>", "<", ">", "&",
	"&lt;", "&gt;", "&amp;", "&amp;lt;", "|", "*", "_", "~", "`", "```", ":tada:", "@channel",
	"#legal", "https://evil.example", "\n", "\t", " ", "\"", "\\", "\\u003c!here>",
	"👩‍👩‍👧‍👦", "e\u0301", "\u202e", "\u2066", "\u200b", "\ufeff", "\uffff",
	"مرحبا", "日本語", "a", "U0SAM", "!", "@", "^", "}", "{", "']", "LM-7", "<at>", "</at>",
	"<at>Sam</at>", "{{DATE(2026-11-22T10:00:00Z, SHORT)}}", "{{TIME(", "{{", "[", "](",
	"](https://evil.example)", "[x](https://evil.example)", "**", "__", "- ", "1. ", "# ",
	"\n---\n", "    ", "www.evil.example", "//", "\u2060" };

static const char *random_string(struct arena *arena)
{
	_cleanup_text_ struct text text = TEXT_INIT;
	unsigned count =
		random_number_below(40) ? random_number_below(12) : random_number_below(4000);

	for (unsigned i = 0; i < count; i++)
		text_append(&text, pieces[random_number_below(array_length(pieces))]);
	return arena_strdup(arena, text_string(&text));
}

struct making {
	struct message *message;
	const char *platform;
	const char *person;
	struct random_expected *expected;
};

static void add_span(const struct making *making, const char *string)
{
	struct message *message = making->message;
	struct random_expected *expected = making->expected;

	switch (random_number_below(9)) {
	case 0: // by chance a person's id
		message_person(message, making->platform, string, string);
		expected->persons +=
			strspn(string, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(string);
		break;
	case 1:
		message_person(message, making->platform, making->person, string);
		expected->persons++;
		break;
	case 2:
		message_channel(message, making->platform,
			random_number_below(2) ? string : "C0LEGAL", string);
		expected->channels++;
		break;
	case 3:
		message_link(message, random_number_below(2) ? string : "https://a.example/_x?y&z",
			string);
		expected->links++;
		break;
	case 4:
		message_time(message, 1760000000000);
		expected->dates++;
		break;
	case 5:
		message_strong(message, "%s", string);
		break;
	case 6:
		message_code(message, "%s", string);
		break;
	default:
		message_text(message, "%s", string);
	}
}

static void add_block(const struct making *making, const char *string)
{
	struct message *message = making->message;

	switch (random_number_below(8)) {
	case 0:
		message_heading(message, "%s", string);
		break;
	case 1:
		message_quote(message, string);
		break;
	case 2:
		message_note(message);
		add_span(making, string);
		break;
	case 3:
		message_button(
			message, (enum button_style)random_number_below(3), string, string, string);
		break;
	case 4:
		message_summary(message, "%s", string);
		break;
	case 5:
		message_paragraph(message);
		add_span(making, string);
		break;
	default:
		add_span(making, string);
	}
}

struct message *random_message(struct arena *arena, const char *platform, const char *person,
	struct random_expected *ret_expected)
{
	const struct making making = { message_create(arena), platform, person, ret_expected };

	for (int i = 0; i < RANDOM_STRINGS; i++)
		add_block(&making, random_string(arena));
	return making.message;
}
