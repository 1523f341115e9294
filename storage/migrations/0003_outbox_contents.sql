-- What a delivery says stands in a table of its own. Inside the outbox it left nearly empty pages
-- behind once it was sent: rows shrink where they are, and nobody moves in. Here whole rows go, and
-- their pages are used again.
CREATE TABLE outbox_contents (
	outbox  INTEGER PRIMARY KEY REFERENCES outbox,
	content TEXT NOT NULL                  -- struct message as JSON
) STRICT;
INSERT INTO outbox_contents (outbox, content)
SELECT id, content FROM outbox WHERE content IS NOT NULL;
ALTER TABLE outbox DROP COLUMN content;

-- Once a delivery has ended nobody needs its words.
CREATE TRIGGER outbox_contents_end AFTER UPDATE OF state ON outbox
WHEN new.state IN ('sent', 'refused', 'superseded')
BEGIN DELETE FROM outbox_contents WHERE outbox = new.id; END;
