#ifndef LASTMILE_ORPHANS_H
#define LASTMILE_ORPHANS_H
/*
 * Tools for which nobody answers: without an owner, with one who has gone and nobody to stand in,
 * or with an issue that has waited for a first answer for twice the time that was promised.
 *
 * The admins are told once; when somebody answers again they can be told anew. The tool itself says
 * so wherever it is shown, with the reason.
 */
#include <stdbool.h>
#include <stdint.h>

struct message;
struct outcome;
struct person;
struct request;
struct tool;

bool is_orphan(struct request *request, const struct tool *tool);

/* The reason in a sentence, which begins a block. Nothing, if somebody answers. */
void say_orphan(struct request *request, struct message *message, const struct tool *tool);

/* Tells the admins of an orphan, unless they know; forgets that they were told of one that is none
 * any more. */
void orphan_look(struct request *request, const struct tool *tool);
/* The latter alone: after something was done for the tool. */
void orphan_clear(struct request *request, const struct tool *tool);

/* The tools this person answers for, when their profile is told: they may have gone, or come back.
 * Says nothing of issues that wait. */
void orphans_of_person(struct request *request, const struct person *person);

#endif
