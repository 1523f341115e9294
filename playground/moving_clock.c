#include "playground/moving_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/world.h"

enum {
	STEP_MS = 50,
	JUST_NOW_MS = MS_PER_MINUTE, // what was the present when it was asked for, and is over
	LONGEST_STEP_MS = MS_PER_SECOND, // this machine may have slept
	WAIT_AT_MOST_MS = 5 * MS_PER_SECOND,
	REAL = 1,
	FASTEST = 7 * MS_PER_DAY / MS_PER_SECOND, // a week a second
};

/* What clock_shim.c reads. */
enum { TIME_OF_DAY, SINCE_START, OFFSETS };

struct moving_clock {
	struct playground *playground;
	volatile int64_t *offsets; // the file
	uv_timer_t timer; // runs while time does
	int64_t speed;
	int64_t until; // 0: for ever
	int64_t wait_at; // 0: waits for nobody
	int64_t wait_till; // monotonic: then they have gone away
	int64_t stepped_at; // monotonic
};

static void move(struct moving_clock *clock, int64_t now)
{
	struct world *world = clock->playground->world;

	world->ahead = now - clock_now();
	clock->offsets[TIME_OF_DAY] = world->ahead;
}

static void tell(const struct moving_clock *clock)
{
	_cleanup_json_ struct cJSON *event = moving_clock_show(clock->playground);

	json_set_string(event, "type", "time");
	page_streams_send_all(clock->playground, event);
}

static void run_at(struct moving_clock *clock, int64_t speed, int64_t until);

static void step(uv_timer_t *timer)
{
	struct moving_clock *clock = timer->data;
	int64_t now = world_now(clock->playground->world), monotonic = clock_monotonic();
	int64_t passed = monotonic - clock->stepped_at;
	int64_t then =
		now + (passed < LONGEST_STEP_MS ? passed : LONGEST_STEP_MS) * (clock->speed - REAL);

	clock->stepped_at = monotonic;
	if (clock->wait_at && monotonic < clock->wait_till && then > clock->wait_at)
		then = clock->wait_at;
	if (clock->until && then > clock->until)
		then = clock->until;
	if (then > now)
		move(clock, then);
	if (clock->until && then >= clock->until)
		run_at(clock, REAL, 0);
}

static void run_at(struct moving_clock *clock, int64_t speed, int64_t until)
{
	clock->speed = speed;
	clock->until = until;
	clock->stepped_at = clock_monotonic();
	if (speed == REAL)
		uv_timer_stop(&clock->timer);
	else
		uv_timer_start(&clock->timer, step, STEP_MS, STEP_MS);
	tell(clock);
}

/* NULL, with errno, if it cannot be. */
static volatile int64_t *map_file(const char *path)
{
	size_t size = OFFSETS * sizeof(int64_t);
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *bytes = MAP_FAILED;

	if (file < 0)
		return NULL;
	if (ftruncate(file, (off_t)size) == 0)
		bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	return bytes == MAP_FAILED ? NULL : bytes;
}

int moving_clock_create(
	struct playground *playground, const char *path, struct moving_clock **ret_clock)
{
	volatile int64_t *offsets = map_file(path);
	struct world *world = playground->world;
	struct moving_clock *clock;

	if (!offsets)
		return errno ? -errno : -EIO;
	clock = xcalloc(1, sizeof(*clock));
	clock->playground = playground;
	clock->offsets = offsets;
	clock->speed = REAL;
	world->ahead = offsets[TIME_OF_DAY];
	uv_timer_init(playground->loop, &clock->timer);
	clock->timer.data = clock;
	*ret_clock = clock;
	return 0;
}

static void on_closed(uv_handle_t *handle)
{
	struct moving_clock *clock = handle->data;

	munmap((void *)(uintptr_t)clock->offsets, OFFSETS * sizeof(*clock->offsets));
	free(clock);
}

void moving_clock_destroy(struct moving_clock *clock)
{
	if (clock)
		uv_close((uv_handle_t *)&clock->timer, on_closed);
}

struct cJSON *moving_clock_show(const struct playground *playground)
{
	const struct moving_clock *clock = playground->clock;
	struct cJSON *shown = json_object();

	json_set_int(shown, "now", world_now(playground->world));
	json_set_int(shown, "speed", clock ? clock->speed : REAL);
	if (clock && clock->until)
		json_set_int(shown, "until", clock->until);
	else
		json_set_null(shown, "until");
	json_set_bool(shown, "movable", clock != NULL);
	return shown;
}

/* Nobody has said anything yet: then it may be any time, else later than what was said. */
static bool may_become(const struct world *world, int64_t now)
{
	return now > 0 && (!world->last_ts || now >= world_now(world) - JUST_NOW_MS);
}

const char *moving_clock_steer(struct moving_clock *clock, const struct cJSON *orders)
{
	struct world *world = clock->playground->world;
	int64_t now = json_int(orders, "now", world_now(world));
	int64_t speed = json_int(orders, "speed", clock->speed);
	int64_t until = json_int(orders, "until", 0);

	if (json_get(orders, "now") && !may_become(world, now))
		return "time goes forward once something was said";
	if (speed < REAL || speed > FASTEST)
		return "speed is 1 to 604800";
	if (until && until <= now)
		return "until is a time to come";
	if (json_get(orders, "now") && (!world->last_ts || now > world_now(world)))
		move(clock, now);
	clock->offsets[SINCE_START] += json_int(orders, "since_start", 0);
	if (json_get(orders, "wait_at")) {
		clock->wait_at = json_int(orders, "wait_at", 0);
		clock->wait_till = clock_monotonic() + WAIT_AT_MOST_MS;
	}
	if (json_get(orders, "speed"))
		run_at(clock, speed, until);
	else if (json_get(orders, "now"))
		tell(clock);
	return NULL;
}
