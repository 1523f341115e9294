#include "storage/baseline_store.h"

#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"id, tool, workflow, version, minutes_before, runs_a_week, source, grade, day, held_at, "  \
	"said_by, created_at, replaced_at"

static const char ALL[] =
	"SELECT " COLUMNS " FROM baselines WHERE tool = $1 ORDER BY workflow, version DESC";
static const char GET[] =
	"SELECT " COLUMNS
	" FROM baselines WHERE tool = $1 AND workflow = $2 AND replaced_at IS NULL";
static const char HELD_AT[] =
	"SELECT EXISTS (SELECT 1 FROM baselines AS b JOIN baselines AS c "
	"ON c.tool = b.tool AND c.workflow = b.workflow AND c.replaced_at IS NULL "
	"WHERE b.tool = $1 AND b.held_at <= $2)";
static const char ADD[] =
	"INSERT INTO baselines (tool, workflow, version, minutes_before, runs_a_week, source, "
	"grade, day, held_at, said_by, created_at) SELECT $1, $2, coalesce(max(version), 0) + 1, "
	"$3, $4, $5, $6, $7, $8, $9, $10 FROM baselines WHERE tool = $11 AND workflow = $12";
static const char END[] = "UPDATE baselines SET replaced_at = $1 "
			  "WHERE tool = $2 AND workflow = $3 AND replaced_at IS NULL";
static const char MEASUREMENTS[] =
	"SELECT m.baseline, b.workflow, m.minutes_now, m.runs, m.succeeded, m.grade, m.day, "
	"m.held_at, "
	"m.said_by, m.created_at FROM baselines AS b JOIN measurements AS m ON m.baseline = b.id "
	"WHERE b.tool = $1 ORDER BY m.held_at, m.id";
static const char MEASURE[] =
	"INSERT INTO measurements (baseline, minutes_now, runs, succeeded, grade, day, held_at, "
	"said_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

LIST_STATEMENTS(baseline_store_statements, ALL, GET, HELD_AT, ADD, END, MEASUREMENTS, MEASURE);

static const char *const grade_names[GRADES] = { "A", "B", "C" };

const char *grade_name(enum grade grade)
{
	return grade_names[grade];
}

static enum grade read_grade(struct query *query)
{
	const char *name = query_peek(query, "grade");
	enum grade grade = GRADE_A;

	while (grade < GRADE_C && !text_equal(name, grade_names[grade]))
		grade++;
	return grade;
}

static struct baselines read_all(struct query *query, struct arena *arena)
{
	struct baselines baselines = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &baselines) = (struct baseline){
			.id = query_int(query, "id"),
			.tool = query_int(query, "tool"),
			.workflow = query_text(query, arena, "workflow"),
			.version = query_int(query, "version"),
			.minutes_before = query_known_real(query, "minutes_before"),
			.runs_a_week = query_known_real(query, "runs_a_week"),
			.source = query_text(query, arena, "source"),
			.grade = read_grade(query),
			.day = query_int(query, "day"),
			.held_at = query_int(query, "held_at"),
			.said_by = query_int(query, "said_by"),
			.created_at = query_int(query, "created_at"),
			.replaced_at = query_int(query, "replaced_at"),
		};
	return baselines;
}

struct baselines baseline_store_all(struct db *db, struct arena *arena, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(tool));

	return read_all(&query, arena);
}

const struct baseline *baseline_store_get(
	struct db *db, struct arena *arena, int64_t tool, const char *workflow)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(tool), as_text(workflow));
	struct baselines baselines = read_all(&query, arena);

	return baselines.count ? &baselines.items[0] : NULL;
}

bool baseline_store_held_at(struct db *db, int64_t tool, int64_t time)
{
	return stmt_int(db, 0, HELD_AT, as_int(tool), as_int(time)) != 0;
}

void baseline_store_add(struct db *db, const struct baseline *baseline)
{
	baseline_store_end(db, baseline->tool, baseline->workflow, baseline->created_at);
	stmt_run(db, ADD, as_int(baseline->tool), as_text(baseline->workflow),
		as_known_real(baseline->minutes_before), as_known_real(baseline->runs_a_week),
		as_text(baseline->source), as_text(grade_name(baseline->grade)),
		as_int(baseline->day), as_int(baseline->held_at), as_id(baseline->said_by),
		as_int(baseline->created_at), as_int(baseline->tool), as_text(baseline->workflow));
}

void baseline_store_end(struct db *db, int64_t tool, const char *workflow, int64_t at)
{
	stmt_run(db, END, as_int(at), as_int(tool), as_text(workflow));
}

struct measurements baseline_store_measurements(struct db *db, struct arena *arena, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, MEASUREMENTS, as_int(tool));
	struct measurements measurements = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &measurements) = (struct measurement){
			.baseline = query_int(&query, "baseline"),
			.workflow = query_text(&query, arena, "workflow"),
			.minutes_now = query_known_real(&query, "minutes_now"),
			.runs = query_int(&query, "runs"),
			.succeeded = query_known(&query, "succeeded"),
			.grade = read_grade(&query),
			.day = query_int(&query, "day"),
			.held_at = query_int(&query, "held_at"),
			.said_by = query_int(&query, "said_by"),
			.created_at = query_int(&query, "created_at"),
		};
	return measurements;
}

void baseline_store_measure(struct db *db, const struct measurement *measurement)
{
	stmt_run(db, MEASURE, as_int(measurement->baseline),
		as_known_real(measurement->minutes_now), as_int(measurement->runs),
		as_known(measurement->succeeded), as_text(grade_name(measurement->grade)),
		as_int(measurement->day), as_int(measurement->held_at), as_id(measurement->said_by),
		as_int(measurement->created_at));
}
