-- Office hours: who is stuck waits in one queue, and is called by a champion, an owner or an admin.
-- When they are is a schedule of kind 'office_hours'.

CREATE TABLE office_queue (
	id         INTEGER PRIMARY KEY AUTOINCREMENT, -- also the order in which people are called
	person     INTEGER NOT NULL REFERENCES people,
	tool       INTEGER REFERENCES tools,    -- NULL: not said
	text       TEXT NOT NULL,               -- what they are stuck with, as typed
	platform   TEXT NOT NULL,               -- where they said it
	created_at INTEGER NOT NULL,
	hours      INTEGER NOT NULL DEFAULT 0,  -- how many office hours have begun while they waited
	calls      INTEGER NOT NULL DEFAULT 0,  -- how often they were called
	put_off    INTEGER NOT NULL DEFAULT 0,  -- 1: called and put off until the next office hours begin
	called_at  INTEGER,                     -- they are with somebody since; NULL: they wait
	called_by  INTEGER REFERENCES people,
	outcome    TEXT CHECK (outcome IN ('solved', 'issue', 'left')),
	ended_at   INTEGER,                     -- NULL: they wait, or are with somebody
	CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
-- One place for each person.
CREATE UNIQUE INDEX office_queue_waiting ON office_queue (person) WHERE ended_at IS NULL;
CREATE INDEX office_queue_in_order ON office_queue (id) WHERE ended_at IS NULL;
CREATE INDEX office_queue_by_person ON office_queue (person);
CREATE INDEX office_queue_by_host ON office_queue (called_by) WHERE called_by IS NOT NULL;
