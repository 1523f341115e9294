-- The numbers of one tool touch only the rows of that tool, as those of all touch only the rows of
-- their window.

-- When somebody last reported it: what was reported since a moment is found from here, because
-- reports have no tool of their own. A report that was moved or taken back may leave it too late;
-- it is never too early.
ALTER TABLE issues ADD COLUMN reported_at INTEGER NOT NULL DEFAULT 0;
UPDATE issues SET reported_at = max(created_at,
	coalesce((SELECT max(r.created_at) FROM reports AS r WHERE r.issue = issues.id), 0));
CREATE INDEX issues_by_report ON issues (tool, reported_at);
CREATE TRIGGER issues_reported AFTER INSERT ON reports
BEGIN UPDATE issues SET reported_at = max(reported_at, new.created_at) WHERE id = new.issue; END;
CREATE TRIGGER issues_reports_moved AFTER UPDATE OF issue ON reports
BEGIN UPDATE issues SET reported_at = max(reported_at, new.created_at) WHERE id = new.issue; END;

CREATE INDEX issues_acknowledged ON issues (tool, acknowledged_at) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX issues_settled ON issues (tool, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX issues_fixed ON issues (tool, fixed_at) WHERE fixed_at IS NOT NULL;
CREATE INDEX feedback_by_tool ON feedback (tool, created_at);
CREATE INDEX pulses_by_tool ON pulses (tool, created_at);

-- Minutes lost are read from the index alone, too.
DROP INDEX reports_by_issue;
CREATE INDEX reports_by_issue ON reports (issue, reporter, created_at, minutes_lost);
