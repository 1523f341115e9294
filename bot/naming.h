#ifndef LASTMILE_NAMING_H
#define LASTMILE_NAMING_H
/* From the configuration to what handlers and platforms are told of it. */
#include <stddef.h>

struct config;
struct handler_settings;

/* Fills in `settings`, borrowing from `config`, which must live as long. One at a time: the names
 * that a workspace gave its commands are remembered for handler_settings::command_name. */
void naming_settings(const struct config *config, struct handler_settings *settings);

#endif
