/* Feedback: praise, ideas, ratings; what is not a failure. */
#include "storage/report_store.h"
#include "storage/stmt.h"

static const char ADD[] =
	"INSERT INTO feedback (tool, person, text, rating, step, minutes_saved, platform, channel, "
	"created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";

LIST_STATEMENTS(feedback_store_statements, ADD);

int64_t feedback_store_add(struct db *db, const struct feedback *feedback)
{
	return stmt_int(db, 0, ADD, as_id(feedback->tool), as_id(feedback->person),
		as_text(feedback->text), as_id(feedback->rating), as_text(feedback->step),
		as_known(feedback->minutes_saved), as_text(feedback->platform),
		as_text(feedback->channel), as_int(feedback->created_at));
}
