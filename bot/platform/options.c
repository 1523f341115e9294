#include "bot/platform/options.h"

#include "bot/form.h"
#include "bot/platform/fit.h"
#include "bot/platform/form_room.h"

static bool is_option(const struct option *option)
{
	return option->value && *option->value;
}

size_t options_count(const struct field *field, bool chosen)
{
	size_t count = 0;

	for (const struct option *o = field->options; o; o = o->next)
		count += is_option(o) && (o->chosen || !chosen);
	return count;
}

struct options_shown options_shown(
	const struct field *field, const struct field_room *room, size_t most)
{
	size_t chosen = smaller(options_count(field, true), most);

	return (struct options_shown){
		.next = field->options,
		.chosen = chosen,
		.others = smaller(room->options, most - chosen),
	};
}

const struct option *options_next(struct options_shown *shown)
{
	while (shown->next) {
		const struct option *option = shown->next;
		size_t *left = option->chosen ? &shown->chosen : &shown->others;
		shown->next = option->next;
		if (!is_option(option) || !*left)
			continue;
		(*left)--;
		return option;
	}
	return NULL;
}
