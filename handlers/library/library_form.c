/*
 * The form in which an entry is written or changed, and the same typed as one line.
 */
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"
#include "handlers/subject.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

/* --- the form --- */

static void ask_kind(struct form *form, const struct library_entry *entry)
{
	static const struct {
		const char *label, *description;
	} kinds[] = {
		[LIBRARY_PROMPT] = { "Prompt", "words that make a tool do it well" },
		[LIBRARY_AGENT] = { "Agent", "something set up that others can use" },
		[LIBRARY_SOLVED] = { "Solved problem", "what to do when it goes wrong" },
	};
	struct field *field = form_field(form, FIELD_CHOICE, "kind", "What is it");

	for (size_t i = 0; i < array_length(kinds); i++) {
		const char *name = library_kind_name((enum library_kind)i);
		struct option *option = field_option(form, field, name, kinds[i].label);
		option->description = kinds[i].description;
		option->chosen = entry->kind == (enum library_kind)i;
	}
}

static void ask_words(struct form *form, const struct library_entry *entry)
{
	struct field *title = form_field(form, FIELD_LINE, "title", "Title");

	title->most = LIBRARY_TITLE;
	title->initial = entry->title;
	title->hint = "As somebody would search for it.";
	if (entry->body && text_characters(entry->body) > FORM_TEXT) {
		message_line(form_say(form),
			"Its text has %zu characters, more than fits in here, and stays as it is.",
			text_characters(entry->body));
		return;
	}
	struct field *text = form_field(form, FIELD_TEXT, "text", "What to do");
	text->initial = entry->body;
	text->hint = "The prompt itself, where the agent is, or what helped.";
}

/* A list takes so many; the one that is chosen already is always among them. */
static void ask_tool(struct request *request, struct form *form, int64_t chosen)
{
	struct tools tools = tool_store_all(request->db, request->arena);
	struct field *field = NULL;
	size_t offered = 0;

	for (size_t i = 0; i < tools.count; i++) {
		const struct tool *tool = &tools.items[i];
		bool is_chosen = tool->id == chosen;
		if (!is_chosen && (tool->stage == STAGE_RETIRED || offered + 1 >= FORM_OPTIONS))
			continue;
		if (!field)
			field = form_field(form, FIELD_LIST, "tool", "For which tool");
		struct option *option = field_option(form, field, tool->name,
			first_words(request->arena, tool->title, FORM_OPTION));
		option->chosen = is_chosen;
		offered += !is_chosen;
	}
	if (field)
		field->optional = true;
}

static void ask_where(struct request *request, struct form *form, const struct library_entry *entry)
{
	_cleanup_text_ struct text tags = TEXT_INIT;

	ask_tool(request, form, entry->tool);
	struct field *role = form_field(form, FIELD_LINE, "role", "For whom");
	role->most = LIBRARY_TAG;
	role->optional = true;
	role->initial = entry->role;
	role->placeholder = "legal";
	struct field *field = form_field(form, FIELD_LINE, "tags", "Tags");
	for (size_t i = 0; i < entry->tags.count; i++)
		text_printf(&tags, "%s%s", i ? ", " : "", entry->tags.items[i]);
	field->optional = true;
	field->most = LIBRARY_TAGS * (LIBRARY_TAG + 2);
	field->initial = tags.length ? arena_strdup(request->arena, text_string(&tags)) : NULL;
	field->hint = "Separated by commas.";
}

static struct form *make(struct request *request, const struct library_entry *entry, bool is_new)
{
	struct form *form = form_create(request->arena, "library_add",
		is_new ? "Add to the library" : "Change an entry", is_new ? "Add" : "Save");

	ask_kind(form, entry);
	ask_words(form, entry);
	ask_where(request, form, entry);
	return form;
}

static struct outcome *how_to_add(struct request *request)
{
	struct message *message = message_create(request->arena);

	message_line(message, "To add to the library, type ");
	message_code(
		message, "%s", typed(request, "library", "%s", "add solved \"title\" what to do"));
	message_text(message, ". Instead of solved it can be a prompt or an agent; ");
	message_code(message, "tool:NAME role:legal tag:contracts");
	message_text(message, " may stand behind the title.");
	return reject_with(request, message);
}

static struct outcome *new_form(
	struct request *request, enum library_kind kind, int64_t tool, const char *title)
{
	struct library_entry entry = { .kind = kind,
		.tool = tool,
		.title = text_is_blank(title) ? NULL
					      : first_words(request->arena, title, LIBRARY_TITLE) };
	struct form *form = make(request, &entry, true);

	form_context(form, "add");
	return open_form(request, form, how_to_add(request));
}

struct outcome *library_form_new(struct request *request, const char *title)
{
	return new_form(request, LIBRARY_PROMPT, 0, title);
}

