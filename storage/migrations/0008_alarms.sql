-- What is wrong with a tool as a whole: nobody answers for it, or nobody reports any more. Each is
-- told once, and can be told anew after it was over.
CREATE TABLE alarms (
	id        INTEGER PRIMARY KEY,
	tool      INTEGER NOT NULL REFERENCES tools,
	kind      TEXT NOT NULL CHECK (kind IN ('orphan', 'silent')),
	raised_at INTEGER NOT NULL, -- when people were told of it
	ended_at  INTEGER           -- NULL: it goes on
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms (tool, kind) WHERE ended_at IS NULL;

INSERT INTO alarms (tool, kind, raised_at)
SELECT id, 'orphan', orphan_told_at FROM tools WHERE orphan_told_at IS NOT NULL;
ALTER TABLE tools DROP COLUMN orphan_told_at;
