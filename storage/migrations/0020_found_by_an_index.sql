-- What was found by reading a whole table, or a great part of it, is found by an index.

-- Who was told, when, and how often: 'stats' of a year looks at every message that went to a person.

-- Whether word of a settling reached a person.
DROP INDEX outbox_settled;
CREATE INDEX outbox_settled ON outbox (issue, person, sent_at)
	WHERE kind = 'settled' AND operation = 'post' AND state = 'sent';

-- What a person was written, by when it reached them.
CREATE INDEX outbox_received ON outbox (person, sent_at)
	WHERE person IS NOT NULL AND operation = 'post' AND state = 'sent';

-- Whose they are: when two accounts become one person, all that is theirs is found.
CREATE INDEX issues_by_acknowledger ON issues (acknowledged_by) WHERE acknowledged_by IS NOT NULL;
CREATE INDEX issues_by_settler ON issues (settled_by) WHERE settled_by IS NOT NULL;
CREATE INDEX verdicts_by_person ON verdicts (person);

-- The few who are admins are asked for by most commands.
CREATE INDEX people_admins ON people (id) WHERE admin = 1;
