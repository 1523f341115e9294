-- How far people trust a tool, beside how often it is right: said with the pulse, and counted when
-- runs are looked at. And who was reminded of what is overdue, because one message may remind of
-- several issues.
ALTER TABLE pulses ADD COLUMN trust INTEGER CHECK (trust BETWEEN 0 AND 100); -- how far they trust it; NULL: not said
ALTER TABLE measurements ADD COLUMN succeeded INTEGER CHECK (succeeded BETWEEN 0 AND runs); -- of the runs looked at, those that were right; NULL: not said
CREATE INDEX measurements_by_time ON measurements (held_at) WHERE succeeded IS NOT NULL;

CREATE TABLE reminded (
	issue  INTEGER NOT NULL REFERENCES issues,
	due_at INTEGER NOT NULL, -- as reminders.due_at
	person INTEGER NOT NULL REFERENCES people,
	at     INTEGER NOT NULL,
	PRIMARY KEY (issue, due_at, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminded_by_person ON reminded (person, at);
