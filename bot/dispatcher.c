#include "bot/dispatcher.h"

#include <uv.h>

#include "bot/answer.h"
#include "bot/aside.h"
#include "bot/departures.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/platform.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "storage/db.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/timer_store.h"

/* In one transaction: enough to share an fsync, few enough that the first need not wait for the
 * last. */
enum { EVENTS_A_TURN = 256 };
/* Beyond this the platform is left to say that we are busy: its own error is honest, a late answer
 * is not. */
enum { EVENTS_WAITING = 16384 };

struct waiting {
	struct list link; // dispatcher::arrived, then dispatcher::done, or after that ::reading
	struct platform *platform;
	struct event *event;
	struct event_ticket *ticket;
	struct answer answer; // in the event's arena
	const struct outcome *aside; // how it is read aside; NULL: it is answered
	struct aside_job job;
	bool failed; // reading aside
	bool overtaken; // while it was read, its actor was shown a newer home page
	uint64_t taken_at; // ns, monotonic
};

struct dispatcher {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	const struct handler_settings *settings;
	struct list arrived; // waiting::link
	struct list done; // waiting::link, from work() to after()
	struct list reading; // waiting::link, what is read aside
	struct aside *aside; // NULL: nothing is
	size_t arrived_count;
};

static const char *event_type_name(enum event_type type)
{
	static const char *const names[] = {
		[EVENT_COMMAND] = "command",
		[EVENT_ACTION] = "action",
		[EVENT_FORM] = "form",
		[EVENT_SHORTCUT] = "shortcut",
		[EVENT_MESSAGE] = "message",
		[EVENT_REACTION] = "reaction",
		[EVENT_HOME] = "home",
		[EVENT_ADDED] = "added",
		[EVENT_TIMER] = "timer",
		[EVENT_PROFILE] = "profile",
		[EVENT_OTHER] = "other",
	};

	return names[type];
}

static struct answer apology(const struct event *event)
{
	struct message *message = message_create(event->arena);

	message_line(message, "Something went wrong on our side and nothing was stored. "
			      "Please try again in a minute; the operator can see why in the log.");
	return (struct answer){ .message = message };
}

/* A profile of somebody we have never met is not ours to keep. */
static bool is_of_stranger(struct db *db, const struct event *event)
{
	return event->type == EVENT_PROFILE && !people_store_by_account(db, event->arena,
						       event->platform, event->profile.person.id);
}

/* Somebody is said to have left who was there, and it is not believed (bot/departures.h). Whoever
 * is there is so at once. */
static bool is_doubted(
	struct db *db, const struct event *event, const struct person *person, int64_t now)
{
	const struct event_profile *profile = &event->profile;

	if (profile->active)
		departure_ends(db, event->arena, person->id, event->platform);
	return !profile->active && person->active &&
	       !departure_is_believed(db, person->id, event->platform, profile->person.id, now);
}

/* False: it was of an account that is none of theirs any more, or is not believed. */
static bool learn_profile(struct db *db, const struct event *event, int64_t now)
{
	const struct event_profile *profile = &event->profile;
	const struct person *person = people_store_meet(
		db, event->arena, event->platform, profile->person.id, profile->person.name, now);

	if (!person)
		return true;
	if (is_doubted(db, event, person, now))
		return false;
	people_store_set_email(db, person->id, profile->email);
	if (!profile->active && people_store_drop_account(db, event->platform, profile->person.id))
		return false; // they go on with another account
	if (text_equal(person->platform, event->platform))
		people_store_set_profile(db, person->id, profile->person.name, profile->timezone,
			profile->active, now);
	return true;
}

/* A platform may say where somebody is with what they did; then answers are in their time already.
 * Who does something is there, whatever was said of their account. */
static const struct person *meet_actor(struct db *db, const struct event *event, int64_t now)
{
	const struct event_person *actor = &event->actor;
	const struct person *person =
		people_store_meet(db, event->arena, event->platform, actor->id, actor->name, now);

	bool zone = actor->timezone && zone_exists(actor->timezone);
	bool acts = person && event->type != EVENT_PROFILE;
	bool back = acts && !person->active;
	if (acts)
		departure_ends(db, event->arena, person->id, event->platform);
	if (!person || (!zone && !actor->directory && !back))
		return person;
	if (back)
		people_store_come_back(db, person->id);
	if (zone)
		people_store_learn_timezone(db, person->id, actor->timezone);
	if (actor->directory)
		people_store_learn_directory(db, event->arena, person, event->platform, actor->id,
			actor->directory, now);
	return people_store_get(db, event->arena, person->id);
}

