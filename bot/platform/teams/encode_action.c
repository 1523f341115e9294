#include "bot/platform/teams/encode_action.h"

#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/fit.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *const styles[] = {
	[BUTTON_PLAIN] = "default",
	[BUTTON_PRIMARY] = "positive",
	[BUTTON_DANGER] = "destructive",
};

static struct cJSON *action(const char *type, const char *title, enum button_style style)
{
	struct cJSON *json = json_typed(type);
	_cleanup_free_ char *line = fit_line(title, TEAMS_ACTION_TITLE);

	json_set_string(json, "title", text_is_blank(line) ? "…" : line);
	if (style != BUTTON_PLAIN)
		json_set_string(json, "style", styles[style]);
	return json;
}

static struct cJSON *data_of(
	const struct teams_where *where, const char *type, const char *name, const char *value)
{
	struct cJSON *data = json_object();

	json_set_string(data, TEAMS_DATA_TYPE, type);
	if (name)
		json_set_string(data, "name", name);
	if (value)
		json_set_string(data, "value", value);
	if (where->form) {
		json_set_string(data, "form", where->form->name);
		json_set_string(data, "context", where->form->context ? where->form->context : "");
	}
	if (where->home)
		json_set_bool(data, "home", true);
	if (where->dialog)
		json_set_string(data, "dialog", where->dialog);
	return data;
}

static void ask_for_dialog(struct cJSON *data)
{
	json_set_string(json_set_object(data, "msteams"), "type", "task/fetch");
}

/* Takes `data`. A client that cannot execute submits: the same data comes as a message. The verb
 * says nothing that the data does not; but without one Microsoft's playground asks nobody and says
 * that the app cannot be reached. */
static struct cJSON *executed(const char *title, enum button_style style, struct cJSON *data)
{
	struct cJSON *json = action("Action.Execute", title, style);

	json_set_string(json, "verb", "press");
	json_set(json, "data", data);
	struct cJSON *fallback = json_set(json, "fallback", action("Action.Submit", title, style));
	json_set(fallback, "data", json_copy(data));
	return json;
}

/* Takes `data`. */
static struct cJSON *submitted(const char *title, enum button_style style, struct cJSON *data)
{
	struct cJSON *json = action("Action.Submit", title, style);

	json_set(json, "data", data);
	return json;
}

static bool opens_form(const struct teams_where *where, const struct button *button)
{
	return where->encoder->opens_form && where->encoder->opens_form(button->name);
}

struct cJSON *teams_button(const struct teams_where *where, const struct button *button)
{
	_cleanup_free_ char *value = fit_value(button->value, TEAMS_BUTTON_VALUE);
	struct cJSON *data = data_of(where, TEAMS_DATA_BUTTON, button->name, value);

	if (where->in_dialog)
		return submitted(button->label, button->style, data);
	if (!opens_form(where, button))
		return executed(button->label, button->style, data);
	ask_for_dialog(data);
	return submitted(button->label, button->style, data);
}

struct cJSON *teams_submit(const struct teams_where *where, const char *title, const char *field)
{
	struct cJSON *data =
		data_of(where, field ? TEAMS_DATA_FIELD : TEAMS_DATA_FORM, field, NULL);
	enum button_style style = field ? BUTTON_PLAIN : BUTTON_PRIMARY;

	return where->in_dialog ? submitted(title, style, data) : executed(title, style, data);
}

struct cJSON *teams_reopen(
	const struct teams_where *where, const char *title, const char *name, const char *value)
{
	struct cJSON *data = data_of(where, TEAMS_DATA_BUTTON, name, value);

	ask_for_dialog(data);
	return submitted(title, BUTTON_PRIMARY, data);
}

struct cJSON *teams_open(const char *title, const char *command, const char *text)
{
	struct cJSON *data = json_object();

	json_set_string(data, TEAMS_DATA_TYPE, TEAMS_DATA_COMMAND);
	json_set_string(data, "name", command);
	json_set_string(data, "text", text ? text : "");
	ask_for_dialog(data);
	return submitted(title, BUTTON_PRIMARY, data);
}
