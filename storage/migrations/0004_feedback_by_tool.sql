-- What people say of one tool is asked for by whoever looks at its trust card.
CREATE INDEX feedback_by_tool ON feedback (tool, created_at);
