/* Who acts on which kind of schedule. Nothing else stands here, so that tests can put a table of
 * their own in its place. */
#include "handlers/schedule.h"

#include <stddef.h>

#include "handlers/digest.h"
#include "handlers/lead_brief.h"
#include "handlers/monday_list.h"
#include "handlers/office.h"
#include "handlers/thanks.h"
#include "handlers/training_parts.h"

const struct schedule_kind schedule_kinds[] = {
	{ "digest", digest_act },
	{ LEAD_BRIEF, lead_brief_act },
	{ MONDAY_LIST, monday_list_act },
	{ OFFICE_HOURS, office_hours_act },
	{ THANKS, thanks_act },
	{ TRAINING, training_act },
	{ NULL, NULL },
};
