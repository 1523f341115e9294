-- One person, several accounts: a workspace may use Slack and Teams at once. One row of people stays
-- who somebody is, with the account they are at home with; the others are here. When two rows prove to
-- be one person, all that refers to the second is moved to the first, and the second stays as a
-- signpost: history is append-only and goes on naming it.

ALTER TABLE people ADD COLUMN email TEXT;     -- as the platform says; NULL until known
ALTER TABLE people ADD COLUMN directory TEXT; -- the account's id in the company's directory (Teams); NULL
ALTER TABLE people ADD COLUMN merged_into INTEGER REFERENCES people; -- the person they are; NULL: themselves
CREATE INDEX people_by_email ON people (email COLLATE NOCASE) WHERE email IS NOT NULL;
CREATE INDEX people_by_directory ON people (directory COLLATE NOCASE) WHERE directory IS NOT NULL;
CREATE INDEX people_by_merged ON people (merged_into) WHERE merged_into IS NOT NULL;

-- Further accounts, one on each platform at most.
CREATE TABLE people_accounts (
	platform  TEXT NOT NULL,
	account   TEXT NOT NULL,
	person    INTEGER NOT NULL REFERENCES people,
	name      TEXT,             -- what they are called there; NULL until known
	directory TEXT,             -- as in people
	linked_at INTEGER NOT NULL,
	PRIMARY KEY (platform, account),
	UNIQUE (person, platform)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_accounts_by_directory ON people_accounts (directory COLLATE NOCASE)
	WHERE directory IS NOT NULL;
CREATE INDEX people_accounts_by_name ON people_accounts (name COLLATE NOCASE);
CREATE INDEX people_accounts_by_account ON people_accounts (account COLLATE NOCASE);

-- Somebody says that an account on the other platform is theirs, too: it was asked, and has not answered.
CREATE TABLE link_requests (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	asker      INTEGER NOT NULL REFERENCES people,
	asked      INTEGER NOT NULL REFERENCES people,
	created_at INTEGER NOT NULL,
	UNIQUE (asker, asked)
) STRICT;
CREATE INDEX link_requests_by_asked ON link_requests (asked);
