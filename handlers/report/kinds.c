/* The kinds of failure; see kinds.h. A new one is one more row. */
#include "handlers/report/kinds.h"

#include "bot/form.h"
#include "bot/util/text.h"

const struct kind kinds[] = {
	{ "wrong_answer", "Wrong answer" },
	{ "made_up", "Made-up fact" },
	{ "missing_content", "Missing content" },
	{ "refused", "Refused" },
	{ "too_slow", "Too slow" },
	{ "could_not", "Could not do it" },
	{ "other", "Something else" },
	{ NULL, NULL },
};

const struct kind *kind_find(const char *name)
{
	for (const struct kind *kind = kinds; name && kind->name; kind++)
		if (text_equal(kind->name, name))
			return kind;
	return NULL;
}

const char *kind_label(const char *name)
{
	const struct kind *kind = kind_find(name);

	return kind ? kind->label : NULL;
}

struct field *kind_field(struct form *form, const char *name, const char *label, const char *chosen)
{
	struct field *field = form_field(form, FIELD_CHOICE, name, label);

	for (const struct kind *kind = kinds; kind->name; kind++) {
		struct option *option = field_option(form, field, kind->name, kind->label);
		option->chosen = text_equal(chosen, kind->name);
	}
	return field;
}
