#ifndef LASTMILE_SLACK_DECODE_TEXT_H
#define LASTMILE_SLACK_DECODE_TEXT_H
/*
 * Slack's text as people typed it: entities and <…> tokens undone, persons and channels noted. Used
 * by the decoder.
 *
 *     <@U1|sam> <@U1>             @sam @U1, noted as a person
 *     <#C1|legal> <#C1|>          #legal #C1, noted as a channel
 *     <!here> <!subteam^S1|@x>    @here @x
 *     <!date^1^{date}|yesterday>  yesterday
 *     <https://a.b|a.b>           a.b; where the label hides the address: label (https://…)
 *     &lt;@U1&gt;                 <@U1>: somebody typed just that; it names nobody
 */
#include "bot/platform/words.h"

/* In the arena. `raw` is valid UTF-8. */
struct words slack_decode_text(struct arena *arena, const char *raw);

#endif
