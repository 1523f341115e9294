#ifndef LASTMILE_TEAMS_ANSWER_H
#define LASTMILE_TEAMS_ANSWER_H
/*
 * The daemon's answer to an event (bot/answer.h), as Teams wants it: a body for the HTTP answer,
 * and at most one activity beside. Pure functions.
 *
 *     came as            words                    form
 *     message            posted (targeted where   an offer to open it is posted
 *                        others are; alone with
 *                        us not, if it is owed
 *                        there as well)
 *     card's button      a notice; more than a    the form's card takes the card's place for them
 *                        line is posted
 *     dialog asked for   as a dialog to read      opens
 *     dialog sent        a dialog to read, or a   takes its place
 *                        line; nothing: it closes;
 *                        errors: it stays, each said at its field, what was typed kept
 *     extension          the same
 *     (Teams hands back what was typed but not the form itself: it is found among those
 *     just shown (forms.h), else made again from the fields that came)
 *     home card's button the home card is put anew; words as a notice
 */
#include <stdbool.h>

struct answer;
struct cJSON;
struct teams_encoder;
struct teams_frame;

/* The body; NULL: empty. free() it. The status is 200. */
char *teams_answer_body(const struct teams_encoder *encoder, const struct teams_frame *frame,
	const struct answer *answer);

/* What is said beside it, in frame->conversation. */
struct teams_beside {
	struct cJSON *activity; // the caller's; NULL: nothing
	bool targeted; // to frame->conversation.person alone
	const char *replaces; // id of the message it takes the place of; NULL: it is a new one
};
struct teams_beside teams_answer_beside(const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct answer *answer);

#endif
