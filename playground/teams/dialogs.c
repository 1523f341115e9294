#include "playground/teams/dialogs.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/workspace.h"

struct dialogs {
	struct list all;
	int64_t opened;
};

struct dialogs *dialogs_create(void)
{
	struct dialogs *dialogs = xcalloc(1, sizeof(*dialogs));

	list_init(&dialogs->all);
	return dialogs;
}

void dialogs_forget(struct dialogs *dialogs)
{
	while (!list_empty(&dialogs->all))
		dialog_close(list_first(&dialogs->all, struct dialog, link));
}

void dialogs_destroy(struct dialogs *dialogs)
{
	if (!dialogs)
		return;
	dialogs_forget(dialogs);
	free(dialogs);
}

struct dialog *dialogs_find(struct dialogs *dialogs, const char *id)
{
	struct dialog *dialog;

	list_for_each(dialog, &dialogs->all, link)
		if (text_equal(dialog->id, id))
			return dialog;
	return NULL;
}

struct dialog *dialogs_of(struct dialogs *dialogs, const struct teams_person *person)
{
	struct dialog *dialog;

	list_for_each(dialog, &dialogs->all, link)
		if (dialog->person == person)
			return dialog;
	return NULL;
}

struct dialog *dialog_open(struct dialogs *dialogs, const struct teams_person *person,
	const struct teams_place *place, struct cJSON *extension)
{
	struct dialog *dialog = xcalloc(1, sizeof(*dialog));

	dialog_close(dialogs_of(dialogs, person));
	dialog->id = xasprintf("dialog-%" PRId64, ++dialogs->opened);
	dialog->person = person;
	dialog->place = place;
	dialog->extension = extension;
	dialog->values = json_object();
	list_append(&dialogs->all, &dialog->link);
	return dialog;
}

void dialog_close(struct dialog *dialog)
{
	if (!dialog)
		return;
	list_remove(&dialog->link);
	json_free(dialog->card);
	json_free(dialog->values);
	json_free(dialog->extension);
	free(dialog->notice);
	free(dialog->title);
	free(dialog->post);
	free(dialog->id);
	free(dialog);
}

void dialog_show(
	struct dialog *dialog, const char *title, const struct cJSON *card, const char *notice)
{
	json_free(dialog->card);
	json_free(dialog->values);
	free(dialog->notice);
	free(dialog->title);
	dialog->title = xstrdup(title);
	dialog->card = card ? json_copy(card) : NULL;
	dialog->notice = xstrdup(notice);
	dialog->values = json_object();
	dialog->sending = false;
}

struct cJSON *dialogs_for(struct dialogs *dialogs, const struct teams_person *person)
{
	struct dialog *dialog = dialogs_of(dialogs, person);
	struct cJSON *list = json_array();
	struct cJSON *shown;

	if (!dialog || (!dialog->card && !dialog->notice))
		return list;
	shown = json_append(list, json_object());
	json_set_string(shown, "platform", "teams");
	json_set_string(shown, "id", dialog->id);
	json_set_string(shown, "title", dialog->title);
	if (dialog->card)
		json_set(shown, "card", json_copy(dialog->card));
	else
		json_set_null(shown, "card");
	json_set_string(shown, "notice", dialog->notice);
	json_set(shown, "values", json_copy(dialog->values));
	return list;
}
