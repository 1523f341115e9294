#ifndef LASTMILE_HANDLER_WORDS_H
#define LASTMILE_HANDLER_WORDS_H
/* How we call things in a sentence: people, tools, counts, commands to type. All in the event's
 * arena. */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct message;
struct person;
struct request;
struct tool;

/*
 * What to type for one of our commands on this workspace: "/fixed LM-3", "/lastmile ack LM-3".
 * `format` makes the arguments; "" for none. It is marked (bot/message_command.h), to be put into a
 * message or the words of a form's error; nowhere else.
 */
const char *typed(struct request *request, const char *command, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

const char *counted(struct arena *arena, int64_t count, const char *one, const char *many);
const char *people_counted(struct arena *arena, int64_t count); /* "1 person", "3 people" */
const char *age(struct arena *arena, int64_t milliseconds); /* "3 days", "less than a minute" */

/* "15 minutes": a minute that has begun counts whole. */
const char *minutes_until(struct arena *arena, int64_t milliseconds);

const char *tool_label(const struct tool *tool); /* the name; "no tool yet" for NULL */

/* Mentions the person, or names them where they cannot be mentioned. `person` may be NULL:
 * "somebody". */
void say_person(struct message *message, const struct person *person);
void say_person_id(struct request *request, struct message *message, int64_t person);
const char *person_name(struct request *request, int64_t person);

/* Somebody's words set apart; very long ones as their beginning, saying that all is kept. */
void say_words(struct message *message, const char *words);
/* The first words on one line, at most `characters`. */
const char *first_words(struct arena *arena, const char *words, size_t characters);

#endif
