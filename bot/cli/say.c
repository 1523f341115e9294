/*
 * `lastmile say [--as USER] WORDS`: any chat command from the shell. Without --as the local
 * administrator speaks. A USER nobody has heard of is accepted if it is shaped like a platform's
 * id, so that a database can be set up before anybody has spoken.
 */
#include <ctype.h>
#include <string.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/cli/local.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/people_store.h"

/* `good="a b"` has lost its quotes to the shell by now; they are given back, so that
 * `lastmile say tool x good="a b" stage=pilot` means what it looks like. */
static void add_word(struct text *line, const char *word)
{
	const char *equals = strchr(word, '=');
	bool lost_quotes = equals && equals > word && strpbrk(equals, " \t\n") &&
			   !strpbrk(equals, "\"“”");

	for (const char *at = word; lost_quotes && at < equals; at++)
		lost_quotes = islower((unsigned char)*at);
	if (lost_quotes)
		text_printf(line, "%.*s=\"%s\"", (int)(equals - word), word, equals + 1);
	else
		text_append(line, word);
}

static void join_words(struct text *line, int argc, char **argv)
{
	if (argc == 1) { // one argument is a line as somebody would type it
		text_append(line, argv[0]);
		return;
	}
	for (int i = 0; i < argc; i++) {
		if (i)
			text_append_char(line, ' ');
		add_word(line, argv[i]);
	}
}

/* Slack's ids of people: U or W, then capitals and digits. */
static bool is_slack_account(const char *words)
{
	if ((words[0] != 'U' && words[0] != 'W') || strlen(words) < 3)
		return false;
	for (const char *at = words; *at; at++)
		if (!isupper((unsigned char)*at) && !isdigit((unsigned char)*at))
			return false;
	return true;
}

static const struct person *meet(struct db *db, struct arena *arena, const char *account)
{
	if (db_begin(db) != 0)
		return NULL;
	const struct person *person =
		people_store_meet(db, arena, "slack", account, NULL, clock_now());
	return db_commit(db) == 0 ? person : NULL;
}

static bool is_known(struct db *db, struct arena *arena, const char *words)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return people_store_find(db, arena, words).count > 0;
}

static int find_actor(struct db *db, struct arena *arena, const char *words,
	const struct person **ret_person)
{
	if (!is_slack_account(words) || is_known(db, arena, words))
		return cli_person(db, arena, words, ret_person);
	const struct person *person = meet(db, arena, words);
	if (!person)
		return cli_error(
			EX_TEMPFAIL, "the database is busy or cannot be written; try again");
	*ret_person = person;
	return EX_OK;
}

static int run(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text line = TEXT_INIT;
	const struct person *actor = NULL;

	join_words(&line, cli->argc, cli->argv);
	if (text_is_blank(text_string(&line)))
		return cli_error(EX_USAGE, "say what: lastmile say /lastmile help");
	int status = cli_database(cli, false, &db);
	if (status == EX_OK && cli->as)
		status = find_actor(db, arena, cli->as, &actor);
	return status == EX_OK ? local_say(cli, db, actor, text_string(&line)) : status;
}

const struct verb verb_say = {
	.name = "say",
	.usage = "[--as USER] WORDS",
	.summary = "any chat command, answered as text: lastmile say /lastmile help",
	.options = CLI_AS,
	.words = true,
	.run = run,
};
