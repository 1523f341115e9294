-- What is promised to people who report: a first answer (tools.acknowledge_minutes), and a fix. When
-- such a time has passed whoever has the issue is reminded, and then others: each once.
ALTER TABLE tools ADD COLUMN fix_minutes INTEGER; -- of the owner's working time; NULL: no fix is promised by a time

CREATE TABLE reminders (
	issue  INTEGER NOT NULL REFERENCES issues,
	due_at INTEGER NOT NULL, -- the time that has passed
	rung   INTEGER NOT NULL, -- 0: whoever has the issue; 1: the backup; 2: the admins
	at     INTEGER NOT NULL,
	PRIMARY KEY (issue, due_at, rung)
) STRICT, WITHOUT ROWID;
