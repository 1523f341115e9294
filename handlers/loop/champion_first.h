#ifndef LASTMILE_CHAMPION_FIRST_H
#define LASTMILE_CHAMPION_FIRST_H
/*
 * Where a tool wants it, a report goes to a champion first: the one who holds the fewest of its
 * open issues, below its cap. The owner has it when the champion hands it over, finds a way round,
 * or does nothing within the promised time. What becomes of an issue is for its owner to say.
 */
struct issue;
struct message;
struct outcome;
struct request;
struct subject;

/* Gives a new issue to a champion, if the tool wants that and one is free. Before anybody is told
 * of it. */
void champion_take(struct request *request, struct subject *subject);

struct outcome *handover_due(struct request *request); // a timer: "LM-12"
struct outcome *hand_to_owner(struct request *request); // a button: "LM-12"

/* "Solved with a workaround": one click where recovery steps are written down, else a form. */
struct outcome *worked_around(struct request *request);
struct outcome *workaround_sent(struct request *request);

/* Until it is fixed; nothing where nobody has found one. */
void say_way_round(struct message *message, const struct issue *issue);

#endif
