#ifndef LASTMILE_CONVERSATION_STORE_H
#define LASTMILE_CONVERSATION_STORE_H
/* Questions and answers that were delivered: which one a reply in a thread belongs to. */
#include <stdbool.h>
#include <stdint.h>

struct db;

struct conversation {
	int64_t issue;
	int64_t person; // to whom it was sent
	bool question; // asked of a reporter; else an answer of one
	int64_t report; // an answer: of whose report; 0: not known any more
};

/* `channel` and `message` are the platform's. False: nothing of ours is there. */
bool conversation_store_find(struct db *db, const char *channel, const char *message,
	struct conversation *ret_conversation);

#endif
