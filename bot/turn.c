#include "bot/turn.h"

#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "storage/db.h"

/* How long turn_request_soon() may wait for company. */
enum { SOON_MS = 5 };

struct turn {
	struct db *db;
	uv_check_t check; // runs when the loop has read everything that was ready
	uv_idle_t idle;	  // active while a turn is requested, so that the loop does not wait
	uv_timer_t soon;
	struct list members;
	void (*failed)(void *data, int error, const char *why);
	void *data;
	bool requested;
	bool written; // a member has worked in the open transaction
	bool broken; // a commit failed: nothing more is written by this process
	int open_handles;
};

static void on_idle(uv_idle_t *idle)
{
	(void)idle; // being active is all it does
}

static void on_check(uv_check_t *check)
{
	struct turn *turn = check->data;

	if (turn->requested)
		turn_end(turn);
}

struct turn *turn_create(uv_loop_t *loop, struct db *db,
	void (*failed)(void *data, int error, const char *why), void *data)
{
	struct turn *turn = xcalloc(1, sizeof(*turn));

	turn->db = db;
	turn->failed = failed;
	turn->data = data;
	list_init(&turn->members);
	uv_check_init(loop, &turn->check);
	uv_idle_init(loop, &turn->idle);
	uv_timer_init(loop, &turn->soon);
	turn->check.data = turn->idle.data = turn->soon.data = turn;
	turn->open_handles = 3;
	uv_check_start(&turn->check, on_check);
	uv_unref((uv_handle_t *)&turn->check);
	return turn;
}

static void on_closed(uv_handle_t *handle)
{
	struct turn *turn = handle->data;

	if (--turn->open_handles == 0)
		free(turn);
}

void turn_destroy(struct turn *turn)
{
	if (!turn)
		return;
	uv_close((uv_handle_t *)&turn->check, on_closed);
	uv_close((uv_handle_t *)&turn->idle, on_closed);
	uv_close((uv_handle_t *)&turn->soon, on_closed);
}

void turn_join(struct turn *turn, struct turn_member *member)
{
	list_append(&turn->members, &member->link);
}

void turn_leave(struct turn_member *member)
{
	list_remove(&member->link);
}

void turn_request(struct turn *turn)
{
	if (turn->requested || turn->broken)
		return;
	turn->requested = true;
	uv_idle_start(&turn->idle, on_idle);
}

static void on_soon(uv_timer_t *timer)
{
	turn_request(timer->data);
}

void turn_request_soon(struct turn *turn)
{
	if (!uv_is_active((uv_handle_t *)&turn->soon))
		uv_timer_start(&turn->soon, on_soon, SOON_MS, 0);
}

static bool anyone_wants(struct turn *turn)
{
	struct turn_member *member;

	list_for_each (member, &turn->members, link)
		if (member->impl->wants(member))
			return true;
	return false;
}

/* Returns 0, or the negative errno of what kept the work from the disk. */
static int write_all(struct turn *turn)
{
	struct turn_member *member;
	int error = db_begin(turn->db);

	if (error)
		return error;
	int64_t now = clock_now();
	list_for_each (member, &turn->members, link) {
		if (!member->impl->wants(member))
			continue;
		member->impl->work(member, now);
		turn->written = true;
	}
	turn->written = false;
	uint64_t began = uv_hrtime();
	error = db_commit(turn->db);
	metrics_observe(METRIC_COMMIT, (double)(uv_hrtime() - began) / 1e9);
	return error;
}

bool turn_has_written(const struct turn *turn)
{
	return turn->written;
}

void turn_end(struct turn *turn)
{
	struct turn_member *member, *next;

	turn->requested = false;
	uv_idle_stop(&turn->idle);
	uv_timer_stop(&turn->soon);
	if (turn->broken || !anyone_wants(turn))
		return;

	int error = write_all(turn);
	const char *why = "cannot begin a transaction";
	if (error) {
		turn->broken = true;
		(void)db_failure(turn->db, &why);
		log_error("turn",
			"nothing of this turn was committed and nothing of it is acknowledged: %s",
			why);
	} else {
		metrics_add(METRIC_COMMITS, NULL, 1);
	}
	list_for_each_safe (member, next, &turn->members, link)
		member->impl->after(member, !error);
	if (error)
		turn->failed(turn->data, error, why);
}