/* Who acts when a time has come: the daemon, who has no account and answers for nothing. */
static const struct person nobody = { .platform = DAEMON_PLATFORM };

static struct outcome *run_handler(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now)
{
	struct request request = {
		.arena = event->arena,
		.db = db,
		.event = event,
		.settings = settings,
		.now = now,
		.text = "",
		.actor = &nobody,
	};

	if (event->actor.id)
		request.actor = meet_actor(db, event, now);
	if (!request.actor)
		return fail(&request, db_failure(db, NULL));
	return handle_event(&request);
}

/* The handler's outcome, turned into "keep or undo" and what the actor sees. */
static struct answer settle_outcome(
	struct db *db, const struct event *event, const struct outcome *outcome)
{
	switch (outcome->type) {
	case OUTCOME_REPLY:
	case OUTCOME_SILENT:
	case OUTCOME_FORM:
		if (db_keep(db) == 0)
			return outcome->answer;
		break;
	case OUTCOME_REJECT:
		/* Nothing to keep but that we have seen it and met the actor: both harmless to
		 * repeat. */
		db_undo(db);
		return outcome->answer;
	case OUTCOME_FAIL:
	case OUTCOME_ASIDE: // was read by now
		break;
	}
	const char *why = "the handler said so";
	int error = db_failure(db, &why);
	log_error("dispatcher", "event=%s/%s failed and was undone: %s (%d)", event->platform,
		event->id, why, error ? error : outcome->error);
	metrics_add(METRIC_FAILED_EVENTS, NULL, 1);
	db_undo(db);
	return apology(event);
}

static void came_again(const struct event *event)
{
	log_info(
		"dispatcher", "event=%s/%s came again and counts once", event->platform, event->id);
	metrics_add(METRIC_REPEATED_EVENTS, NULL, 1);
}

/* What is to be read aside is left out of the inbox again: nothing but reading is still to be done,
 * and if this process ends before it is answered, the same event is answered when it is repeated.
 */
static bool put_aside(struct db *db, const struct event *event)
{
	inbox_store_forget(db, event->platform, event->id);
	return db_keep(db) == 0;
}

static struct answer dispatch(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now, const struct outcome **ret_aside)
{
	static const struct answer nothing = { 0 };

	if (event->type == EVENT_OTHER || db_savepoint(db) != 0)
		return nothing;
	if (!inbox_store_take(db, event->platform, event->id, now)) {
		if (db_failure(db, NULL) == 0)
			came_again(event);
		db_keep(db);
		return nothing;
	}
	if (is_of_stranger(db, event) ||
		(event->type == EVENT_PROFILE && !learn_profile(db, event, now))) {
		db_keep(db);
		return nothing;
	}
	const struct outcome *outcome = run_handler(db, settings, event, now);
	if (outcome->type == OUTCOME_ASIDE && ret_aside && put_aside(db, event)) {
		*ret_aside = outcome;
		return nothing;
	}
	return settle_outcome(db, event, outcome_here(outcome));
}

struct answer dispatch_event(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now)
{
	return dispatch(db, settings, event, now, NULL);
}

bool dispatch_read(struct db *db, const struct event *event, const struct outcome *outcome,
	struct answer *ret_answer)
{
	const struct aside_order *aside = &outcome->aside;

	*ret_answer = apology(event);
	if (!db)
		return false;
	aside->request->db = db;
	const struct outcome *read = aside->read(aside->request);
	const char *why = "the handler said so";
	int error = db_failure(db, &why);
	if (error || read->type == OUTCOME_FAIL) {
		log_error("dispatcher", "event=%s/%s failed while reading: %s (%d)",
			event->platform, event->id, why, error ? error : read->error);
		return false;
	}
	*ret_answer = read->answer;
	if (!ret_answer->home)
		ret_answer->home = outcome->answer.home;
	return true;
}

