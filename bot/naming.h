#ifndef LASTMILE_NAMING_H
#define LASTMILE_NAMING_H
/* From the configuration to what handlers and platforms are told of it. */
#include <stddef.h>

struct config;
struct handler_settings;

/* Fills in `settings`, which borrow from `config`: it must live as long. */
void naming_settings(const struct config *config, struct handler_settings *settings);

#endif
