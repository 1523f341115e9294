#include "bot/platform/teams/forms.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"

struct shown {
	struct list link; // teams_forms::all
	char *id;
	char *printed;
};

struct teams_forms {
	struct list all; // oldest first
	size_t count;
	size_t bytes;
};

struct teams_forms *teams_forms_create(void)
{
	struct teams_forms *forms = xcalloc(1, sizeof(*forms));

	list_init(&forms->all);
	return forms;
}

static void forget(struct teams_forms *forms, struct shown *shown)
{
	list_remove(&shown->link);
	forms->count--;
	forms->bytes -= strlen(shown->printed);
	free(shown->id);
	free(shown->printed);
	free(shown);
}

void teams_forms_destroy(struct teams_forms *forms)
{
	if (!forms)
		return;
	while (!list_empty(&forms->all))
		forget(forms, list_first(&forms->all, struct shown, link));
	free(forms);
}

void teams_forms_id(char ret_id[TEAMS_DIALOG_ID + 1])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

	for (size_t i = 0; i < TEAMS_DIALOG_ID; i++)
		ret_id[i] = digits[random_below(sizeof(digits) - 1)];
	ret_id[TEAMS_DIALOG_ID] = '\0';
}

static struct shown *find(const struct teams_forms *forms, const char *id)
{
	struct shown *shown;

	list_for_each (shown, &forms->all, link)
		if (text_equal(shown->id, id))
			return shown;
	return NULL;
}

void teams_forms_keep(struct teams_forms *forms, const char *id, const struct cJSON *dialog)
{
	struct shown *before = find(forms, id);
	struct shown *shown = xcalloc(1, sizeof(*shown));

	if (before)
		forget(forms, before);
	shown->id = xstrdup(id);
	shown->printed = json_print(dialog);
	list_append(&forms->all, &shown->link);
	forms->count++;
	forms->bytes += strlen(shown->printed);
	while (forms->count > TEAMS_FORMS || forms->bytes > TEAMS_FORMS_BYTES)
		forget(forms, list_first(&forms->all, struct shown, link));
}

struct cJSON *teams_forms_find(const struct teams_forms *forms, const char *id)
{
	struct shown *shown = forms && id ? find(forms, id) : NULL;
	struct cJSON *dialog = NULL;

	if (shown)
		json_parse(shown->printed, strlen(shown->printed), &dialog, NULL);
	return dialog;
}
