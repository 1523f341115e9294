#include "handlers/tool/tool_field.h"

#include "bot/form.h"
#include "bot/util/arena.h"
#include "handlers/command.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

static bool is_offered(const struct tool *tool, const struct tool *chosen)
{
	return tool->stage != STAGE_RETIRED || (chosen && chosen->id == tool->id);
}

/* Of more tools than a list holds the last ones are left out, but never the chosen one. */
static void add_options(struct request *request, struct form *form, struct field *field,
	const struct tools *tools, const struct tool *chosen)
{
	int left = FORM_OPTIONS - (chosen ? 1 : 0);

	for (size_t i = 0; i < tools->count; i++) {
		const struct tool *tool = &tools->items[i];
		bool is_chosen = chosen && chosen->id == tool->id;
		if (!is_offered(tool, chosen) || (!is_chosen && left-- <= 0))
			continue;
		struct option *option = field_option(form, field, tool->name,
			first_words(request->arena, tool->title, FORM_OPTION));
		option->chosen = is_chosen;
	}
}

struct field *ask_tool(struct request *request, struct form *form, const struct tool *chosen)
{
	struct tools tools = tool_store_all(request->db, request->arena);
	bool some = false;

	for (size_t i = 0; i < tools.count; i++)
		some |= is_offered(&tools.items[i], chosen);
	if (!some)
		return arena_new(request->arena, struct field);
	struct field *field = form_field(form, FIELD_LIST, "tool", "Tool");
	field->optional = true;
	field->placeholder = "Choose one";
	field->hint = "Leave it empty if you do not know.";
	add_options(request, form, field, &tools, chosen);
	return field;
}
