-- What comes again: digests, office hours, lists and reminders, each by its rule; and posts that
-- stand in the thread of another.
--
-- Days are local ones, counted from 1 January 1970; which zone is said beside them.

-- What comes again. Each acts once on each of its days: last_day is the key that holds that.
CREATE TABLE schedules (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	kind         TEXT NOT NULL,            -- 'digest', 'office_hours', ...
	platform     TEXT NOT NULL,
	channel      TEXT,                     -- where to; or
	channel_name TEXT,
	person       INTEGER REFERENCES people, -- to whom
	tool         INTEGER REFERENCES tools, -- NULL: all tools
	rule         TEXT NOT NULL,            -- 'every Monday at 09:00'
	timezone     TEXT NOT NULL,            -- IANA: on whose clocks
	last_day     INTEGER,                  -- the last of its days that was acted on
	created_by   INTEGER REFERENCES people,
	created_at   INTEGER NOT NULL,
	ended_at     INTEGER,                  -- switched off; NULL: it goes on
	CHECK ((channel IS NULL) <> (person IS NULL))
) STRICT;
CREATE INDEX schedules_by_channel ON schedules (platform, channel, kind) WHERE ended_at IS NULL;
CREATE INDEX schedules_by_person ON schedules (person);

-- A post that stands under another one that has not left yet: it waits for its place.
ALTER TABLE outbox ADD COLUMN parent INTEGER REFERENCES outbox;
CREATE INDEX outbox_by_parent ON outbox (parent) WHERE parent IS NOT NULL;
