-- An edit of a card that reached the platform is done: the card says where its message is, and the
-- next edit needs nothing of the last. Such rows go after 30 days; most of what was ever sent are
-- edits. What was posted stays: it says who was told and when, and what an answer belongs to.

-- Edits by when they were sent, and how much was sent at all.
DROP INDEX outbox_by_sent;
CREATE INDEX outbox_by_sent ON outbox (operation, sent_at) WHERE state = 'sent';
