-- A platform that says of many people at once that they have left may be wrong. What it says is kept, so that
-- it is believed if it goes on saying so, and so that a restart begins nothing anew.
CREATE TABLE departures (
	person     INTEGER NOT NULL REFERENCES people,
	platform   TEXT NOT NULL,    -- which says so
	company    TEXT NOT NULL,    -- whose people: what their accounts end in, from a "|" on; '' if in nothing
	said_at    INTEGER NOT NULL, -- first
	counted_at INTEGER NOT NULL, -- last, of those that count: there is a day between two
	again      INTEGER NOT NULL DEFAULT 0, -- on how many later days it was said
	believed   INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (person, platform)
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_by_company ON departures (platform, believed, company, said_at);
