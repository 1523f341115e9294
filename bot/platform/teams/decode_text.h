#ifndef LASTMILE_TEAMS_DECODE_TEXT_H
#define LASTMILE_TEAMS_DECODE_TEXT_H
/*
 * What Teams sends as text, as people typed it: markup and entities undone, who and what it names
 * noted. Used by the decoder.
 *
 *     <at>Last Mile</at> report x     report x, where that is us
 *     <at>Ann Example</at>            @Ann Example, noted as a person; a channel is #General
 *     <quoted messageId="17"/>        nothing; its id is handed back
 *     <span …inline-compose-card…>    nothing: a card that stands in the text
 *     &lt;at&gt;x&lt;/at&gt;&nbsp;    <at>x</at>, typed just so; it names nobody
 *
 * Of a message that somebody points at (TEAMS_HTML) paragraphs become lines, "label (address)" is
 * left of a link, the words of an emoji or a picture, and nothing of any other tag. In what people
 * type to us (TEAMS_PLAIN) a '<' that begins nothing of the above stays one.
 */
#include <stdbool.h>
#include <stddef.h>

#include "bot/platform/words.h"

struct arena;

enum teams_markup { TEAMS_PLAIN, TEAMS_HTML };

/* Somebody or something that Teams says is named in a text, and where. */
struct teams_mention {
	const char *text; // "<at>Ann</at>", as it stands there; NULL: not said
	const char *index; // of <at id="0">; NULL
	const char *name; // NULL
	const char *id; // as event_mention::id; NULL: nobody we could name
	int kind; // as event_mention::kind
	bool us; // taken out, and the gap closed
};

struct teams_text {
	const char *raw; // valid UTF-8
	enum teams_markup markup;
	const struct teams_mention *mentions;
	size_t mention_count;
};

/* In the arena, at most TEAMS_TEXT_CHARACTERS. *ret_quoted: what <quoted> says; NULL: there is
 * none. */
struct words teams_decode_text(
	struct arena *arena, const struct teams_text *text, const char **ret_quoted);

#endif
