-- What was acknowledged and waits for the fix its tool's owner promised, the longest first: as
-- issues_waiting is for a first answer.
CREATE INDEX issues_promised ON issues (tool, coalesce(reopened_at, created_at))
	WHERE status = 'acknowledged';
