#ifndef LASTMILE_TEST_DESCRIBE_EVENT_H
#define LASTMILE_TEST_DESCRIBE_EVENT_H
/* An event as lines, whatever platform it is from; and single lines of that form. */
#include <stdbool.h>

struct event;
struct text;

void describe_event(const struct event *event, struct text *out);

void describe_line(struct text *out, const char *label, const char *value); /* NULL: none */
void describe_flag(struct text *out, const char *label, bool set);

#endif
