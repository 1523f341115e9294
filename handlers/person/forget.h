#ifndef LASTMILE_FORGET_H
#define LASTMILE_FORGET_H
/* Erasing a person, for "forget me" and for the shell. */
#include <stdint.h>

struct request;

/* Erases a person (see people_store_forget) and renders anew what may still name them. */
void forget_person(struct request *request, int64_t person);

#endif
