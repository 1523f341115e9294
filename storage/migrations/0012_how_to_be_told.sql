-- How people want to be told: each decides it for themselves, in chat. What nobody chose is not
-- there; what it is then is said in handlers/person/preferences.h.
CREATE TABLE preferences (
	person INTEGER NOT NULL REFERENCES people,
	name   TEXT NOT NULL,                  -- 'told', 'quiet', 'thanks'
	value  TEXT NOT NULL,                  -- 'daily', '18:00-08:00 weekends', 'yes'
	PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
