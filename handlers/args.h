#ifndef LASTMILE_ARGS_H
#define LASTMILE_ARGS_H
/*
 * Arguments, declared by the command's usage: what people read is what is parsed. The usage's
 * words, in order, each optional in [brackets]:
 *
 *     LM-<n>  LM-<a>     one ref: "LM-12", "lm-12", "12"
 *     LM-<n>…            one or more, apart by spaces or commas
 *     NAME  command      one word
 *     key=value …        settings: key=word key="several words" (straight or curly quotes)
 *     into  off  me  yes this very word
 *     anything else      the rest of the line, as typed; several words in one bracket are one
 * argument
 *
 * What is missing or left over becomes a rejection that says how it is typed, with an example.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outcome;
struct person;
struct request;

struct setting {
	const char *key; // lower case
	const char *value; // without its quotes
	size_t start; // where the value begins in request->text
};

struct args {
	int64_t *refs; // each once, in order
	size_t ref_count;
	bool too_many; // more refs than one line may name; args_read() refuses it
	const char *word; // NULL if not given
	bool literal; // the optional word ("off", "yes") was said
	const char *rest; // trimmed; "" if nothing
	struct setting *settings;
	size_t setting_count;
};

/* NULL if all is well; else the rejection to return. */
struct outcome *args_read(struct request *request, struct args *ret_args);

/* The rejection args_read() would make: `problem` is a question, or a sentence without its full
 * stop. */
struct outcome *args_wrong(struct request *request, const char *problem);

/*
 * Whom a setting names: a mention, an account, or a known name. NULL with *ret_problem, a sentence,
 * if nobody or several are called so.
 */
const struct person *args_person(
	struct request *request, const struct setting *setting, const char **ret_problem);

/* The account of the person or app that is mentioned, where that is the whole value (but for a sign
 * before it); NULL: it is no mention. */
const char *args_mentioned(const struct request *request, const struct setting *setting);

/* Which channel: a mention or an id. False if it is neither. */
struct named_channel {
	const char *id;
	const char *name; // NULL if not known
};
bool args_channel(
	struct request *request, const struct setting *setting, struct named_channel *ret_channel);

/* The next word of *cursor (white space ends it), which moves behind it and the space; NULL at the
 * end. */
const char *next_word(struct request *request, const char **cursor);

#endif
