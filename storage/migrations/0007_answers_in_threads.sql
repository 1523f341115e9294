-- A message that is reported may stand in a thread. Its answer belongs under the message that the
-- thread began with: under a reply it would be read by nobody.

ALTER TABLE reports ADD COLUMN thread TEXT; -- the first message of the thread `message` stands in; NULL: in none, or not said
