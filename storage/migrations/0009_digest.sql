-- A digest tells what happened since the last one: the moment up to which a schedule has acted,
-- whatever its rule was then.
ALTER TABLE schedules ADD COLUMN last_at INTEGER;

-- What a tool's owner has not answered yet, the longest waiting first: a digest asks for those past
-- a moment, and touches no other.
CREATE INDEX issues_waiting ON issues (tool, coalesce(reopened_at, created_at))
	WHERE status IN ('open', 'reopened');
