#ifndef LASTMILE_TEAMS_FORMS_H
#define LASTMILE_TEAMS_FORMS_H
/*
 * Dialogs just shown. Teams hands back what was typed but not the dialog itself: one that is not
 * right yet is found here and shown again. It is a memory, not a record: bounded, the oldest go
 * first, and all are gone with the process; answer.c makes do without.
 */
#include <stddef.h>

struct cJSON;
struct teams_forms;

enum { TEAMS_FORMS = 256, TEAMS_FORMS_BYTES = 2 * 1024 * 1024, TEAMS_DIALOG_ID = 16 };

struct teams_forms *teams_forms_create(void);
void teams_forms_destroy(struct teams_forms *forms); /* NULL is fine */

/* A new id that nobody can foresee, for a dialog to be shown. */
void teams_forms_id(char ret_id[TEAMS_DIALOG_ID + 1]);

void teams_forms_keep(struct teams_forms *forms, const char *id, const struct cJSON *dialog);

/* A copy, json_free() it; NULL: not known (any more). `id` may be NULL. */
struct cJSON *teams_forms_find(const struct teams_forms *forms, const char *id);

#endif
