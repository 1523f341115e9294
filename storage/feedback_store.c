/* Feedback: praise, ideas, ratings; what is not a failure. */
#include "bot/util/arena.h"
#include "storage/report_store.h"
#include "storage/stmt.h"

static const char ADD[] =
	"INSERT INTO feedback (tool, person, text, rating, step, minutes_saved, platform, channel, "
	"created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
static const char BY[] = "SELECT id, tool, person, text, rating, step, minutes_saved, platform, "
			 "channel, created_at FROM feedback WHERE person = $1 ORDER BY id";

LIST_STATEMENTS(feedback_store_statements, ADD, BY);

int64_t feedback_store_add(struct db *db, const struct feedback *feedback)
{
	return stmt_int(db, 0, ADD, as_id(feedback->tool), as_id(feedback->person),
		as_text(feedback->text), as_id(feedback->rating), as_text(feedback->step),
		as_known(feedback->minutes_saved), as_text(feedback->platform),
		as_text(feedback->channel), as_int(feedback->created_at));
}

struct feedbacks feedback_store_by(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, BY, as_int(person));
	struct feedbacks feedbacks = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &feedbacks) = (struct feedback){
			.id = query_int(&query, "id"),
			.tool = query_int(&query, "tool"),
			.person = query_int(&query, "person"),
			.text = query_text(&query, arena, "text"),
			.rating = (int)query_int(&query, "rating"),
			.step = query_text(&query, arena, "step"),
			.minutes_saved = query_known(&query, "minutes_saved"),
			.platform = query_text(&query, arena, "platform"),
			.channel = query_text(&query, arena, "channel"),
			.created_at = query_int(&query, "created_at"),
		};
	return feedbacks;
}
