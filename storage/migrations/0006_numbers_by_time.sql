-- The numbers of a window of time, of all tools or of one, touch only the rows of that window.
CREATE INDEX issues_by_creation ON issues (created_at, tool);
CREATE INDEX issues_by_acknowledgement ON issues (acknowledged_at, tool) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX issues_by_settling ON issues (settled_at, tool) WHERE settled_at IS NOT NULL;
CREATE INDEX issues_by_fix ON issues (fixed_at, tool) WHERE fixed_at IS NOT NULL;
CREATE INDEX reports_by_time ON reports (created_at, issue);

-- When the first report of an issue was made, and how many of its reports are in a window, is read
-- from the index alone.
DROP INDEX reports_by_issue;
CREATE INDEX reports_by_issue ON reports (issue, reporter, created_at);

-- Of all tools as well as of one.
DROP INDEX feedback_by_tool;
CREATE INDEX feedback_by_time ON feedback (created_at, tool);
DROP INDEX pulses_by_time;
CREATE INDEX pulses_by_time ON pulses (created_at, tool);
