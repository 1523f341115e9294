#ifndef LASTMILE_WHICH_TOOL_H
#define LASTMILE_WHICH_TOOL_H
/* Answering which tool an issue is about, that was logged without saying so. */
#include <stdint.h>

struct outcome;
struct request;
struct tool;

/* Whoever reported it, or may settle it, gives the issue its tool: who answers for that one hears
 * of it now. */
struct outcome *choose_tool_of(struct request *request, int64_t ref, const struct tool *tool);

/* The button: "LM-9 summarizer". */
struct outcome *choose_tool(struct request *request);

/* "/report LM-9 summarizer" answers the question; NULL for any other line. */
struct outcome *answers_which_tool(struct request *request);

#endif
