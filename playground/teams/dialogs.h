#ifndef LASTMILE_PLAYGROUND_TEAMS_DIALOGS_H
#define LASTMILE_PLAYGROUND_TEAMS_DIALOGS_H
/*
 * Dialogs (task modules): at most one is open for a person. It shows a card, or a line of words
 * after which only closing is left; what is put into its inputs is kept here.
 */
#include <stdbool.h>
#include <stdint.h>

#include "bot/util/list.h"

struct cJSON;
struct dialogs;
struct teams;
struct teams_person;
struct teams_place;

struct dialog {
	struct list link; // dialogs::all
	char *id; // "D1"
	const struct teams_person *person;
	const struct teams_place *place; // where it was opened from
	char *title;
	struct cJSON *card; // or NULL
	char *notice; // or NULL
	struct cJSON *values; // {input: text}, what was put in by hand
	char *post; // id of the message whose button asked for it; NULL
	struct cJSON *extension; // what was asked for by a message extension; else NULL
	bool sending; // the app is being asked
};

struct dialogs *dialogs_create(void);
void dialogs_destroy(struct dialogs *dialogs); // NULL is fine
void dialogs_forget(struct dialogs *dialogs);

struct dialog *dialogs_find(struct dialogs *dialogs, const char *id); // NULL: none
struct dialog *dialogs_of(struct dialogs *dialogs, const struct teams_person *person);

/* In place of the one that is open for this person. `extension` is taken over. */
struct dialog *dialog_open(struct dialogs *dialogs, const struct teams_person *person,
	const struct teams_place *place, struct cJSON *extension);
void dialog_close(struct dialog *dialog);
/* Another card, or words; both are copied, one of them is NULL. */
void dialog_show(
	struct dialog *dialog, const char *title, const struct cJSON *card, const char *notice);

struct cJSON *dialogs_for(struct dialogs *dialogs, const struct teams_person *person);

#endif
