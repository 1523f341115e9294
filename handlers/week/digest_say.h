#ifndef LASTMILE_HANDLER_DIGEST_SAY_H
#define LASTMILE_HANDLER_DIGEST_SAY_H
/*
 * A digest in words: one short post, and under it the issues behind every number.
 *
 * Promises: the post has at most DIGEST_WORDS words and DIGEST_BLOCKS blocks, whatever the issues
 * are called; both together fit one message of any platform. No reporter is named who did not agree
 * to be thanked.
 */
#include <stdbool.h>
#include <stddef.h>

struct digest;
struct message;
struct request;

enum { DIGEST_WORDS = 150, DIGEST_BLOCKS = 12 };

/* `thread`: the details will stand under it, which it says. */
struct message *digest_post(struct request *request, const struct digest *digest, bool thread);

/* Adds the details to a message: for the thread, or below a preview. Nothing, if nothing has
 * happened for weeks. */
void say_digest_details(
	struct request *request, struct message *message, const struct digest *digest);

/* As they are counted: what white space parts. */
size_t words_in(const char *text);

#endif
