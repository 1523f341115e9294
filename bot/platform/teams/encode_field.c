#include "bot/platform/teams/encode_field.h"

#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/platform/fit.h"
#include "bot/platform/form_room.h"
#include "bot/platform/options.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/encode_action.h"
#include "bot/platform/teams/encode_card.h"
#include "bot/platform/teams/encode_text.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum { LOOK_FOR = 10 }; // options, beyond which people would rather type a part of one

static const char watched_button[] = "Use this choice";
static const char channel_hint[] =
	"In Teams: “…” beside the channel's name, then “Copy link”. Paste it here.";

static void set_line(struct cJSON *json, const char *name, const char *text, size_t units)
{
	_cleanup_free_ char *line = fit_line(text ? text : "", units);

	if (*line)
		json_set_string(json, name, line);
}

static void set_quiet(struct cJSON *json, const char *name, const char *text, size_t units)
{
	_cleanup_free_ char *line = teams_quiet_line(text ? text : "", units);

	json_set_string(json, name, *line ? line : "…");
}

/* --- values --- */

char *teams_input_value(const char *id, const char *const *values, size_t count)
{
	bool encoded =
		text_starts_with(id, TEAMS_INPUT_ONE) || text_starts_with(id, TEAMS_INPUT_SOME);
	struct text value = TEXT_INIT;

	for (size_t i = 0; i < count; i++) {
		if (i)
			text_append_char(&value, ',');
		if (encoded)
			url_encode(&value, values[i]);
		else
			text_append(&value, values[i]);
	}
	return count ? text_steal(&value) : NULL;
}

static void set_value(struct cJSON *json, const char *const *values, size_t count)
{
	_cleanup_free_ char *value = teams_input_value(json_string(json, "id"), values, count);

	if (value)
		json_set_string(json, "value", value);
}

/* --- text and numbers --- */

static void fill_text(struct cJSON *json, const struct field *field, const struct field_room *room)
{
	size_t most = field_most(field);
	_cleanup_free_ char *initial =
		fit_text(field->initial ? field->initial : "", smaller(most, room->initial), NULL);

	if (field->type == FIELD_TEXT)
		json_set_bool(json, "isMultiline", true);
	json_set_int(json, "maxLength", (int64_t)most);
	if (*initial)
		json_set_string(json, "value", initial);
}

static void fill_number(struct cJSON *json, const struct field *field)
{
	json_set_int(json, "min", 0);
	if (field_initial_number(field))
		json_set_int(json, "value", strtoll(field_initial_number(field), NULL, 10));
}

/* --- choices --- */

static char *option_title(const struct option *option, const struct field_room *room)
{
	struct text title = TEXT_INIT;
	_cleanup_free_ char *label = teams_quiet_line(option->label, room->option);

	text_append(&title, *label ? label : "…");
	if (room->extras && !text_is_blank(option->description)) {
		_cleanup_free_ char *more = teams_quiet_line(option->description, FORM_OPTION);
		text_printf(&title, " (%s)", more);
	}
	return text_steal(&title);
}

static void add_choice(struct cJSON *choices, const char *title, const char *value)
{
	struct cJSON *choice = json_append(choices, json_object());

	json_set_string(choice, "title", title);
	json_set_string(choice, "value", value);
}

static void fill_choices(
	struct cJSON *json, const struct field *field, const struct field_room *room, size_t most)
{
	struct cJSON *choices = json_set_array(json, "choices");
	const char *values[FORM_OPTIONS];
	size_t count = 0;
	struct options_shown shown = options_shown(field, room, most);
	const struct option *option;

	while ((option = options_next(&shown))) {
		_cleanup_free_ char *title = option_title(option, room);
		_cleanup_free_ char *value = teams_input_value(TEAMS_INPUT_ONE, &option->value, 1);
		add_choice(choices, title, value);
		if (option->chosen && (field->type == FIELD_CHOICES || !count))
			values[count++] = option->value;
	}
	set_value(json, values, count);
}

static const char *style_of(const struct field *field)
{
	if (field->type != FIELD_LIST)
		return "expanded";
	return options_count(field, false) > LOOK_FOR ? "filtered" : "compact";
}

static void fill_choice(
	struct cJSON *json, const struct field *field, const struct field_room *room)
{
	bool list = field->type == FIELD_LIST;

	json_set_string(json, "style", style_of(field));
	if (field->type == FIELD_CHOICES)
		json_set_bool(json, "isMultiSelect", true);
	json_set_bool(json, "wrap", true);
	fill_choices(json, field, room, list ? FORM_OPTIONS : FORM_CHIPS);
}

/* --- people and channels --- */

/* Teams looks people up by their directory id. Others, known to us by our own, are put beside with
 * their names, and come back as they are. */
