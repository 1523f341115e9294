-- Inside the workflow: what a report says beyond its words, deadlines at risk, trust cards that are
-- kept up, one-click pulses, the library, and times that are to come.
--
-- Runs with foreign keys off (storage/migrate.c), because a CHECK can only be changed by making the
-- table anew; every reference is looked at before the migration is committed.

-- An issue can also be 'withdrawn': its only reporter took the report back. It has somebody to look
-- after it beside the tool's owner.
CREATE TABLE new_issues (
	id              INTEGER PRIMARY KEY AUTOINCREMENT, -- a number once given is never given again
	tool            INTEGER REFERENCES tools,    -- NULL while the reporter has not said which
	title           TEXT NOT NULL,               -- the first report's first words, one line
	status          TEXT NOT NULL DEFAULT 'open'
	                CHECK (status IN ('open', 'acknowledged', 'fixed', 'verified', 'reopened',
	                                  'declined', 'merged', 'withdrawn')),
	note            TEXT,                        -- what changed (fixed), or why not (declined)
	workaround      TEXT,                        -- declined: what to do instead
	merged_into     INTEGER REFERENCES issues,   -- only while status is 'merged'
	status_before_merge TEXT,                    -- what unmerge goes back to
	round           INTEGER NOT NULL DEFAULT 0,  -- how often it was settled: one notification for each
	created_at      INTEGER NOT NULL,
	acknowledged_at INTEGER,                     -- first human action of an owner
	acknowledged_by INTEGER REFERENCES people,
	settled_at      INTEGER,                     -- the last fix or decline
	settled_by      INTEGER REFERENCES people,
	fixed_at        INTEGER,                     -- the last fix; NULL if never
	verified_at     INTEGER,
	reopened_at     INTEGER,                     -- the last time
	assignee        INTEGER REFERENCES people,   -- the champion it went to first; NULL: whoever answers for the tool
	worked_around_at INTEGER,                    -- when a champion said how to get the work done all the same
	CHECK ((status = 'merged') = (merged_into IS NOT NULL))
) STRICT;
INSERT INTO new_issues (id, tool, title, status, note, workaround, merged_into,
	status_before_merge, round, created_at, acknowledged_at, acknowledged_by, settled_at,
	settled_by, fixed_at, verified_at, reopened_at)
SELECT id, tool, title, status, note, workaround, merged_into,
	status_before_merge, round, created_at, acknowledged_at, acknowledged_by, settled_at,
	settled_by, fixed_at, verified_at, reopened_at FROM issues;
-- Also numbers whose rows are gone are not given again.
UPDATE sqlite_sequence SET seq = (SELECT max(old.seq) FROM sqlite_sequence AS old
	WHERE old.name IN ('issues', 'new_issues')) WHERE name = 'new_issues';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_issues', old.seq FROM sqlite_sequence AS old WHERE old.name = 'issues'
	AND NOT EXISTS (SELECT 1 FROM sqlite_sequence AS new WHERE new.name = 'new_issues');