/* True if it did not fail. */
static bool end_timer(struct db *db, const struct event *event, const struct outcome *outcome)
{
	bool failed = outcome->type == OUTCOME_FAIL || db_failure(db, NULL) != 0;

	settle_outcome(db, event, outcome);
	/* What it was about is gone: there is nobody to tell, and it does not come again. */
	if (!failed && outcome->type == OUTCOME_REJECT)
		timer_store_clear(db, event->timer.name, event->timer.value);
	return !failed;
}

/* Its timer goes, and its event is taken. False: it is not to be handled, and *ret_handled says
 * whether it was before. */
static bool take_timer(struct db *db, const struct event *event, int64_t now, bool *ret_handled)
{
	*ret_handled = false;
	if (db_savepoint(db) != 0)
		return false;
	timer_store_clear(db, event->timer.name, event->timer.value);
	if (inbox_store_take(db, event->platform, event->id, now))
		return true;
	*ret_handled = db_keep(db) == 0;
	if (!*ret_handled)
		db_undo(db);
	return false;
}

bool dispatch_timer(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now, const struct outcome **ret_outcome)
{
	bool handled;

	if (!take_timer(db, event, now, &handled))
		return handled;
	const struct outcome *outcome = run_handler(db, settings, event, now);
	if (outcome->type == OUTCOME_ASIDE && ret_outcome && db_failure(db, NULL) == 0) {
		db_undo(db);
		*ret_outcome = outcome;
		return true;
	}
	return end_timer(db, event, outcome_here(outcome));
}

bool dispatch_prepared(
	struct db *db, const struct event *event, const struct outcome *outcome, int64_t now)
{
	const struct aside_order *aside = &outcome->aside;
	bool handled;

	if (!take_timer(db, event, now, &handled))
		return handled;
	aside->request->db = db;
	return end_timer(db, event, aside->then(aside->request));
}

static bool is_in(const struct list *list, const struct event *event)
{
	struct waiting *waiting;

	list_for_each (waiting, list, link)
		if (waiting->aside && text_equal(waiting->event->id, event->id) &&
			text_equal(waiting->event->platform, event->platform))
			return true;
	return false;
}

/* It will be answered once: the inbox does not know it yet. */
static bool is_being_read(const struct dispatcher *dispatcher, const struct event *event)
{
	return is_in(&dispatcher->done, event) || is_in(&dispatcher->reading, event);
}

static void dispatch_waiting(struct dispatcher *dispatcher, struct waiting *waiting, int64_t now)
{
	if (is_being_read(dispatcher, waiting->event))
		came_again(waiting->event);
	else
		waiting->answer = dispatch(dispatcher->db, dispatcher->settings, waiting->event,
			now, dispatcher->aside ? &waiting->aside : NULL);
	metrics_add(METRIC_EVENTS, event_type_name(waiting->event->type), 1);
}

static bool wants(struct turn_member *member)
{
	struct dispatcher *dispatcher = container_of(member, struct dispatcher, member);

	return !list_empty(&dispatcher->arrived);
}

static void work(struct turn_member *member, int64_t now)
{
	struct dispatcher *dispatcher = container_of(member, struct dispatcher, member);
	int count = 0;

	while (!list_empty(&dispatcher->arrived) && count++ < EVENTS_A_TURN) {
		struct waiting *waiting = list_first(&dispatcher->arrived, struct waiting, link);
		dispatch_waiting(dispatcher, waiting, now);
		list_remove(&waiting->link);
		dispatcher->arrived_count--;
		list_append(&dispatcher->done, &waiting->link);
	}
	metrics_observe(METRIC_EVENTS_PER_COMMIT, count);
	if (!list_empty(&dispatcher->arrived))
		turn_request(dispatcher->turn);
}

static void release(struct waiting *waiting, bool committed)
{
	const struct platform_impl *impl = waiting->platform->impl;

	list_remove(&waiting->link);
	if (committed) {
		impl->acknowledge(waiting->platform, waiting->ticket, &waiting->answer);
		metrics_observe(
			METRIC_ACKNOWLEDGEMENT, (double)(uv_hrtime() - waiting->taken_at) / 1e9);
	} else {
		impl->abandon(waiting->platform, waiting->ticket);
	}
	free(waiting);
}

