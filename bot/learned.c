#include "bot/learned.h"

#include <string.h>

#include "bot/turn.h"
#include "bot/util/memory.h"
#include "storage/db.h"

/* A value on its way to the disk. */
struct lesson {
	struct list link; // learned::lessons
	char *property;
	char *value;
};

struct learned {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	struct list lessons; // lesson::link
};

static char *property_of(const char *platform, const char *name)
{
	return xasprintf("%s_%s", platform, name);
}

static void lesson_destroy(struct lesson *lesson)
{
	list_remove(&lesson->link);
	free(lesson->property);
	free(lesson->value);
	free(lesson);
}

static void forget_all(struct learned *learned)
{
	while (!list_empty(&learned->lessons))
		lesson_destroy(list_first(&learned->lessons, struct lesson, link));
}

static bool wants(struct turn_member *member)
{
	const struct learned *learned = container_of(member, struct learned, member);

	return !list_empty(&learned->lessons);
}

static void work(struct turn_member *member, int64_t now)
{
	struct learned *learned = container_of(member, struct learned, member);
	const struct lesson *lesson;

	(void)now;
	list_for_each (lesson, &learned->lessons, link)
		db_set_property(learned->db, lesson->property, lesson->value);
}

/* What was lost with its transaction is found out again. */
static void after(struct turn_member *member, bool committed)
{
	(void)committed;
	forget_all(container_of(member, struct learned, member));
}

static const struct turn_member_impl learned_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

void learned_keep(
	struct learned *learned, const char *platform, const char *name, const char *value)
{
	struct lesson *lesson = xcalloc(1, sizeof(*lesson));

	lesson->property = property_of(platform, name);
	lesson->value = xstrdup(value);
	list_append(&learned->lessons, &lesson->link);
	turn_request_soon(learned->turn);
}

char *learned_read(struct db *db, const char *platform, const char *name)
{
	_cleanup_free_ char *property = property_of(platform, name);

	return db_property(db, property);
}

struct reader {
	size_t skip; // what stands before our own name
	void (*each)(void *data, const char *name, const char *value);
	void *data;
};

static void read_one(void *data, const char *name, const char *value)
{
	const struct reader *reader = data;

	reader->each(reader->data, name + reader->skip, value);
}

void learned_each(struct db *db, const char *platform, const char *prefix,
	void (*each)(void *data, const char *name, const char *value), void *data)
{
	_cleanup_free_ char *property = property_of(platform, prefix);
	struct reader reader = { strlen(property) - strlen(prefix), each, data };

	db_each_property(db, property, read_one, &reader);
}

struct learned *learned_create(struct turn *turn, struct db *db)
{
	struct learned *learned = xcalloc(1, sizeof(*learned));

	learned->member.impl = &learned_member;
	learned->turn = turn;
	learned->db = db;
	list_init(&learned->lessons);
	turn_join(turn, &learned->member);
	return learned;
}

void learned_destroy(struct learned *learned)
{
	if (!learned)
		return;
	turn_leave(&learned->member);
	forget_all(learned);
	free(learned);
}
