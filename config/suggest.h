#ifndef LASTMILE_CONFIG_SUGGEST_H
#define LASTMILE_CONFIG_SUGGEST_H
/* What somebody who wrote an unknown name may have meant. */
struct text;

/* Appends advice: the nearest name, where it stands, or the names there are. */
void suggest(const char *unknown, struct text *out);

#endif
