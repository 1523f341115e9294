#ifndef LASTMILE_SILENT_H
#define LASTMILE_SILENT_H
/*
 * Tools from which nothing is heard any more, although reports were usual: more than chance can
 * explain (storage/numbers_weekly.h). No report is no proof that all is well: people also stop
 * reporting when they have given up.
 *
 * The owner and the admins are told once; a new report ends it. A tool that is paused or retired is
 * meant to be silent.
 */
struct message;
struct request;
struct tool;

/* The reason in a sentence, which begins a block. Nothing, if the alarm is not raised. */
void say_silent(struct request *request, struct message *message, const struct tool *tool);

/* Raises the alarm and tells of it, unless they know; ends one that is over. */
void silent_look(struct request *request, const struct tool *tool);

#endif
