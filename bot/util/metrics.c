#include "bot/util/metrics.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MAX_LABELS = 12, MAX_BUCKETS = 12 }; // of one row; test_metrics.c checks every row

static const struct row {
	const char *name;
	enum metric_type type;
	const char *label; // "" if it has none
	const char *values; // of the label, by spaces; "other" follows by itself
	const char *buckets; // upper bounds as they are printed, ascending, by spaces; +Inf follows
	const char *help;
} rows[] = {
#define METRICS_ROW(identifier, name_, type_, label_, values_, buckets_, help_)                    \
	[METRIC_##identifier] = { "lastmile_" name_, METRIC_##type_, label_, values_, buckets_,    \
		help_ },
	METRICS_LIST(METRICS_ROW)
};

static struct sample {
	double value; // a histogram's sum
	bool set;
	uint64_t buckets[MAX_BUCKETS + 1]; // of a histogram: not cumulative, the last is +Inf
	uint64_t count;
} samples[METRIC_COUNT][MAX_LABELS + 1];

/* The words of a row's list, one after the other: false at the end. */
static bool next_word(const char **list, const char **ret_word, size_t *ret_length)
{
	const char *word = *list + strspn(*list, " ");
	size_t length = strcspn(word, " ");

	if (!length)
		return false;
	*list = word + length;
	*ret_word = word;
	*ret_length = length;
	return true;
}

/* The place of a label's value in its row; what is not in the row is the place after the last. */
static size_t label_index(const struct row *row, const char *label)
{
	const char *list = row->values, *word = NULL;
	size_t index = 0, length = 0;

	assert(!label == !*row->label);
	for (; label && next_word(&list, &word, &length); index++) {
		if (strlen(label) == length && memcmp(label, word, length) == 0)
			break;
	}
	assert(index <= MAX_LABELS);
	return index;
}

static struct sample *find_sample(enum metric metric, enum metric_type type, const char *label)
{
	assert(metric < METRIC_COUNT && rows[metric].type == type);
	return &samples[metric][label_index(&rows[metric], label)];
}

void metrics_add(enum metric metric, const char *label, uint64_t count)
{
	find_sample(metric, METRIC_COUNTER, label)->value += (double)count;
}

void metrics_set(enum metric metric, const char *label, double value)
{
	struct sample *sample = find_sample(metric, METRIC_GAUGE, label);

	sample->value = value;
	sample->set = true;
}

void metrics_set_state(enum metric metric, const char *label)
{
	const char *list = rows[metric].values, *word = NULL;
	size_t length = 0;

	for (struct sample *sample = samples[metric]; next_word(&list, &word, &length); sample++) {
		sample->value = 0;
		sample->set = true;
	}
	metrics_set(metric, label, 1);
}

void metrics_observe(enum metric metric, double value)
{
	struct sample *sample = find_sample(metric, METRIC_HISTOGRAM, NULL);
	const char *list = rows[metric].buckets, *word = NULL;
	size_t bucket = 0, length = 0;

	while (next_word(&list, &word, &length) && value > strtod(word, NULL))
		bucket++;
	sample->buckets[bucket]++;
	sample->count++;
	sample->value += value;
}

double metrics_value(enum metric metric, const char *label)
{
	const struct sample *sample = find_sample(metric, rows[metric].type, label);

	return rows[metric].type == METRIC_HISTOGRAM ? (double)sample->count : sample->value;
}

static void print_histogram(struct text *out, const struct row *row, const struct sample *sample)
{
	const char *list = row->buckets, *word = NULL;
	uint64_t seen = 0;
	size_t length = 0;

	for (size_t bucket = 0; next_word(&list, &word, &length); bucket++) {
		seen += sample->buckets[bucket];
		text_printf(out, "%s_bucket{le=\"%.*s\"} %llu\n", row->name, (int)length, word,
			(unsigned long long)seen);
	}
	text_printf(
		out, "%s_bucket{le=\"+Inf\"} %llu\n", row->name, (unsigned long long)sample->count);
	text_printf(out, "%s_sum %.15g\n", row->name, sample->value);
	text_printf(out, "%s_count %llu\n", row->name, (unsigned long long)sample->count);
}

static void print_sample(struct text *out, const struct row *row, const struct sample *sample,
	const char *value, size_t length)
{
	if (row->type == METRIC_GAUGE && !sample->set)
		return;
	text_append(out, row->name);
	if (length)
		text_printf(out, "{%s=\"%.*s\"}", row->label, (int)length, value);
	text_printf(out, " %.15g\n", sample->value);
}

static void print_labelled(struct text *out, const struct row *row, const struct sample *sample)
{
	const char *list = row->values, *word = NULL;
	size_t length = 0;

	for (; next_word(&list, &word, &length); sample++)
		print_sample(out, row, sample, word, length);
	if (sample->value > 0 || sample->set)
		print_sample(out, row, sample, "other", strlen("other"));
}

void metrics_print(struct text *out)
{
	static const char *const types[] = {
		[METRIC_COUNTER] = "counter",
		[METRIC_GAUGE] = "gauge",
		[METRIC_HISTOGRAM] = "histogram",
	};

	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct row *row = &rows[i];
		text_printf(out, "# HELP %s %s\n# TYPE %s %s\n", row->name, row->help, row->name,
			types[row->type]);
		if (row->type == METRIC_HISTOGRAM)
			print_histogram(out, row, samples[i]);
		else if (*row->label)
			print_labelled(out, row, samples[i]);
		else
			print_sample(out, row, samples[i], "", 0);
	}
}

void metrics_reset(void)
{
	memset(samples, 0, sizeof(samples));
}
