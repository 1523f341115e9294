#ifndef LASTMILE_TEAMS_PACKAGE_H
#define LASTMILE_TEAMS_PACKAGE_H
/* The app package for Teams, with the commands that there are: `lastmile manifest teams`. */
#include <stdint.h>

struct config;
struct text;

/* Appends the zip file. The configuration has teams.app_id. */
void teams_package_write(struct text *out, const struct config *config, int64_t now);

#endif
