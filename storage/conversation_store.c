#include "storage/conversation_store.h"

#include "bot/util/text.h"
#include "storage/stmt.h"

/* An answer's row in the history keeps whose report it speaks of; its delivery's key names the
 * event that both came from (tell() in handlers/loop/notify.c). */
static const char FIND[] =
	"SELECT b.issue, b.person, b.kind, (SELECT h.from_value FROM history AS h "
	"WHERE h.issue = b.issue AND h.change = 'answered' AND b.key = "
	"'answer:' || h.issue || ':' || h.platform || ':' || h.event || ':' || b.person) AS report "
	"FROM outbox AS b WHERE b.sent_channel = $1 AND b.sent_message = $2 "
	"AND b.kind IN ('question', 'answer') ORDER BY b.id LIMIT 1";

LIST_STATEMENTS(conversation_store_statements, FIND);

bool conversation_store_find(struct db *db, const char *channel, const char *message,
	struct conversation *ret_conversation)
{
	_cleanup_query_ struct query query =
		stmt_query(db, FIND, as_text(channel), as_text(message));

	if (!query_next(&query))
		return false;
	*ret_conversation = (struct conversation){
		.issue = query_int(&query, "issue"),
		.person = query_int(&query, "person"),
		.question = text_equal(query_peek(&query, "kind"), "question"),
		.report = query_int(&query, "report"),
	};
	return true;
}