DROP TABLE issues;
ALTER TABLE new_issues RENAME TO issues;
CREATE INDEX issues_by_tool ON issues (tool, status);
CREATE INDEX issues_by_status ON issues (status) WHERE status IN ('open', 'acknowledged', 'reopened');
CREATE INDEX issues_by_merge ON issues (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX issues_by_assignee ON issues (assignee, status) WHERE assignee IS NOT NULL;

-- What somebody said beyond their words.
ALTER TABLE reports ADD COLUMN got_out INTEGER NOT NULL DEFAULT 0; -- burned: used unchecked, others have seen it
ALTER TABLE reports ADD COLUMN gave_up INTEGER NOT NULL DEFAULT 0; -- stopped using the tool because of it
ALTER TABLE reports ADD COLUMN quote TEXT;              -- the words of the message it is about, kept with consent
ALTER TABLE reports ADD COLUMN recovered TEXT           -- did you get your work back? NULL: not answered
	CHECK (recovered IN ('yes', 'partly', 'no'));
ALTER TABLE reports ADD COLUMN recovered_at INTEGER;
ALTER TABLE reports ADD COLUMN asked_recovered_at INTEGER; -- when we asked; NULL: not yet
-- A reaction on a message that was reported is a me-too.
CREATE INDEX reports_by_message ON reports (platform, channel, message) WHERE message IS NOT NULL;

ALTER TABLE tools ADD COLUMN escalate_minutes INTEGER NOT NULL DEFAULT 30; -- a deadline at risk waits so long for each
ALTER TABLE tools ADD COLUMN routing TEXT NOT NULL DEFAULT 'owner'  -- who hears of a report first
	CHECK (routing IN ('owner', 'champions'));
ALTER TABLE tools ADD COLUMN champion_cap INTEGER NOT NULL DEFAULT 5; -- open issues a champion holds at most
ALTER TABLE tools ADD COLUMN card_at INTEGER;      -- when the trust card was last written or confirmed
ALTER TABLE tools ADD COLUMN reminded_at INTEGER;  -- when its owner was last reminded of it
ALTER TABLE tools ADD COLUMN baseline_at INTEGER;  -- when the baseline was first said: before the launch, or it proves nothing
ALTER TABLE tools ADD COLUMN launched_at INTEGER;  -- the first time
ALTER TABLE tools ADD COLUMN orphan_told_at INTEGER; -- when the admins were told that nobody answers for it; NULL: somebody does
UPDATE tools SET card_at = updated_at WHERE good IS NOT NULL OR fails IS NOT NULL OR verify IS NOT NULL;
UPDATE tools SET baseline_at = updated_at WHERE baseline_minutes IS NOT NULL;
UPDATE tools SET launched_at = updated_at WHERE stage = 'launched';

-- How to get the work done today, for one kind of failure; tools.recovery is for all others.
CREATE TABLE tool_recoveries (
	tool  INTEGER NOT NULL REFERENCES tools,
	kind  TEXT NOT NULL,    -- as reports.kind
	steps TEXT NOT NULL,
	PRIMARY KEY (tool, kind)
) STRICT, WITHOUT ROWID;

-- "Wrong today": what an owner told the tool's channel.
CREATE TABLE notices (
	id         INTEGER PRIMARY KEY,
	tool       INTEGER NOT NULL REFERENCES tools,
	person     INTEGER REFERENCES people, -- who said it
	text       TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_by_tool ON notices (tool, created_at);

-- Does the tool remove a step or add one? Once a week for each person and tool.
CREATE TABLE pulses (
	tool       INTEGER NOT NULL REFERENCES tools,
	person     INTEGER NOT NULL REFERENCES people,
	week       TEXT NOT NULL, -- the Monday of that week where the person is: '2026-11-23'
	step       TEXT NOT NULL CHECK (step IN ('removed', 'same', 'added')),
	created_at INTEGER NOT NULL,
	PRIMARY KEY (tool, person, week)
) STRICT, WITHOUT ROWID;
CREATE INDEX pulses_by_time ON pulses (tool, created_at);
CREATE INDEX pulses_by_person ON pulses (person);

-- Who was asked to take an issue whose reporter has a deadline: the ladder, one row for each rung.
CREATE TABLE escalations (
	issue  INTEGER NOT NULL REFERENCES issues,
	person INTEGER NOT NULL REFERENCES people,
	role   TEXT NOT NULL,    -- 'owner', 'backup', 'champion', 'admin'
	at     INTEGER NOT NULL,
	PRIMARY KEY (issue, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalations_by_person ON escalations (person);

-- Times that are to come. Each becomes an event when it is due, once; its row goes in the
-- transaction in which the event is handled.
CREATE TABLE timers (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,    -- whose handler it is: 'deadline', 'recovered', ...
	value    TEXT NOT NULL,    -- what it is about: 'LM-12 1'
	due_at   INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0, -- how often handling it failed
	UNIQUE (name, value)
) STRICT;
CREATE INDEX timers_by_time ON timers (due_at);

-- Words that somebody said to the app and has not yet said what to do with. Goes after 30 days.
CREATE TABLE drafts (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	person     INTEGER NOT NULL REFERENCES people,
	text       TEXT NOT NULL,
	platform   TEXT NOT NULL,
	channel    TEXT,
	message    TEXT,
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_by_person ON drafts (person);
CREATE INDEX drafts_by_time ON drafts (created_at);

-- What was learnt once: prompts, agents, solved problems.
CREATE TABLE library_entries (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	kind       TEXT NOT NULL CHECK (kind IN ('prompt', 'agent', 'solved')),
	title      TEXT NOT NULL,
	body       TEXT NOT NULL,
	tool       INTEGER REFERENCES tools,
	role       TEXT COLLATE NOCASE,       -- for whom: 'legal', 'sales'; NULL: everybody
	author     INTEGER REFERENCES people, -- NULL once forgotten
	issue      INTEGER REFERENCES issues, -- solved: where it comes from
	review_since INTEGER,                 -- its tool has changed since: is it still true? NULL: it is
	review_why TEXT,
	removed_at INTEGER,                   -- taken out; NULL: it is there
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX library_entries_by_tool ON library_entries (tool);
CREATE INDEX library_entries_by_author ON library_entries (author);
CREATE UNIQUE INDEX library_entries_by_issue ON library_entries (issue)
	WHERE issue IS NOT NULL AND removed_at IS NULL;

CREATE TABLE library_tags (
	entry INTEGER NOT NULL REFERENCES library_entries,
	tag   TEXT NOT NULL COLLATE NOCASE,
	PRIMARY KEY (entry, tag)
) STRICT, WITHOUT ROWID;

-- Who used an entry, and for whom it worked: each person once.
CREATE TABLE library_marks (
	entry      INTEGER NOT NULL REFERENCES library_entries,
	person     INTEGER NOT NULL REFERENCES people,
	mark       TEXT NOT NULL CHECK (mark IN ('used', 'worked')),
	created_at INTEGER NOT NULL,
	PRIMARY KEY (entry, mark, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX library_marks_by_person ON library_marks (person);

-- The words of entries, and what others called the same thing, to find them by. `others` is single
-- words in the order of the alphabet, out of reports and searches: nobody's sentence can be read
-- there, and none of an anonymous report is among them.
CREATE VIRTUAL TABLE library_words USING fts5 (
	title, body, tags, others, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

-- Which question or answer somebody's reply in its thread belongs to.
CREATE INDEX outbox_conversations ON outbox (sent_channel, sent_message)
	WHERE kind IN ('question', 'answer');
