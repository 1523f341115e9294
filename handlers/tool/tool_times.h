#ifndef LASTMILE_TOOL_TIMES_H
#define LASTMILE_TOOL_TIMES_H
/* Spans of time as people type them ("45", "30m", "1.5h") and as we say them. Pure. */
struct arena;

/* Minutes; a bare number is minutes, or hours where `unit` is 'h'. Negative: it is no such span. */
double minutes_read(const char *value, char unit);

const char *duration_words(struct arena *arena, int minutes); /* "4 hours", "90 minutes" */
const char *duration_typed(struct arena *arena, int minutes); /* "4h", "90m" */

#endif
