#include "handlers/tool/trust_gap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/words.h"
#include "storage/pulse_store.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"
#include "storage/trust_numbers.h"

enum { MOST = 100, DIGITS = 3, FAR = 10 };

/* --- asked --- */

struct field *ask_trust(struct form *form)
{
	struct field *field =
		form_field(form, FIELD_NUMBER, "trust", "How far do you trust it, from 0 to 100?");

	field->hint = "Of 100 results, how many would you use as they are, without a check?";
	return field;
}

bool trust_filled(struct request *request, int *ret_trust)
{
	const char *value = field_value(request, "trust");

	if (text_is_blank(value)) {
		*ret_trust = TRUST_NOT_SAID;
		return true;
	}
	size_t digits = strspn(value, "0123456789");
	if (value[digits] || digits > DIGITS || strtol(value, NULL, 10) > MOST)
		return false;
	*ret_trust = (int)strtol(value, NULL, 10);
	return true;
}

/* --- in words --- */

void say_trust_gap_shortly(
	struct request *request, struct message *message, const struct trust_gap *gap)
{
	message_text(message, "%+d of %s (over-trust %ld, under-trust %ld)", trust_gap_points(gap),
		people_counted(request->arena, gap->people), lround(gap->over), lround(gap->under));
}

/* Whoever trusts too much is told to check, whoever trusts too little what is seen. */
static void say_what_to_do(struct message *message, int points)
{
	if (points >= FAR)
		message_text(message, " It is trusted more than it has earned: please check what "
				      "it says before others see it.");
	else if (points <= -FAR)
		message_text(message, " It is better than most think: give it another try.");
}

static void say_known(struct request *request, struct message *message, const struct trust_gap *gap)
{
	const struct share *right = &gap->right;

	message_text(message,
		"%s trust it %ld of 100; of %s looked at %" PRId64 " were right (%" PRId64
		" %%). Gap ",
		people_counted(request->arena, gap->people), lround(gap->stated),
		counted(request->arena, right->whole, "run", "runs"), right->part,
		(100 * right->part + right->whole / 2) / right->whole);
	say_trust_gap_shortly(request, message, gap);
	message_text(message, ".");
	say_what_to_do(message, trust_gap_points(gap));
}

void say_trust_gap(struct request *request, struct message *message, const struct tool *tool)
{
	struct trust_gap gap = trust_numbers_gap(request->db, tool->id,
		request->now - (int64_t)TRUST_DAYS * MS_PER_DAY, request->now + 1);

	if (!gap.said)
		return;
	message_paragraph(message);
	message_strong(message, "Trust: ");
	if (trust_gap_is_known(&gap)) {
		say_known(request, message, &gap);
	} else if (gap.said < TOOL_PEOPLE_AT_LEAST) {
		message_text(message,
			"%s said in %d days how far they trust it; it is shown from %d on.",
			people_counted(request->arena, gap.said), TRUST_DAYS, TOOL_PEOPLE_AT_LEAST);
	} else {
		message_text(message,
			"%s trust it %ld of 100. How often it is right nobody has looked at "
			"lately: ",
			people_counted(request->arena, gap.said), lround(gap.stated));
		message_code(message, "%s", typed(request, "measure", "%s", tool->name));
	}
}
