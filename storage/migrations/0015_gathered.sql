-- Who wants to be told once a day is owed one message for all of it: what happened until then waits
-- here. What it says is decided when it is told, from the issues as they are then.
CREATE TABLE gathered (
	id        INTEGER PRIMARY KEY,
	person    INTEGER NOT NULL REFERENCES people, -- who is to be told
	issue     INTEGER NOT NULL REFERENCES issues,
	kind      TEXT NOT NULL,               -- the card it would have been: 'settled', 'reopened'
	round     INTEGER NOT NULL,            -- which settling it speaks of
	due_at    INTEGER NOT NULL,            -- when it is to be told
	ended_at  INTEGER,                     -- when it was told or had been overtaken; NULL: it waits
	gathering INTEGER,                     -- the first row of the message it was told in; NULL: in none
	UNIQUE (person, issue, kind, round)    -- nothing is told twice
) STRICT;
CREATE INDEX gathered_waiting ON gathered (due_at) WHERE ended_at IS NULL;
CREATE INDEX gathered_by_issue ON gathered (issue, person);
CREATE INDEX gathered_by_gathering ON gathered (gathering) WHERE gathering IS NOT NULL;
