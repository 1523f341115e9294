#ifndef LASTMILE_BASELINE_SHORT_H
#define LASTMILE_BASELINE_SHORT_H
/*
 * The shortest form of a baseline: one figure for the one workflow that is called like the tool, as
 * the key `baseline` of a tool says it. It is somebody's word (grade C) and of today.
 */
struct message;
struct request;
struct tool;

/* In the database at once; the next version, unless it says what is in force already. How often a
 * week stays as it was said before. */
void baseline_say(struct request *request, const struct tool *tool, double minutes);
void baseline_take_back(struct request *request, const struct tool *tool);

/* As somebody would type it: "45"; NULL: there is none. In the event's arena. */
const char *baseline_typed(struct request *request, const struct tool *tool);

/* "contract review took 45 minutes before.", a line for each workflow. */
void say_baselines(struct request *request, struct message *message, const struct tool *tool);

#endif
