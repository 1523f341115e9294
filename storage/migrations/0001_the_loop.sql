-- The loop: who reports what about which tool, who answers for it, what we owe to whom.
--
-- Times are milliseconds since the epoch, UTC. Ids of platforms (people, channels, messages) are
-- opaque text. Text from people is stored as they typed it. Booleans are 0 and 1.

-- What belongs to this database as a whole: which workspace it serves, the key that makes delivery
-- tokens, when the daemon last started.
CREATE TABLE properties (
	name  TEXT PRIMARY KEY,   -- 'delivery_key', 'slack_workspace', ...
	value TEXT NOT NULL
) STRICT;

-- One row each time the daemon opens the database. Committing it before any socket opens proves
-- that everything visible is also durable.
CREATE TABLE boots (
	id         INTEGER PRIMARY KEY,
	started_at INTEGER NOT NULL,
	version    TEXT NOT NULL
) STRICT;

-- Everybody we have heard of. Nobody is deleted: 'forget' empties the name and the platform's id.
CREATE TABLE people (
	id          INTEGER PRIMARY KEY,
	platform    TEXT NOT NULL,            -- 'slack', 'shell'
	account     TEXT,                     -- the platform's id: 'U0ANA'; NULL once forgotten
	name        TEXT,                     -- what people call them; NULL until known
	timezone    TEXT,                     -- IANA name, as the platform says; NULL: the configuration's
	chosen_timezone TEXT,                 -- what they chose with 'settings': it wins over the platform's
	active      INTEGER NOT NULL DEFAULT 1, -- 0: deactivated on the platform
	admin       INTEGER NOT NULL DEFAULT 0, -- made so in chat; the configuration's admins come on top
	created_at  INTEGER NOT NULL,
	profiled_at INTEGER,                  -- when the platform last told us about them
	UNIQUE (platform, account)
) STRICT;
CREATE INDEX people_by_name ON people (name COLLATE NOCASE);
CREATE INDEX people_by_account ON people (account COLLATE NOCASE);
CREATE INDEX people_by_profile ON people (platform, profiled_at) WHERE account IS NOT NULL;

