#ifndef LASTMILE_HANDLER_TRUST_GAP_H
#define LASTMILE_HANDLER_TRUST_GAP_H
/*
 * How far people trust a tool, held against how often it is right (storage/trust_numbers.h): asked
 * beside the pulse, and put into words. Nobody's own answer is shown to anybody else.
 */
#include <stdbool.h>
#include <stdint.h>

struct field;
struct form;
struct message;
struct request;
struct tool;
struct trust_gap;

enum { TRUST_DAYS = 90 };

/* --- asked --- */

struct field *ask_trust(struct form *form);
/* What was filled in: 0 … 100, or TRUST_NOT_SAID where the field is empty. False: it is no such
 * number. */
bool trust_filled(struct request *request, int *ret_trust);

/* --- in words --- */

/* A paragraph of a trust card; nothing, if nobody has said. */
void say_trust_gap(struct request *request, struct message *message, const struct tool *tool);

/* "+12 (over-trust 15, under-trust 3) of 6 people"; only if it is known. */
void say_trust_gap_shortly(
	struct request *request, struct message *message, const struct trust_gap *gap);

#endif
