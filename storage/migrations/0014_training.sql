-- Training: what is offered to whom and when, who says they come, and who was there. What comes again
-- each month is a schedule of kind 'training', whose latest training is what the next is made like.

CREATE TABLE trainings (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	title        TEXT NOT NULL,
	role         TEXT,                         -- for whom: 'legal'; NULL: everybody
	tool         INTEGER REFERENCES tools,     -- NULL: none in particular
	starts_at    INTEGER NOT NULL,
	minutes      INTEGER NOT NULL,             -- how long it takes
	place        TEXT,                         -- a room or an address, in words; NULL: not said
	timezone     TEXT NOT NULL,                -- IANA: on whose clocks it was said
	platform     TEXT NOT NULL,                -- where it is posted
	channel      TEXT NOT NULL,
	series       INTEGER REFERENCES schedules, -- NULL: it does not come again
	created_by   INTEGER REFERENCES people,    -- who gives it; NULL: forgotten
	created_at   INTEGER NOT NULL,
	attended_at  INTEGER,                      -- when it was said who was there; NULL: not yet
	ended_at     INTEGER                       -- called off; NULL: not
) STRICT;
CREATE INDEX trainings_by_time ON trainings (starts_at);
CREATE INDEX trainings_by_series ON trainings (series, starts_at) WHERE series IS NOT NULL;
CREATE INDEX trainings_by_person ON trainings (created_by) WHERE created_by IS NOT NULL;

CREATE TABLE training_people (
	training   INTEGER NOT NULL REFERENCES trainings,
	person     INTEGER NOT NULL REFERENCES people,
	coming     INTEGER,                        -- 1: said yes; 0: said no; NULL: said nothing
	attended   INTEGER NOT NULL DEFAULT 0,     -- 1: was there
	PRIMARY KEY (training, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX training_people_by_person ON training_people (person);
