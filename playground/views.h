#ifndef LASTMILE_PLAYGROUND_VIEWS_H
#define LASTMILE_PLAYGROUND_VIEWS_H
/*
 * Modals and Home tabs, as the app opened them. They are checked and remembered; showing them to
 * people and sending what they submit is still to come.
 */
struct playground;
struct views;

struct views *views_create(void);
void views_destroy(struct views *views);
void views_forget(struct views *views);

#endif