-- The AI tools people use, and what is promised about them.
CREATE TABLE tools (
	id               INTEGER PRIMARY KEY,
	name             TEXT NOT NULL COLLATE NOCASE UNIQUE, -- one word: 'summarizer'
	title            TEXT,                  -- 'Contract summarizer'; NULL: the name
	owner            INTEGER REFERENCES people,
	backup           INTEGER REFERENCES people,
	channel_platform TEXT,                  -- the home channel
	channel          TEXT,
	channel_name     TEXT,
	stage            TEXT NOT NULL DEFAULT 'pilot'
	                 CHECK (stage IN ('pilot', 'launched', 'paused', 'retired')),
	good             TEXT,                  -- the trust card: good at
	fails            TEXT,                  -- fails at
	verify           TEXT,                  -- how to check its answer cheaply
	happens          TEXT,                  -- what happens on failure
	recovery         TEXT,                  -- how to get your work done today
	baseline_minutes REAL,                  -- minutes the work took before the tool
	target_hours     REAL,                  -- hours a week it is meant to give back
	acknowledge_minutes INTEGER NOT NULL DEFAULT 240, -- the owner's promise, in working minutes
	created_at       INTEGER NOT NULL,
	updated_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX tools_by_owner ON tools (owner);
CREATE INDEX tools_by_backup ON tools (backup);
CREATE INDEX tools_by_channel ON tools (channel) WHERE channel IS NOT NULL;

-- Other words people use for a tool. A word means one tool.
CREATE TABLE tool_aliases (
	alias TEXT PRIMARY KEY COLLATE NOCASE,
	tool  INTEGER NOT NULL REFERENCES tools
) STRICT;

CREATE TABLE tool_champions (
	tool   INTEGER NOT NULL REFERENCES tools,
	person INTEGER NOT NULL REFERENCES people,
	PRIMARY KEY (tool, person)
) STRICT, WITHOUT ROWID;

-- One problem. 'LM-12' is the row with id 12.
CREATE TABLE issues (
	id              INTEGER PRIMARY KEY AUTOINCREMENT, -- a number once given is never given again
	tool            INTEGER REFERENCES tools,    -- NULL while the reporter has not said which
	title           TEXT NOT NULL,               -- the first report's first words, one line
	status          TEXT NOT NULL DEFAULT 'open'
	                CHECK (status IN ('open', 'acknowledged', 'fixed', 'verified', 'reopened',
	                                  'declined', 'merged')),
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
	CHECK ((status = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE INDEX issues_by_tool ON issues (tool, status);
CREATE INDEX issues_by_status ON issues (status) WHERE status IN ('open', 'acknowledged', 'reopened');
CREATE INDEX issues_by_merge ON issues (merged_into) WHERE merged_into IS NOT NULL;

-- One person's experience of an issue.
CREATE TABLE reports (
	id             INTEGER PRIMARY KEY AUTOINCREMENT,
	issue          INTEGER NOT NULL REFERENCES issues,
	first_issue    INTEGER NOT NULL REFERENCES issues, -- where it was logged; differs after a merge
	reporter       INTEGER REFERENCES people, -- NULL once forgotten
	anonymous      INTEGER NOT NULL DEFAULT 0,
	text           TEXT NOT NULL,             -- as typed; '' for a bare 'me too'
	kind           TEXT,                      -- 'wrong_answer', ...; NULL: not said
	severity       TEXT,
	minutes_lost   INTEGER,
	deadline       INTEGER,
	source         TEXT NOT NULL,             -- how it came: 'command', 'me_too', 'say'
	platform       TEXT NOT NULL,
	channel        TEXT,                      -- where it was said; NULL in the shell
	message        TEXT,                      -- the message it is about, if one was shown
	permalink      TEXT,
	created_at     INTEGER NOT NULL,
	verdict        TEXT CHECK (verdict IN ('works', 'partly', 'broken')), -- on the last fix
	verdict_at     INTEGER
) STRICT;
CREATE INDEX reports_by_issue ON reports (issue, reporter);
CREATE INDEX reports_by_reporter ON reports (reporter, created_at);

-- The words of reports, to find what is like what. Holds no text of its own: reports does.
CREATE VIRTUAL TABLE report_words USING fts5 (
	text, content = 'reports', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2',
	columnsize = 0 -- nobody asks how long a text is: the newest come first, weighed by ourselves
);

-- Everyone to be told when an issue is settled.
CREATE TABLE followers (
	issue       INTEGER NOT NULL REFERENCES issues,
	person      INTEGER NOT NULL REFERENCES people,
	first_issue INTEGER NOT NULL REFERENCES issues, -- where they began; differs after a merge
	created_at  INTEGER NOT NULL,
	PRIMARY KEY (issue, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX followers_by_person ON followers (person);

-- What a follower answered to "is it fixed?", once for each round.
CREATE TABLE verdicts (
	issue      INTEGER NOT NULL REFERENCES issues,
	round      INTEGER NOT NULL,
	person     INTEGER NOT NULL REFERENCES people,
	verdict    TEXT NOT NULL CHECK (verdict IN ('works', 'partly', 'broken')),
	created_at INTEGER NOT NULL,
	PRIMARY KEY (issue, round, person)
) STRICT, WITHOUT ROWID;

-- Praise, ideas, ratings: what is not a failure.
CREATE TABLE feedback (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	tool          INTEGER REFERENCES tools,
	person        INTEGER REFERENCES people, -- NULL once forgotten
	text          TEXT NOT NULL,
	rating        INTEGER CHECK (rating BETWEEN 1 AND 5),
	step          TEXT CHECK (step IN ('removed', 'same', 'added')),
	minutes_saved INTEGER,
	platform      TEXT NOT NULL,
	channel       TEXT,
	created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX feedback_by_person ON feedback (person) WHERE person IS NOT NULL;

-- Every change of an issue: who, what, when, from where. Append-only; the triggers hold that.
CREATE TABLE history (
	id         INTEGER PRIMARY KEY,
	issue      INTEGER NOT NULL REFERENCES issues,
	at         INTEGER NOT NULL,
	actor      INTEGER REFERENCES people, -- NULL: the daemon itself, or an anonymous reporter
	platform   TEXT NOT NULL,             -- from where: the platform and its id of the event
	event      TEXT NOT NULL,
	change     TEXT NOT NULL,             -- 'reported', 'acknowledged', 'fixed', 'merged', ...
	from_value TEXT,                      -- status, tool or ref before
	to_value   TEXT,                      -- and after
	text       TEXT                       -- what was said with it
) STRICT;
CREATE INDEX history_by_issue ON history (issue, id);
CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
BEGIN SELECT raise(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
BEGIN SELECT raise(ABORT, 'history is append-only'); END;

-- Each event of a platform once. Rows go after 30 days: the last repeat comes within a day.
CREATE TABLE inbox (
	platform    TEXT NOT NULL,
	event       TEXT NOT NULL,
	received_at INTEGER NOT NULL,
	PRIMARY KEY (platform, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_time ON inbox (received_at);

-- A message that is edited as things change, instead of being followed by others: a reporter's
-- receipt, an owner's card, a fix notification. It has a place once its post was delivered.
CREATE TABLE cards (
	id         INTEGER PRIMARY KEY,
	issue      INTEGER NOT NULL REFERENCES issues,
	person     INTEGER REFERENCES people,       -- whose direct message it is
	kind       TEXT NOT NULL,                   -- 'receipt', 'owner', 'settled', ...
	round      INTEGER NOT NULL DEFAULT 0,      -- which settling it speaks of; 0 for the others
	platform   TEXT NOT NULL,
	channel    TEXT,                            -- where it is; NULL until delivered
	message    TEXT,
	created_at INTEGER NOT NULL,
	UNIQUE (issue, person, kind, round)
) STRICT;
CREATE INDEX cards_by_person ON cards (person) WHERE person IS NOT NULL;

-- What we owe to platforms. Written in the transaction of its cause, delivered after.
CREATE TABLE outbox (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	key         TEXT NOT NULL UNIQUE,           -- what it is, so that it is owed once: 'receipt:12:3'
	platform    TEXT NOT NULL,
	operation   TEXT NOT NULL CHECK (operation IN ('post', 'update')),
	lane        TEXT NOT NULL,                  -- deliveries of one lane keep their order: person or channel
	person      INTEGER REFERENCES people,      -- post: to them directly
	channel     TEXT,                           -- post: into this channel
	thread      TEXT,                           -- post: under this message
	card        INTEGER REFERENCES cards,       -- the card it makes or changes
	issue       INTEGER REFERENCES issues,      -- for the log and for 'status'
	kind        TEXT NOT NULL,                  -- 'receipt', 'owner', 'settled', 'reopened', 'question', ...
	priority    INTEGER NOT NULL,               -- 0: a person is waiting; 1: the rest
	content     TEXT,                           -- struct message as JSON; NULL once sent or given up
	state       TEXT NOT NULL DEFAULT 'ready'
	            CHECK (state IN ('ready',       -- to be sent when its time comes
	                             'intent',      -- an attempt may have left: nobody knows until recorded
	                             'sent',        -- the platform has it
	                             'parked',      -- cannot be settled without a person
	                             'refused',     -- the platform will not have it; why is in 'reason'
	                             'superseded')),-- an update overtaken by a newer one, or without a message
	turn        INTEGER NOT NULL,               -- 1: pending, and nothing in its lane goes before it
	attempts    INTEGER NOT NULL DEFAULT 0,
	next_at     INTEGER NOT NULL,               -- not before; ms UTC; the greatest number: on its way now
	created_at  INTEGER NOT NULL,
	first_attempt_at INTEGER,                   -- where a look into the channel's history begins
	sent_at     INTEGER,
	sent_channel TEXT,                          -- where the platform says it is
	sent_message TEXT,
	reason      TEXT                            -- the last refusal or trouble, in the platform's word
) STRICT;

-- Thousands may wait in one lane, and thousands of lanes may wait: looking for work touches only
-- the rows whose turn it is.
CREATE INDEX outbox_turns ON outbox (platform, priority, next_at) WHERE turn = 1;
CREATE INDEX outbox_turns_by_lane ON outbox (platform, lane) WHERE turn = 1;
CREATE INDEX outbox_lanes ON outbox (platform, lane, priority, id) WHERE state IN ('ready', 'intent');
CREATE INDEX outbox_intents ON outbox (next_at) WHERE state = 'intent';
CREATE INDEX outbox_stuck ON outbox (state) WHERE state IN ('parked', 'refused');
CREATE INDEX outbox_by_card ON outbox (card) WHERE card IS NOT NULL;
CREATE INDEX outbox_by_person ON outbox (person) WHERE person IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (issue) WHERE kind = 'settled'; -- who was told, and when
CREATE INDEX outbox_by_sent ON outbox (sent_at) WHERE state = 'sent';
