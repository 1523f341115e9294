#ifndef LASTMILE_SHORTCUT_H
#define LASTMILE_SHORTCUT_H
/* "Report AI failure": on a message, or anywhere. Two interactions are enough: this, and Log it. */
struct outcome;
struct request;

/* EVENT_SHORTCUT. */
struct outcome *shortcut(struct request *request);

#endif
