#ifndef LASTMILE_TEAMS_ENCODE_WORDS_H
#define LASTMILE_TEAMS_ENCODE_WORDS_H
/*
 * What a message says on Teams in words, before anything is escaped or shortened.
 *
 * Commands stand as they are typed here: "mine", or "@lastmile mine" where other people are. Nobody
 * and nothing is called by an id: Teams' ids mean nothing to people, and where a client does not
 * know a card they are all that would be seen.
 */
#include <stdbool.h>

struct message;
struct span;
struct teams_encoder;

/* Each is the caller's, free() it. `apart`: what is to be typed stands out by itself (in another
 * font); else it is put in quotes. */
char *teams_span_words(const struct teams_encoder *encoder, const struct span *span, bool apart);

/* The whole message, as message_plain(). */
char *teams_plain(const struct teams_encoder *encoder, const struct message *message);

/* Words in which commands may be marked (bot/message_command.h). */
char *teams_marked_words(const struct teams_encoder *encoder, const char *words);

#endif
