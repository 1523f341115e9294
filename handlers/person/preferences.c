/* Preferences of people; see preferences.h. */
#include "handlers/person/preferences.h"

#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/library/library_parts.h"
#include "handlers/person/gathered.h"
#include "handlers/person/quiet_hours.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/preference_store.h"

enum { ROLE_CHARACTERS = 40 };

static const char *chosen(struct request *request, int64_t person, const char *name)
{
	return preference_store_get(request->db, request->arena, person, name);
}

static void choose(struct request *request, const char *name, const char *value)
{
	preference_store_set(request->db, request->actor->id, name, value);
}

bool told_daily(struct request *request, int64_t person)
{
	return text_equal(chosen(request, person, "told"), "daily");
}

bool may_be_thanked(struct request *request, int64_t person)
{
	return text_equal(chosen(request, person, "thanks"), "yes");
}

const char *work_of(struct request *request, int64_t person)
{
	return chosen(request, person, "role");
}

struct quiet_hours quiet_hours_of(struct request *request, int64_t person)
{
	const char *value = chosen(request, person, "quiet");
	struct quiet_hours quiet = { 0 };

	if (value)
		quiet_hours_parse(value, &quiet); // we wrote it ourselves
	return quiet;
}

const char *timezone_of(const struct request *request, const struct person *person)
{
	return person->timezone ? person->timezone : request->settings->timezone;
}

int64_t when_to_tell(struct request *request, const struct person *person)
{
	struct quiet_hours quiet = quiet_hours_of(request, person->id);

	if (!quiet.hours && !quiet.weekends)
		return request->now;
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone_of(request, person));
	return next_loud_moment(zone, &quiet, request->now);
}

const char *choose_role(struct request *request, const char *value)
{
	const char *role = library_word(request, value);

	if (text_characters(role) > ROLE_CHARACTERS)
		return arena_printf(request->arena,
			"A role is one word, like legal, of at most %d "
			"characters.",
			ROLE_CHARACTERS);
	choose(request, "role", *role && !text_equal(role, "none") ? role : NULL);
	return NULL;
}

/* Back to single: what has gathered is not kept any longer. */
const char *choose_told(struct request *request, const char *value)
{
	bool daily = text_equal_nocase(value, "daily");

	if (!daily && !text_equal_nocase(value, "single"))
		return "Told is single (each thing at once) or daily (together, once a day).";
	choose(request, "told", daily ? "daily" : NULL);
	if (!daily)
		gathered_hurry(request, request->actor->id);
	return NULL;
}

const char *choose_quiet(struct request *request, const char *value)
{
	_cleanup_text_ struct text kept = TEXT_INIT;
	struct quiet_hours quiet;

	if (!quiet_hours_parse(value, &quiet))
		return arena_printf(request->arena,
			"“%s” are no quiet hours. They are said like 18:00-08:00, weekends, "
			"18:00-08:00,weekends or none.",
			first_words(request->arena, value, 40));
	quiet_hours_say(&quiet, &kept);
	choose(request, "quiet", quiet.hours || quiet.weekends ? text_string(&kept) : NULL);
	return NULL;
}

const char *choose_thanks(struct request *request, const char *value)
{
	if (!text_equal_nocase(value, "yes") && !text_equal_nocase(value, "no"))
		return "Thanks is yes (you may be named when we say thanks) or no.";
	choose(request, "thanks", text_equal_nocase(value, "yes") ? "yes" : NULL);
	return NULL;
}
