/* help: what can be typed, printed from what the commands say of themselves. */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/person/home.h"
#include "handlers/words.h"

static void say_usage(
	struct request *request, struct message *message, const struct command *command)
{
	message_paragraph(message);
	message_code(message, "%s", typed(request, command->name, "%s", command->usage));
	message_text(message, " %s", command->summary);
}

static struct outcome *one(struct request *request, const char *word)
{
	const struct command *command = command_find(word);
	struct message *message = message_create(request->arena);

	if (!command)
		return reject(request, "I do not know “%s”. %s shows all I know.",
			first_words(request->arena, word, 40), typed(request, "help", "%s", ""));
	say_usage(request, message, command);
	message_line(message, "For: %s.", command->who);
	if (command->example) {
		message_line(message, "For example: ");
		message_code(message, "%s", typed(request, command->name, "%s", command->example));
	}
	return reply(request, message);
}

static struct outcome *all(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_line(message,
		"When an AI tool fails, say so in one line. Whoever answers for it hears of it at "
		"once, and you are told when it is fixed.");
	for (size_t i = 0; commands[i]; i++)
		say_usage(request, message, commands[i]);
	message_line(message, "%s says more about one.", typed(request, "help", "command"));
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	return args.word ? one(request, args.word) : all(request);
}

static const struct handler buttons[] = {
	{ "help_open", all },
	{ "home_open", home_show },
	{ NULL, NULL },
};

const struct command command_help = {
	.name = "help",
	.usage = "[command]",
	.example = "fixed",
	.summary = "what you can type",
	.who = "all",
	.run = run,
	.buttons = buttons,
};
