#include "handlers/week/lead_brief.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/number_times.h"
#include "handlers/roles.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/tool/orphans.h"
#include "handlers/week/personal_schedule.h"
#include "handlers/week/schedule.h"
#include "handlers/words.h"
#include "storage/alarm_store.h"
#include "storage/issue_store.h"
#include "storage/numbers_issues.h"
#include "storage/people_store.h"
#include "storage/schedule_store.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"

enum { REFS_SHOWN = 5, BEFORE = 0, LAST_WEEK = 1, EDGES = 3 };

struct week_of_lead {
	struct request *request;
	struct message *message;
	const char *timezone;
	int64_t edges[EDGES]; // the week before, last week, this Monday
};

const char *lead_brief_set(struct request *request, const char *value, struct message *done)
{
	if (!role_is_admin(request, request->actor))
		return "The brief is for admins. Please ask one of them.";
	if (!role_can_be_told(request->actor))
		return "The brief comes in chat. Please ask for it there.";
	if (text_equal_nocase(value, "monday")) {
		personal_schedule_keep(request, request->actor, LEAD_BRIEF);
		message_line(done, "On Mondays at 09:00 you are told how the week went.");
	} else if (text_equal_nocase(value, "off")) {
		personal_schedule_end(request, request->actor, LEAD_BRIEF);
		message_line(done, "No more briefs.");
	} else {
		return "The brief is either monday or off.";
	}
	return NULL;
}

static void say_refs(const struct week_of_lead *week, const char *before, enum number number)
{
	struct request *request = week->request;
	struct numbered_issues issues = numbers_issues(request->db, request->arena, number,
		ALL_TOOLS, week->edges[LAST_WEEK], week->edges[LAST_WEEK + 1], REFS_SHOWN + 1);

	for (size_t i = 0; i < issues.count && i < REFS_SHOWN; i++)
		message_text(week->message, "%s%s", i ? ", " : before,
			issue_ref(request->arena, issues.items[i]));
	if (issues.count > REFS_SHOWN)
		message_text(week->message, " and more");
}

static void say_share(const struct week_of_lead *week, const char *label, struct share share)
{
	if (!share.whole)
		message_line(week->message, "%s: nothing to count", label);
	else
		message_line(week->message, "%s: %" PRId64 " of %" PRId64 " (%" PRId64 " %%)",
			label, share.part, share.whole,
			(100 * share.part + share.whole / 2) / share.whole);
}

static void say_counts(const struct week_of_lead *week, const struct numbers *numbers)
{
	struct request *request = week->request;
	int64_t before =
		numbers_logged(request->db, ALL_TOOLS, week->edges[BEFORE], week->edges[LAST_WEEK]);
	struct minutes_lost lost = tool_numbers_lost(
		request->db, ALL_TOOLS, week->edges[LAST_WEEK], week->edges[LAST_WEEK + 1]);

	message_line(week->message, "Reported: %" PRId64 " (the week before: %" PRId64 ")",
		numbers->issues, before);
	say_refs(week, ": ", NUMBER_LOGGED);
	message_line(week->message, "Fixed: %" PRId64, numbers->verified_fix.whole);
	say_refs(week, ": ", NUMBER_FIXED);
	say_share(week, "Of these confirmed", numbers->verified_fix);
	say_refs(week, ": ", NUMBER_VERIFIED);
	say_share(week, "People told in time", numbers->loop_closure);
	say_refs(week, ", not all of ", NUMBER_NOT_TOLD);
	message_line(week->message, "Minutes lost: %" PRId64 ", of %s; %" PRId64 " said how many",
		lost.minutes, counted(request->arena, lost.reports, "report", "reports"),
		lost.said);
	say_refs(week, ": ", NUMBER_LOST_TIME);
}

static void say_times(const struct week_of_lead *week, const struct numbers *numbers)
{
	struct request *request = week->request;
	struct spread answer = numbers_time_to_acknowledge(request->db, ALL_TOOLS,
		week->edges[LAST_WEEK], week->edges[LAST_WEEK + 1], week->timezone);

	if (answer.count) {
		message_line(week->message,
			"First answer: median %s of working time, nine in ten within %s (%" PRId64
			")",
			age(request->arena, answer.median), age(request->arena, answer.p90),
			answer.count);
		say_refs(week, ": ", NUMBER_ACKNOWLEDGED);
	}
	if (numbers->fix.count)
		message_line(week->message, "Fix: median %s, nine in ten within %s (%" PRId64 ")",
			age(request->arena, numbers->fix.median),
			age(request->arena, numbers->fix.p90), numbers->fix.count);
}

static void say_tools(const struct week_of_lead *week)
{
	struct request *request = week->request;
	struct tools tools = tool_store_all(request->db, request->arena);
	_cleanup_text_ struct text silent = TEXT_INIT, orphans = TEXT_INIT;

	for (size_t i = 0; i < tools.count; i++) {
		const struct tool *tool = &tools.items[i];
		if (alarm_store_is_raised(request->db, tool->id, ALARM_SILENT))
			text_printf(&silent, "%s%s", silent.length ? ", " : "", tool->name);
		if (is_orphan(request, tool))
			text_printf(&orphans, "%s%s", orphans.length ? ", " : "", tool->name);
	}
	if (orphans.length)
		message_line(week->message, "Nobody answers for: %s", text_string(&orphans));
	if (silent.length)
		message_line(week->message, "Gone silent: %s", text_string(&silent));
	say_share(week, "Launched tools with all that people rely on",
		gate_coverage(request->db, request->arena, request->now));
}

void lead_brief_act(struct request *request, const struct schedule_due *due)
{
	const struct person *person = personal_schedule_to(request, due);
	struct week_of_lead week = {
		.request = request,
		.message = message_create(request->arena),
		.timezone = due->schedule->timezone,
	};

	if (!person)
		return;
	if (!role_is_admin(request, person)) {
		personal_schedule_end(request, person, LEAD_BRIEF);
		return;
	}
	/* The week that `at` is in begins with the last edge but one. */
	int64_t edges[EDGES + 1];
	week_edges(week.timezone, due->at, edges, EDGES);
	for (int i = 0; i < EDGES; i++)
		week.edges[i] = edges[i];
	struct numbers numbers = numbers_compute(
		request->db, ALL_TOOLS, week.edges[LAST_WEEK], week.edges[LAST_WEEK + 1]);
	message_line(week.message, "Your brief: last week in numbers.");
	say_counts(&week, &numbers);
	say_times(&week, &numbers);
	say_tools(&week);
	message_note(week.message);
	message_text(week.message, "%s ends it.", typed(request, "settings", "brief=off"));
	personal_schedule_tell(request, due, person, week.message);
}
