#include "playground/paging.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/web_api.h"

static const char prefix[] = "next:";

static bool read_cursor(const char *cursor, int64_t *ret_start)
{
	char *end = NULL;

	if (!cursor) {
		*ret_start = 0;
		return true;
	}
	if (!text_starts_with(cursor, prefix) || strlen(cursor) > 20)
		return false;
	*ret_start = strtoll(cursor + strlen(prefix), &end, 10);
	return !*end && *ret_start >= 0;
}

const char *paging_answer(struct call *call, const char *name, struct cJSON *list,
	int64_t limit_default, int64_t limit_max)
{
	_cleanup_json_ struct cJSON *all = list;
	int64_t limit = json_int(call->arguments, "limit", limit_default);
	int64_t total = (int64_t)json_length(all);
	int64_t start = 0, index = 0;
	char next[32] = "";
	const struct cJSON *item;
	struct cJSON *page;

	if (!read_cursor(call_string(call, "cursor"), &start))
		return "invalid_cursor";
	if (limit < 1 || limit > limit_max)
		return "invalid_limit";
	page = json_set_array(call->answer, name);
	json_for_each(item, all) {
		if (index >= start && index < start + limit)
			json_append(page, json_copy(item));
		index++;
	}
	if (start + limit < total)
		snprintf(next, sizeof(next), "%s%" PRId64, prefix, start + limit);
	json_set_string(json_set_object(call->answer, "response_metadata"), "next_cursor", next);
	return NULL;
}