struct outcome *library_form_solved(struct request *request, int64_t tool, const char *title)
{
	return new_form(request, LIBRARY_SOLVED, tool, title);
}

struct outcome *library_form_of_issue(struct request *request, int64_t issue, const char *title)
{
	const char *ref = issue_ref(request->arena, issue);
	const struct issue *found = issue_store_get(request->db, request->arena, issue);
	struct library_entry entry = { .kind = LIBRARY_SOLVED,
		.title = first_words(request->arena, title, LIBRARY_TITLE),
		.tool = found ? found->tool : 0 };
	struct form *form = make(request, &entry, true);

	form_context(form, "issue %s", ref);
	return open_form(request, form,
		reject(request, "What helped is not said yet. Say it with %s, then add it.",
			typed(request, "fixed", "%s what changed", ref)));
}

struct outcome *library_form_edit(struct request *request, const struct library_entry *entry)
{
	const char *ref = library_ref(request->arena, entry->id);
	struct form *form = make(request, entry, false);

	form_context(form, "edit %s", ref);
	return open_form(request, form,
		reject(request, "To change it, type %s.",
			typed(request, "library", "edit %s \"title\" what to do", ref)));
}

/* --- what was filled in --- */

static bool has_tag(const struct words *tags, const char *word)
{
	for (size_t i = 0; i < tags->count; i++)
		if (text_equal(tags->items[i], word))
			return true;
	return false;
}

/* NULL, or what is wrong. */
static const char *add_tag(struct request *request, struct words *tags, const char *typed_tag)
{
	const char *word = library_word(request, typed_tag);

	if (!*word || has_tag(tags, word))
		return NULL;
	if (text_characters(word) > LIBRARY_TAG)
		return arena_printf(
			request->arena, "A tag has at most %d characters.", LIBRARY_TAG);
	if (tags->count == LIBRARY_TAGS)
		return arena_printf(request->arena, "At most %d tags, please: few are found best.",
			LIBRARY_TAGS);
	if (!tags->items)
		tags->items = arena_array(request->arena, LIBRARY_TAGS, const char *);
	tags->items[tags->count++] = word;
	return NULL;
}

static const char *read_tags(struct request *request, struct library_entry *entry)
{
	const char *line = field_value(request, "tags");
	const char *wrong = NULL;

	entry->tags = (struct words){ 0 };
	while (line && *line && !wrong) {
		size_t length = strcspn(line, ",;");
		wrong = add_tag(request, &entry->tags, arena_strndup(request->arena, line, length));
		line += length + (line[length] != '\0');
	}
	return wrong;
}

static const char *read_role(struct request *request, const char *typed_role)
{
	const char *word = typed_role ? library_word(request, typed_role) : "";
	_cleanup_free_ char *shown = text_shorten(word, LIBRARY_TAG);

	return *word ? arena_strdup(request->arena, shown) : NULL;
}

/* A tool that has gone meanwhile is no reason to lose what somebody wrote. */
static int64_t read_tool(struct request *request)
{
	const char *name = field_value(request, "tool");
	const struct tool *tool = name ? tool_called(request, name) : NULL;

	return tool ? tool->id : 0;
}

static struct outcome *read_form(struct request *request, struct library_entry *entry)
{
	const char *title = field_value(request, "title");
	const char *body = field_value(request, "text");
	struct outcome *wrong = NULL;

	(void)library_kind_parse(field_value(request, "kind"), &entry->kind);
	entry->title = title ? first_words(request->arena, title, LIBRARY_TITLE) : NULL;
	entry->body = body ? body : entry->body;
	entry->tool = read_tool(request);
	entry->role = read_role(request, field_value(request, "role"));
	if (!entry->title)
		wrong = wrong_field(request, wrong, "title", "A title, so that it is found.");
	if (!entry->body)
		wrong = wrong_field(request, wrong, "text", "What to do, in a few words.");
	const char *problem = read_tags(request, entry);
	return problem ? wrong_field(request, wrong, "tags", "%s", problem) : wrong;
}

static struct outcome *show(struct request *request, int64_t id, const char *first)
{
	const struct library_entry *entry = library_store_get(request->db, request->arena, id);
	struct message *message = message_create(request->arena);

	if (!entry)
		return fail(request, db_failure(request->db, NULL));
	message_line(message, "%s", first);
	say_entry(request, message, entry, "");
	return reply(request, message);
}

struct outcome *library_added(struct request *request, const struct library_entry *entry)
{
	int64_t there = entry->issue ? library_store_of_issue(request->db, entry->issue) : 0;

	if (!there && entry->tool)
		there = library_store_titled(request->db, entry->tool, entry->title);
	if (there)
		return show(request, there, "It is in the library already.");
	int64_t id = library_store_add(request->db, request->arena, entry, request->now);
	return show(request, id, "It is in the library now, so that others find it.");
}

