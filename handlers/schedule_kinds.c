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
	{ "digest", digest_act, digest_read },
	{ LEAD_BRIEF, lead_brief_act, NULL },
	{ MONDAY_LIST, monday_list_act, NULL },
	{ OFFICE_HOURS, office_hours_act, NULL },
	{ THANKS, thanks_act, NULL },
	{ TRAINING, training_act, NULL },
	{ NULL, NULL, NULL },
};
