#ifndef LASTMILE_HOURS_ASKED_H
#define LASTMILE_HOURS_ASKED_H
/*
 * How baseline and measure are asked and answered: with a tool's name a form opens, with figures
 * behind it they are taken as typed, with nothing the channel's tool is meant. For the tool's
 * owner, backup, champions and admins.
 */
struct figures;
struct message;
struct outcome;
struct request;
struct tool;

typedef struct outcome *hours_ask(struct request *request, const struct tool *tool);
typedef struct outcome *hours_take(
	struct request *request, const struct tool *tool, struct figures *figures);

struct outcome *hours_typed(
	struct request *request, const char *command, hours_ask *ask, hours_take *take);
struct outcome *hours_sent(struct request *request, hours_take *take);
struct outcome *hours_clicked(struct request *request, hours_ask *ask);

/* Where no form can open: what is on record, and how to say more in one line. */
struct outcome *say_how_to_type(
	struct request *request, const struct tool *tool, const char *command, const char *example);

/* For whoever may say them: "What it took before", "What it takes now". */
void say_hours_buttons(struct request *request, struct message *message, const struct tool *tool);

#endif
