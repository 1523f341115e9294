#include "playground/ledger.h"

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/web_api.h"

struct ledger {
	struct cJSON *calls; // array
	int64_t total;
};

struct ledger *ledger_create(void)
{
	struct ledger *ledger = xcalloc(1, sizeof(*ledger));

	ledger->calls = json_array();
	return ledger;
}

void ledger_destroy(struct ledger *ledger)
{
	if (!ledger)
		return;
	json_free(ledger->calls);
	free(ledger);
}

void ledger_forget(struct ledger *ledger)
{
	json_free(ledger->calls);
	ledger->calls = json_array();
	ledger->total = 0;
}

/* What the call was about, be it in the arguments or in the answer. */
static const char *about(const struct call *call, const char *name)
{
	const char *answered = json_string(call->answer, name);

	return answered ? answered : json_string(call->arguments, name);
}

void ledger_append(struct ledger *ledger, struct cJSON *entry)
{
	char at[CLOCK_TEXT_BYTES];

	json_append(ledger->calls, entry);
	json_set_int(entry, "n", ++ledger->total);
	json_set_string(entry, "at", clock_format(clock_now(), at, sizeof(at)));
}

void ledger_write(struct ledger *ledger, const struct call *call)
{
	static const char *const names[] = { "channel", "user", "ts", "text" };
	const struct cJSON *arguments = call->arguments;
	struct cJSON *entry = json_object();

	ledger_append(ledger, entry);
	json_set_string(entry, "method", call->method->name);
	for (size_t i = 0; i < array_length(names); i++)
		json_set_string(entry, names[i], about(call, names[i]));
	json_set_string(entry, "text", json_string(arguments, "text"));
	json_set(entry, "arguments", json_copy(arguments));
	json_set_string(
		entry, "delivery_id", json_string(arguments, "metadata.event_payload.delivery_id"));
}

static void count_posts(struct cJSON *posts, const struct cJSON *entry)
{
	const char *id = json_string(entry, "delivery_id");

	/* The getters take a dot for a step, so an id with one is not counted. */
	if (id && text_equal(json_string(entry, "method"), "chat.postMessage"))
		json_set_int(posts, id, json_int(posts, id, 0) + 1);
}

struct cJSON *ledger_show(const struct ledger *ledger, int64_t since)
{
	struct cJSON *shown = json_object();
	struct cJSON *calls = json_set_array(shown, "calls");
	struct cJSON *posts = json_set_object(shown, "posts");
	const struct cJSON *entry;

	json_for_each(entry, ledger->calls) {
		count_posts(posts, entry);
		if (json_int(entry, "n", 0) > since)
			json_append(calls, json_copy(entry));
	}
	json_set_int(shown, "total", ledger->total);
	return shown;
}
