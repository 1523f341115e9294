#ifndef LASTMILE_TEAMS_CARD_DATA_H
#define LASTMILE_TEAMS_CARD_DATA_H
/*
 * What our cards carry and Teams hands back when something in them is pressed: the `data` of an
 * action, into which the client mixes the inputs. The encoder writes it, the decoder reads it,
 * nobody else knows it. Cards live for months: what was once written must be read for ever.
 *
 *     { "lastmile": "button",  "name": "works", "value": "LM-12" }
 *     { "lastmile": "button",  "name": "more", "value": "", "form": "report", "context": "…" }
 *     { "lastmile": "field",   "name": "tool", "form": "report", "context": "…" }       a watched
 *         field: comes up as a button of that name, with what the field holds as its value
 *     { "lastmile": "form",    "form": "report", "context": "…" }
 *     { "lastmile": "command", "name": "report", "text": "summarizer" }       opens its form
 *
 * with "home": true on what stands on a home card or in a form opened from there, and "msteams":
 * {"type": "task/fetch"} on what asks for a dialog, and "dialog": "…" on what stands in one that
 * forms.h remembers, and "again": {…} on what sends it: the form itself (bot/form_json.c), for who
 * does not remember. A person may forward a card and may forge this: it says what was pressed,
 * never who may do it.
 *
 * The id of an input tells what it holds: its prefix, then the field's name.
 */
#define TEAMS_DATA_TYPE "lastmile"
#define TEAMS_DATA_BUTTON "button"
#define TEAMS_DATA_FIELD "field"
#define TEAMS_DATA_FORM "form"
#define TEAMS_DATA_COMMAND "command"

#define TEAMS_INPUT_TEXT "text:" // as typed
#define TEAMS_INPUT_ONE "one:" // an option's value, percent-encoded
#define TEAMS_INPUT_SOME "some:" // of several, percent-encoded, joined by commas
#define TEAMS_INPUT_PEOPLE                                                                         \
	"people:" // directory ids from the people picker, or our own ids, joined by commas
#define TEAMS_INPUT_CHANNEL "channel:" // a channel's id as typed, or the link Teams copies for it

#define TEAMS_CARD_TYPE "application/vnd.microsoft.card.adaptive" // of what is attached

/* Commands of the message extension, by what Teams calls back. */
#define TEAMS_EXTENSION_REPORT "reportFailure"

#endif