/* A home page that belongs to what is being read may be older than the one this answer shows, and
 * came to be asked for before it: it is not shown any more. */
static void overtake_homes(struct dispatcher *dispatcher, const struct waiting *newer)
{
	struct waiting *waiting;

	list_for_each (waiting, &dispatcher->reading, link)
		if (text_equal(waiting->event->platform, newer->event->platform) &&
			text_equal(waiting->event->actor.id, newer->event->actor.id))
			waiting->overtaken = true;
}

static void release_all(struct list *list, bool committed)
{
	while (!list_empty(list))
		release(list_first(list, struct waiting, link), committed);
}

static void read_job(struct aside_job *job, struct db *db)
{
	struct waiting *waiting = container_of(job, struct waiting, job);

	waiting->failed = !dispatch_read(db, waiting->event, waiting->aside, &waiting->answer);
}

static void job_done(struct aside_job *job)
{
	struct waiting *waiting = container_of(job, struct waiting, job);

	if (waiting->overtaken)
		waiting->answer.home = NULL;
	if (waiting->failed)
		metrics_add(METRIC_FAILED_EVENTS, NULL, 1);
	release(waiting, true);
}

static void read_aside(struct dispatcher *dispatcher, struct waiting *waiting)
{
	list_remove(&waiting->link);
	list_append(&dispatcher->reading, &waiting->link);
	waiting->job = (struct aside_job){ .read = read_job, .done = job_done, .awaited = true };
	aside_submit(dispatcher->aside, &waiting->job);
}

static void answer(struct dispatcher *dispatcher, struct waiting *waiting, bool committed)
{
	if (committed && waiting->answer.home)
		overtake_homes(dispatcher, waiting);
	release(waiting, committed);
}

static void after(struct turn_member *member, bool committed)
{
	struct dispatcher *dispatcher = container_of(member, struct dispatcher, member);
	struct waiting *waiting, *next;

	list_for_each_safe (waiting, next, &dispatcher->done, link)
		if (committed && waiting->aside)
			read_aside(dispatcher, waiting);
		else
			answer(dispatcher, waiting, committed);
	if (!committed)
		release_all(&dispatcher->arrived, false);
}

static const struct turn_member_impl dispatcher_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

struct dispatcher *dispatcher_create(struct turn *turn, struct db *db,
	const struct handler_settings *settings, struct aside *aside)
{
	struct dispatcher *dispatcher = xcalloc(1, sizeof(*dispatcher));

	dispatcher->member.impl = &dispatcher_member;
	dispatcher->turn = turn;
	dispatcher->db = db;
	dispatcher->settings = settings;
	list_init(&dispatcher->arrived);
	dispatcher->aside = aside;
	list_init(&dispatcher->done);
	list_init(&dispatcher->reading);
	turn_join(turn, &dispatcher->member);
	return dispatcher;
}

void dispatcher_destroy(struct dispatcher *dispatcher)
{
	if (!dispatcher)
		return;
	turn_leave(&dispatcher->member);
	release_all(&dispatcher->arrived, false);
	release_all(&dispatcher->reading, false);
	free(dispatcher);
}

size_t dispatcher_waiting(const struct dispatcher *dispatcher)
{
	return dispatcher->arrived_count;
}

void dispatcher_take(
	void *data, struct platform *platform, struct event *event, struct event_ticket *ticket)
{
	struct dispatcher *dispatcher = data;

	if (dispatcher->arrived_count >= EVENTS_WAITING) {
		log_warning("dispatcher",
			"%zu events are waiting: event=%s/%s is left to be repeated",
			dispatcher->arrived_count, event->platform, event->id);
		platform->impl->abandon(platform, ticket);
		return;
	}
	struct waiting *waiting = xcalloc(1, sizeof(*waiting));
	waiting->platform = platform;
	waiting->event = event;
	waiting->ticket = ticket;
	waiting->taken_at = uv_hrtime();
	list_append(&dispatcher->arrived, &waiting->link);
	dispatcher->arrived_count++;
	turn_request(dispatcher->turn);
}
