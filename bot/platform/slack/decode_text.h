#ifndef LASTMILE_SLACK_DECODE_TEXT_H
#define LASTMILE_SLACK_DECODE_TEXT_H
/*
 * Slack's text as people typed it: entities and <…> tokens undone, persons and channels noted. Used
 * by decode.c.
 *
 *     <@U1|sam> <@U1>             @sam @U1, noted as a person
 *     <#C1|legal> <#C1|>          #legal #C1, noted as a channel
 *     <!here> <!subteam^S1|@x>    @here @x
 *     <!date^1^{date}|yesterday>  yesterday
 *     <https://a.b|a.b>           a.b; where the label hides the address: label (https://…)
 *     &lt;@U1&gt;                 <@U1>: somebody typed just that; it names nobody
 */
struct arena;
struct event_command;

/* Sets the command's text, mentions and mention_count. `raw` is valid UTF-8. */
void slack_decode_text(struct arena *arena, const char *raw, struct event_command *command);

#endif