static struct outcome *save(struct request *request, const struct library_entry *entry)
{
	library_store_edit(request->db, request->arena, entry, request->now);
	return show(request, entry->id, "Saved.");
}

static struct outcome *sent_edit(struct request *request, const char *ref)
{
	struct outcome *wrong = NULL;
	const struct library_entry *old = library_entry_of(request, ref, &wrong);

	if (!old)
		return wrong;
	if (!library_may_change(request, old))
		return reject(request, "%s can be changed by its author and by admins.",
			library_ref(request->arena, old->id));
	struct library_entry entry = *old;
	if (text_characters(old->body) <= FORM_TEXT)
		entry.body = NULL;
	wrong = read_form(request, &entry);
	return wrong ? wrong : save(request, &entry);
}

static struct outcome *sent_new(struct request *request, const char *ref)
{
	struct library_entry entry = { .kind = LIBRARY_PROMPT, .author = request->actor->id };
	struct outcome *wrong = read_form(request, &entry);
	struct subject subject;
	int64_t issue;

	if (wrong)
		return wrong;
	if (ref && issue_ref_parse(ref, &issue) && !subject_find(request, issue, &subject)) {
		entry.issue = subject.issue->id;
		entry.author = named_actor(request, entry.issue);
	}
	return library_added(request, &entry);
}

struct outcome *library_form_sent(struct request *request)
{
	const char *cursor = request->text;
	const char *what = next_word(request, &cursor);
	const char *ref = next_word(request, &cursor);

	return what && text_equal(what, "edit") ? sent_edit(request, ref) : sent_new(request, ref);
}

/* --- the same, typed --- */

static const struct {
	const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "“", "”" }, { "“", "“" }, { "„", "“" }, { "«", "»" } };

static bool starts_quoted(const char *line)
{
	for (size_t i = 0; i < array_length(quotes); i++)
		if (text_starts_with(line, quotes[i].open))
			return true;
	return false;
}

/* What stands in quotes here; *cursor moves behind it. NULL: nothing does. */
static const char *quoted(struct request *request, const char **cursor)
{
	for (size_t i = 0; i < array_length(quotes); i++) {
		if (!text_starts_with(*cursor, quotes[i].open))
			continue;
		const char *inside = *cursor + strlen(quotes[i].open);
		const char *end = strstr(inside, quotes[i].close);
		if (!end || end == inside)
			continue;
		*cursor = end + strlen(quotes[i].close);
		return arena_strndup(request->arena, inside, (size_t)(end - inside));
	}
	return NULL;
}

/* "tool:", "role:" and "tag:" before the text; NULL, or what is wrong with one. */
static const char *read_filters(
	struct request *request, const char **cursor, struct library_entry *entry)
{
	struct filter filter;
	const char *wrong = NULL;

	while (!wrong && next_filter(request, cursor, &filter)) {
		const struct tool *tool =
			text_equal(filter.key, "tool") ? tool_called(request, filter.value) : NULL;
		if (tool)
			entry->tool = tool->id;
		else if (text_equal(filter.key, "tool"))
			wrong = arena_printf(request->arena, "There is no tool called “%s”.",
				first_words(request->arena, filter.value, 40));
		else if (text_equal(filter.key, "role"))
			entry->role = read_role(request, filter.value);
		else if (text_equal(filter.key, "tag"))
			wrong = add_tag(request, &entry->tags, filter.value);
	}
	return wrong;
}

/* ""title" tool:summarizer the text": NULL if all is there. */
static struct outcome *read_typed(
	struct request *request, const char *line, struct library_entry *entry)
{
	const char *title = quoted(request, &line);
	const char *wrong = title ? read_filters(request, &line, entry) : NULL;

	if (wrong)
		return reject(request, "%s", wrong);
	if (!title || text_is_blank(title) || text_is_blank(line))
		return how_to_add(request);
	entry->title = first_words(request->arena, title, LIBRARY_TITLE);
	entry->body = text_trim(arena_strdup(request->arena, line));
	return NULL;
}

struct outcome *library_add_typed(struct request *request, const char *line)
{
	struct library_entry entry = { .author = request->actor->id };
	const char *words = line;
	const char *kind = next_word(request, &line);

	if (!kind || !library_kind_parse(kind, &entry.kind))
		return library_form_new(request, words);
	if (!starts_quoted(line))
		return new_form(request, entry.kind, 0, line);
	struct outcome *wrong = read_typed(request, line, &entry);
	return wrong ? wrong : library_added(request, &entry);
}

struct outcome *library_edit_typed(
	struct request *request, const struct library_entry *entry, const char *line)
{
	struct library_entry changed = *entry;
	struct outcome *wrong;

	changed.tags = (struct words){ 0 };
	wrong = read_typed(request, line, &changed);
	if (!changed.tags.count)
		changed.tags = entry->tags;
	return wrong ? wrong : save(request, &changed);
}
