#ifndef LASTMILE_FUZZ_CHECK_EVENT_H
#define LASTMILE_FUZZ_CHECK_EVENT_H
/* What event.h promises, of whatever a decoder made. Aborts where a promise is broken. */
struct event;

void check_event(const struct event *event);
void check_string(const char *string); /* valid UTF-8, or NULL */

#endif
