#include "bot/answer.h"

#include "bot/form.h"
#include "bot/message.h"

static const struct message *errors_in_words(struct arena *arena, const struct form_error *errors)
{
	struct message *message = message_create(arena);

	for (const struct form_error *error = errors; error; error = error->next)
		message_line(message, "%s", error->words);
	return message;
}

const struct message *answer_message(struct arena *arena, const struct answer *answer)
{
	if (answer->errors)
		return errors_in_words(arena, answer->errors);
	return message_empty(answer->message) ? NULL : answer->message;
}
