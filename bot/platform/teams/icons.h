#ifndef LASTMILE_TEAMS_ICONS_H
#define LASTMILE_TEAMS_ICONS_H
/* The app's icons, PNG files in icons/, made into C by embed_icons.py when it is built. */
#include <stddef.h>

extern const unsigned char teams_icon_color[]; // 192 by 192
extern const size_t teams_icon_color_bytes;
extern const unsigned char teams_icon_outline[]; // 32 by 32, white on nothing
extern const size_t teams_icon_outline_bytes;

#endif
