-- Hours returned against hours promised: what work took before a tool, and what it takes with it. A
-- figure is never overwritten: another one is the next version, so that every number that was ever
-- shown can be explained.
--
-- Days are local ones, counted from 1 January 1970. Grades: A measured, B sampled, C told.

-- What one workflow took before the tool.
CREATE TABLE baselines (
	id             INTEGER PRIMARY KEY AUTOINCREMENT,
	tool           INTEGER NOT NULL REFERENCES tools,
	workflow       TEXT NOT NULL COLLATE NOCASE, -- 'contract review'; the tool's name where none was named
	version        INTEGER NOT NULL,       -- of this workflow: 1, 2, ...
	minutes_before REAL NOT NULL CHECK (minutes_before >= 0), -- of one run
	runs_a_week    REAL CHECK (runs_a_week > 0), -- all people together; NULL: not said
	source         TEXT NOT NULL,          -- where the figure is from, in their words
	grade          TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C')),
	day            INTEGER NOT NULL,       -- when it was so
	held_at        INTEGER NOT NULL,       -- the end of that day, or when it was said if that was sooner: not after the launch, or it proves nothing
	said_by        INTEGER REFERENCES people,
	created_at     INTEGER NOT NULL,
	replaced_at    INTEGER,                -- by the next version, or taken back; NULL: in force
	UNIQUE (tool, workflow, version)
) STRICT;
CREATE UNIQUE INDEX baselines_in_force ON baselines (tool, workflow) WHERE replaced_at IS NULL;
CREATE INDEX baselines_by_person ON baselines (said_by) WHERE said_by IS NOT NULL;

-- What that workflow takes with the tool; holds from its day on, until the next one.
CREATE TABLE measurements (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	baseline    INTEGER NOT NULL REFERENCES baselines, -- the version in force then
	minutes_now REAL NOT NULL CHECK (minutes_now >= 0), -- of one run
	runs        INTEGER NOT NULL CHECK (runs >= 0), -- looked at; 0: somebody told
	grade       TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C')),
	day         INTEGER NOT NULL,
	held_at     INTEGER NOT NULL,          -- as above: from here on it counts
	said_by     INTEGER REFERENCES people,
	created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX measurements_by_baseline ON measurements (baseline, held_at);
CREATE INDEX measurements_by_person ON measurements (said_by) WHERE said_by IS NOT NULL;

-- Until now a tool had one figure, said with baseline=.
INSERT INTO baselines (tool, workflow, version, minutes_before, source, grade, day, held_at, created_at)
	SELECT id, name, 1, baseline_minutes, 'said with baseline=', 'C',
		coalesce(baseline_at, updated_at) / 86400000, coalesce(baseline_at, updated_at),
		coalesce(baseline_at, updated_at)
	FROM tools WHERE baseline_minutes >= 0 ORDER BY id;
ALTER TABLE tools DROP COLUMN baseline_minutes;
ALTER TABLE tools DROP COLUMN baseline_at;
