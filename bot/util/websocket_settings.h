#ifndef LASTMILE_WEBSOCKET_SETTINGS_H
#define LASTMILE_WEBSOCKET_SETTINGS_H
/* What websocket.c makes of its settings: the defaults, and whether the address may be called. */

struct endpoint;
struct websocket_settings;

void websocket_settings_fill_in(struct websocket_settings *settings);

/* NULL, or what is wrong with the address, static. */
const char *websocket_settings_look_at(const char *url, struct endpoint *ret_endpoint);

#endif
