#ifndef LASTMILE_WELCOME_H
#define LASTMILE_WELCOME_H
/* The first words where the app was added: said once in each place, whatever becomes of the app
 * there later. */
struct outcome;
struct request;

struct outcome *welcome(struct request *request);

#endif
