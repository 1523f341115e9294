#ifndef LASTMILE_PLAYGROUND_MENTIONS_H
#define LASTMILE_PLAYGROUND_MENTIONS_H
/*
 * Mentions in text: what people type becomes Slack's tokens, and what the app sends is searched for
 * them.
 */
#include <stdbool.h>

struct text;
struct world;

/*
 * Appends what Slack sends for what a person typed: & < > escaped, @sam and #legal as tokens. With
 * names as a slash command with should_escape has them: <@U0SAM|sam>, <#C0LEGAL|legal>, of a
 * private channel <#C0SUPPORT|>; without as messages have them: <@U0SAM>, <#C0LEGAL>.
 */
void mentions_from_typed(
	const struct world *world, struct text *out, const char *typed, bool names);

/* The same without mentions: what a command without should_escape is sent. */
void mentions_escape(struct text *out, const char *typed);

#endif
