#include "bot/util/recent.h"

#include <stdint.h>
#include <string.h>

#include "bot/util/list.h"
#include "bot/util/memory.h"

enum { BUCKETS = 256 };

struct entry {
	struct list order; // recent::order, the one used last comes last
	struct list bucket; // recent::buckets[…]
	char *name;
	char *value;
};

struct recent {
	size_t most, count;
	struct list order; // entry::order
	struct list buckets[BUCKETS]; // entry::bucket
};

struct recent *recent_create(size_t most)
{
	struct recent *recent = xcalloc(1, sizeof(*recent));

	recent->most = most;
	list_init(&recent->order);
	for (size_t i = 0; i < BUCKETS; i++)
		list_init(&recent->buckets[i]);
	return recent;
}

static void entry_free(struct recent *recent, struct entry *entry)
{
	list_remove(&entry->order);
	list_remove(&entry->bucket);
	free(entry->name);
	free(entry->value);
	free(entry);
	recent->count--;
}

void recent_destroy(struct recent *recent)
{
	if (!recent)
		return;
	while (!list_empty(&recent->order))
		entry_free(recent, list_first(&recent->order, struct entry, order));
	free(recent);
}

/* FNV-1a. Whoever could choose names to collide gains nothing: there are at most `most`. */
static struct list *bucket_of(struct recent *recent, const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return &recent->buckets[hash % BUCKETS];
}

static struct entry *find(struct recent *recent, const char *name)
{
	struct list *bucket = bucket_of(recent, name);
	struct entry *entry;

	list_for_each (entry, bucket, bucket)
		if (strcmp(entry->name, name) == 0)
			return entry;
	return NULL;
}

static void use(struct recent *recent, struct entry *entry)
{
	list_remove(&entry->order);
	list_append(&recent->order, &entry->order);
}

const char *recent_get(struct recent *recent, const char *name)
{
	struct entry *entry = find(recent, name);

	if (!entry)
		return NULL;
	use(recent, entry);
	return entry->value;
}

static struct entry *add(struct recent *recent, const char *name)
{
	struct entry *entry = xcalloc(1, sizeof(*entry));

	if (recent->count == recent->most)
		entry_free(recent, list_first(&recent->order, struct entry, order));
	entry->name = xstrdup(name);
	list_append(&recent->order, &entry->order);
	list_append(bucket_of(recent, name), &entry->bucket);
	recent->count++;
	return entry;
}

void recent_put(struct recent *recent, const char *name, const char *value)
{
	struct entry *entry = find(recent, name);
	char *copy = xstrdup(value);

	if (entry)
		use(recent, entry);
	else
		entry = add(recent, name);
	free(entry->value);
	entry->value = copy;
}

void recent_forget(struct recent *recent, const char *name)
{
	struct entry *entry = find(recent, name);

	if (entry)
		entry_free(recent, entry);
}