static void fill_people(struct cJSON *json, const char *const *ids, const char *const *names)
{
	struct cJSON *choices = json_set_array(json, "choices");
	struct cJSON *query = json_set_object(json, "choices.data");
	const char *values[FORM_PEOPLE];
	size_t count = 0;

	json_set_string(query, "type", "Data.Query");
	json_set_string(query, "dataset", "graph.microsoft.com/users");
	for (size_t i = 0; ids && ids[i] && count < FORM_PEOPLE; i++) {
		if (!teams_is_person_id(ids[i]) || strchr(ids[i], ','))
			continue;
		values[count++] = ids[i];
		_cleanup_free_ char *name =
			teams_quiet_line(names && names[i] ? names[i] : "", TEAMS_NAME);
		if (*name)
			add_choice(choices, name, ids[i]);
	}
	set_value(json, values, count);
}

static void fill_person(struct cJSON *json, const struct field *field)
{
	const char *const ids[] = { field->initial, NULL };
	const char *const names[] = { field->initial_name, NULL };

	fill_people(json, ids, names);
}

/* --- the element --- */

struct kind {
	const char *element;
	const char *prefix;
	const char *ask; // where nothing is filled in
};

static const struct kind kinds[] = {
	[FIELD_LINE] = { "Input.Text", TEAMS_INPUT_TEXT, "Please fill this in." },
	[FIELD_TEXT] = { "Input.Text", TEAMS_INPUT_TEXT, "Please fill this in." },
	[FIELD_NUMBER] = { "Input.Number", TEAMS_INPUT_TEXT, "Please give a whole number." },
	[FIELD_CHOICE] = { "Input.ChoiceSet", TEAMS_INPUT_ONE, "Please choose one." },
	[FIELD_CHOICES] = { "Input.ChoiceSet", TEAMS_INPUT_SOME, "Please choose at least one." },
	[FIELD_LIST] = { "Input.ChoiceSet", TEAMS_INPUT_ONE, "Please choose one." },
	[FIELD_PERSON] = { "Input.ChoiceSet", TEAMS_INPUT_PEOPLE, "Please choose somebody." },
	[FIELD_PEOPLE] = { "Input.ChoiceSet", TEAMS_INPUT_PEOPLE, "Please choose somebody." },
	[FIELD_CHANNEL] = { "Input.Text", TEAMS_INPUT_CHANNEL, "Please name a channel." },
};

static void fill(struct cJSON *json, const struct field *field, const struct field_room *room)
{
	switch (field->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
		fill_text(json, field, room);
		break;
	case FIELD_NUMBER:
		fill_number(json, field);
		break;
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_LIST:
		fill_choice(json, field, room);
		break;
	case FIELD_PERSON:
		fill_person(json, field);
		break;
	case FIELD_PEOPLE:
		json_set_bool(json, "isMultiSelect", true);
		fill_people(json, field->initials, field->initial_names);
		break;
	case FIELD_CHANNEL:
		if (field->initial && text_starts_with(field->initial, "19:"))
			set_line(json, "value", field->initial, FORM_TEXT);
		break;
	}
}

static struct cJSON *encode_input(const struct field *field, const struct field_room *room)
{
	const struct kind *kind = &kinds[field->type];
	struct cJSON *json = json_typed(kind->element);
	_cleanup_free_ char *id = xasprintf("%s%s", kind->prefix, field->name);

	json_set_string(json, "id", id);
	set_quiet(json, "label", field->label, room->label);
	if (!field->optional) {
		json_set_bool(json, "isRequired", true);
		json_set_string(json, "errorMessage", kind->ask);
	}
	if (room->extras && !field_is_chips(field))
		set_line(json, "placeholder", field->placeholder, FORM_PLACEHOLDER);
	fill(json, field, room);
	return json;
}

static void add_hint(struct cJSON *body, const char *hint)
{
	_cleanup_free_ char *line = fit_line(hint, FORM_HINT);
	struct cJSON *json = json_append(body, teams_text(line));

	json_set_string(json, "size", "Small");
	json_set_bool(json, "isSubtle", true);
	json_set_string(json, "spacing", "None");
}

static void add_watch(
	const struct teams_where *where, const struct field *field, struct cJSON *body)
{
	struct cJSON *row = json_append(body, json_typed("ActionSet"));

	json_set_string(row, "spacing", "Small");
	json_append(
		json_set_array(row, "actions"), teams_submit(where, watched_button, field->name));
}

void teams_add_field(const struct teams_where *where, const struct field *field,
	const struct field_room *room, struct cJSON *body)
{
	if (field_has_options(field) && !options_count(field, false))
		return;
	json_append(body, encode_input(field, room));
	if (room->extras && !text_is_blank(field->hint))
		add_hint(body, field->hint);
	if (room->extras && field->type == FIELD_CHANNEL)
		add_hint(body, channel_hint);
	if (field->watched && field_has_options(field))
		add_watch(where, field, body);
}
