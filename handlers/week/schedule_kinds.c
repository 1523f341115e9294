/* Who acts on which kind of schedule. Nothing else stands here, so that tests can put a table of
 * their own in its place. */
#include "handlers/week/schedule.h"

#include <stddef.h>

#include "handlers/office/office.h"
#include "handlers/office/training_parts.h"
#include "handlers/week/digest.h"
#include "handlers/week/lead_brief.h"
#include "handlers/week/monday_list.h"
#include "handlers/week/thanks.h"

const struct schedule_kind schedule_kinds[] = {
	{ "digest", digest_act, digest_read },
	{ LEAD_BRIEF, lead_brief_act, NULL },
	{ MONDAY_LIST, monday_list_act, NULL },
	{ OFFICE_HOURS, office_hours_act, NULL },
	{ THANKS, thanks_act, NULL },
	{ TRAINING, training_act, NULL },
	{ NULL, NULL, NULL },
};
