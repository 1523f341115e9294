-- The index of what was sent is as it was: with the operation in front it looked as if it led to few
-- rows, and who was told of a fix was looked for among all that was posted in two days.
DROP INDEX outbox_by_sent;
CREATE INDEX outbox_by_sent ON outbox (sent_at) WHERE state = 'sent';

-- Edits that are done, by when: what goes after 30 days.
CREATE INDEX outbox_edits ON outbox (sent_at) WHERE operation = 'update' AND state = 'sent';
