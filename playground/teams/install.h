#ifndef LASTMILE_PLAYGROUND_TEAMS_INSTALL_H
#define LASTMILE_PLAYGROUND_TEAMS_INSTALL_H
/*
 * Installs the app for everybody and into the team: what Teams then tells it, twice for each and
 * both at once, so that nobody may count on an order.
 */
struct installer;
struct teams;

struct installer *installer_create(struct teams *teams);
void installer_destroy(struct installer *installer); // NULL is fine

void install_app(struct installer *installer);

/* The same once something answers at the endpoint; it may not be there yet. */
void install_when_reachable(struct installer *installer);

#endif
