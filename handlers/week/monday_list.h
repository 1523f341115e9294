#ifndef LASTMILE_MONDAY_LIST_H
#define LASTMILE_MONDAY_LIST_H
/*
 * On Monday at 09:00 where they are, whoever answers for a tool is told what needs them: what is
 * overdue, fixes nobody has confirmed, trust cards nobody looks at, champions who hold all they
 * can. One message; none when there is nothing.
 */
struct request;
struct schedule_due;
struct tool;

#define MONDAY_LIST "monday_list"

/* Whoever answers for the tool gets the list from now on. */
void monday_list_look(struct request *request, const struct tool *tool);
void monday_list_act(struct request *request, const struct schedule_due *due);

#endif
