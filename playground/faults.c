#include "playground/faults.h"

#include <stdint.h>
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *const kinds[] = { "status", "error", "slow", "reset_before", "reset_after",
	"truncate", "garbage", "history_lag", "drop", "duplicate", "redeliver" };

void faults_init(struct faults *faults)
{
	list_init(&faults->all);
}

static void fault_destroy(struct fault *fault)
{
	list_remove(&fault->link);
	json_free(fault->description);
	free(fault);
}

void faults_clear(struct faults *faults)
{
	while (!list_empty(&faults->all))
		fault_destroy(list_first(&faults->all, struct fault, link));
}

static double read_probability(const struct cJSON *description)
{
	/* The getters know whole numbers; the printed form knows all. */
	const struct cJSON *given = json_get(description, "probability");
	_cleanup_free_ char *printed = given ? json_print(given) : NULL;

	return printed ? strtod(printed, NULL) : 1.0;
}

static const char *check(const struct cJSON *description)
{
	const char *kind = json_string(description, "kind");
	double probability = read_probability(description);
	bool known = false;

	for (size_t i = 0; i < array_length(kinds); i++)
		known = known || text_equal(kinds[i], kind);
	if (!known)
		return "a fault needs a kind that control.md lists";
	if (json_int(description, "times", 1) < 0 || json_int(description, "after", 0) < 0)
		return "times and after are not below 0";
	if (!(probability >= 0 && probability <= 1))
		return "probability is between 0 and 1";
	if (text_equal(kind, "status") && json_int(description, "status", 0) < 200)
		return "a status fault needs a status";
	if (text_equal(kind, "error") && !json_string(description, "error"))
		return "an error fault needs an error";
	return NULL;
}

static void add(struct faults *faults, const struct cJSON *description)
{
	struct fault *fault = xcalloc(1, sizeof(*fault));
	int64_t times = json_int(description, "times", 1);

	fault->description = json_copy(description);
	fault->kind = json_string(fault->description, "kind");
	fault->method = json_string_or(fault->description, "method", "*");
	fault->left = times ? times : -1;
	fault->after = json_int(description, "after", 0);
	fault->probability = read_probability(description);
	list_append(&faults->all, &fault->link);
}

const char *faults_replace(struct faults *faults, const struct cJSON *list)
{
	const struct cJSON *description;
	const char *why = json_is_array(list) ? NULL : "faults is a list";

	json_for_each(description, why ? NULL : list)
		why = why ? why : check(description);
	if (why)
		return why;
	faults_clear(faults);
	json_for_each(description, list)
		add(faults, description);
	return NULL;
}

struct cJSON *faults_show(const struct faults *faults)
{
	struct cJSON *shown = json_array();
	const struct fault *fault;

	list_for_each(fault, &faults->all, link) {
		struct cJSON *item = json_append(shown, json_copy(fault->description));
		json_set_int(item, "struck", fault->struck);
	}
	return shown;
}

static bool strikes(struct fault *fault)
{
	if (!fault->left)
		return false;
	if (fault->after) {
		fault->after--;
		return false;
	}
	if (fault->probability < 1 && (double)random() / (double)RAND_MAX >= fault->probability)
		return false;
	if (fault->left > 0)
		fault->left--;
	fault->struck++;
	return true;
}

const struct cJSON *faults_strike(struct faults *faults, const char *kind, const char *method)
{
	struct fault *fault;

	list_for_each(fault, &faults->all, link) {
		if (!text_equal(fault->kind, kind))
			continue;
		if (method && !text_equal(fault->method, "*") && !text_equal(fault->method, method))
			continue;
		if (strikes(fault))
			return fault->description;
	}
	return NULL;
}
