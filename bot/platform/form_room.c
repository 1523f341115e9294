#include "bot/platform/form_room.h"

#include "bot/form.h"
#include "bot/platform/budget.h"

enum { LEAST_WORDS = 300 }; // of one message

const struct form_room form_rooms[FORM_ROOMS] = {
	{ 40000, BUDGET_QUOTE, { FORM_TEXT, FORM_OPTIONS, FORM_LABEL, FORM_OPTION, true } },
	{ 6000, 1200, { FORM_TEXT, FORM_OPTIONS, FORM_LABEL, FORM_OPTION, false } },
	{ 3500, 700, { 1500, 50, FORM_LABEL, FORM_OPTION, false } },
	{ 1800, 400, { 600, 25, 75, FORM_OPTION, false } },
	{ 700, 150, { 200, 10, 75, 40, false } },
	{ LEAST_WORDS, 60, { 60, 2, 40, 24, false } },
};

size_t form_room_words(const struct form *form, size_t words)
{
	size_t messages = 0;

	for (const struct form_item *item = form->items; item; item = item->next)
		messages += item->message != NULL;
	if (messages)
		words /= messages;
	return words > LEAST_WORDS ? words : LEAST_WORDS;
}
