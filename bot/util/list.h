#ifndef LASTMILE_LIST_H
#define LASTMILE_LIST_H
/*
 * An intrusive, circular, doubly linked list. A member says in a comment what it links:
 *
 *     struct list link; // dispatcher::queue
 */
#include <stdbool.h>

#include "bot/util/memory.h"

struct list {
	struct list *previous;
	struct list *next;
};

static inline void list_init(struct list *list)
{
	list->previous = list->next = list;
}

static inline bool list_empty(const struct list *list)
{
	return list->next == list;
}

static inline void list_insert_before(struct list *position, struct list *link)
{
	link->next = position;
	link->previous = position->previous;
	position->previous->next = link;
	position->previous = link;
}

static inline void list_append(struct list *list, struct list *link)
{
	list_insert_before(list, link);
}

/* Leaves `link` empty, so that removing twice is harmless. */
static inline void list_remove(struct list *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
	list_init(link);
}

#define list_first(list, type, member) container_of((list)->next, type, member)

#define list_for_each(item, list, member)                                                          \
	for (item = container_of((list)->next, __typeof__(*item), member);                         \
		&item->member != (list);                                                           \
		item = container_of(item->member.next, __typeof__(*item), member))

/* `item` may be removed and freed inside the loop. */
#define list_for_each_safe(item, after, list, member)                                              \
	for (item = container_of((list)->next, __typeof__(*item), member),                         \
		after = container_of(item->member.next, __typeof__(*item), member);                \
		&item->member != (list);                                                           \
		item = after, after = container_of(item->member.next, __typeof__(*item), member))

#endif
