#include "bot/departures.h"

#include <string.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/departure_store.h"

enum {
	HANDFUL = 3,
	THERE_FOR_EACH_GONE = 3,
	LATER_DAYS = 3, // over a weekend nobody may look
};

bool departures_are_believed(const struct departures *said)
{
	return said->gone <= HANDFUL || said->there >= said->gone * THERE_FOR_EACH_GONE ||
	       said->again >= LATER_DAYS;
}

char *departures_problem(const struct doubt *doubt)
{
	return xasprintf("%s%s%s%s says of too many people at once that they have left; taken to "
			 "be there all the same, and asked for again: %lld. See whether the app is "
			 "still installed and allowed there; if they have left, it is believed "
			 "after %d more days of saying so",
		doubt->platform, *doubt->company ? " (" : "",
		*doubt->company ? doubt->company + 1 : "", *doubt->company ? ")" : "",
		(long long)doubt->people, LATER_DAYS);
}

static void tell(const struct departure *departure, int64_t people)
{
	const struct doubt doubt = { departure->platform, departure->company, people };
	_cleanup_free_ char *problem = departures_problem(&doubt);

	log_warning("people", "%s", problem);
}

bool departure_is_believed(
	struct db *db, int64_t person, const char *platform, const char *account, int64_t now)
{
	const char *bar = strchr(account, '|');
	const struct departure departure = {
		.person = person, .platform = platform, .company = bar ? bar : ""
	};

	departure_store_prune(db, now);
	int64_t doubted = departure_store_doubted(db, &departure);
	departure_store_say(db, &departure, now);
	struct departures said = departure_store_lately(db, &departure, HANDFUL);
	if (departures_are_believed(&said)) {
		departure_store_believe(db, &departure);
		return true;
	}
	departure_store_ask_again(db, &departure);
	if (!doubted)
		tell(&departure, departure_store_doubted(db, &departure));
	return false;
}

void departure_ends(struct db *db, struct arena *arena, int64_t person, const char *platform)
{
	struct departure departure;

	if (!departure_store_end(db, arena, person, platform, &departure) || departure.believed)
		return;
	departure_store_ask_again(db, &departure);
	if (!departure_store_doubted(db, &departure))
		log_info("people", "nobody is doubted to have left %s any more", platform);
}
