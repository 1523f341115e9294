#ifndef LASTMILE_WORDS_H
#define LASTMILE_WORDS_H
/* The words in what people write, for comparing: without case, accents and punctuation. */
#include <stdbool.h>
#include <stddef.h>

/* A copy (free it) in lower case, white space folded to single spaces; otherwise as written. */
char *words_fold(const char *text);

enum { WORD_BYTES = 64 };

/*
 * Takes the next word of *rest into `word`: letters and digits, in lower case, Latin accents
 * removed. A longer one is cut to whole characters. False when there is none.
 */
bool words_next(const char **rest, char word[static WORD_BYTES]);

/* Words that say nothing of the matter: "the", "not", and single characters. */
bool word_is_telling(const char *word);

#endif
