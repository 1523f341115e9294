#ifndef LASTMILE_TEAMS_ENCODE_ACTION_H
#define LASTMILE_TEAMS_ENCODE_ACTION_H
/*
 * What can be pressed: actions with the data that card_data.h describes.
 */
#include <stdbool.h>
#include <stddef.h>

struct button;
struct cJSON;
struct form;
struct teams_encoder;

/* Teams' limits. */
enum { TEAMS_ROW_ACTIONS = 6, TEAMS_ACTION_TITLE = 75, TEAMS_BUTTON_VALUE = 2000 };

/* Where something stands. */
struct teams_where {
	const struct teams_encoder *encoder;
	bool home; // on a home card, or in a form opened from there
	const struct form *form; // in which it stands; NULL: on a message
	bool in_dialog; // where nothing executes: what is pressed is sent
	const char *dialog; // id in forms.h; NULL
};

struct cJSON *teams_button(const struct teams_where *where, const struct button *button);

/* What sends the form it stands in, titled `title`; pressed for a watched field, if one is named.
 */
struct cJSON *teams_submit(const struct teams_where *where, const char *title, const char *field);

/* What is pressed again, and asks for a dialog this time. */
struct cJSON *teams_reopen(
	const struct teams_where *where, const char *title, const char *name, const char *value);

/* What opens a form with a command. */
struct cJSON *teams_open(const char *title, const char *command, const char *text);

#endif
