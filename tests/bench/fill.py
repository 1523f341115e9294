#!/usr/bin/env python3
"""
Fills a database as two years of a large company would: a million reports of 400,000 issues, if not
said otherwise, with everything that follows from them (receipts, cards, verdicts, history), forty
tools, pulses, baselines, trainings, office hours and digests.

    fill.py LASTMILE FOLDER [REPORTS]     makes FOLDER/lastmile.db, in a few minutes

LASTMILE is the executable: it makes the tables. What is in them is made by SQL, the same from run
to run but for the time it ends at, which is now. Where a figure depends on chance, any(n) is a
number below n. A few things come in heaps, as they do: most reports are of few tools.
"""
import os
import sqlite3
import subprocess
import sys
import time

DAY = 86_400_000
DAYS = 730
PEOPLE = 5_000
TOOLS = 40
WORDS = ("clause table total date name page price paragraph missing wrong empty dropped doubled "
         "translated slow refused summary contract invoice customer currency heading").split()

STEPS = [
    ("people", """
INSERT INTO people (id, platform, account, name, timezone, created_at, profiled_at)
SELECT n, 'slack', printf('U%06d', n), 'Person ' || n,
    CASE any(4) WHEN 0 THEN 'Europe/London' WHEN 1 THEN 'America/New_York' WHEN 2 THEN 'Asia/Kolkata'
        ELSE 'Europe/Berlin' END, :began, :now
FROM numbers WHERE n <= :people"""),
    ("tools", """
INSERT INTO tools (id, name, owner, backup, channel_platform, channel, channel_name, stage, good, fails,
    verify, recovery, target_hours, acknowledge_minutes, fix_minutes, card_at, launched_at, created_at, updated_at)
SELECT n, 'tool' || n, n, n + 40, 'slack', CASE WHEN n <= 30 THEN 'C' || n END, 'home-' || n,
    CASE WHEN n <= 30 THEN 'launched' WHEN n <= 35 THEN 'pilot' WHEN n <= 38 THEN 'paused' ELSE 'retired' END,
    'clauses', 'handwriting', 'open the page', 'do it by hand', 20, 240, CASE WHEN n % 2 THEN 2400 END,
    :now - 30 * :day, CASE WHEN n <= 30 THEN :began + any(600) * :day END, :began, :now - 30 * :day
FROM numbers WHERE n <= :tools"""),
    ("champions", "INSERT INTO tool_champions SELECT 1 + (n - 1) / 3, 100 + n FROM numbers WHERE n <= 3 * :tools"),
    # What is drawn stands in a table first: SQLite asks a function again wherever its column is used.
    ("drawn issues", """
CREATE TEMP TABLE drawn_issues AS SELECT n, CASE WHEN any(100) = 0 THEN NULL ELSE 1 + any(1 + any(:tools)) END AS tool,
    CAST(:began + (:now - :began) * (n / (1.0 * :issues)) AS INTEGER) - 60000 AS created,
    :day + any(10 * :day) AS wait, any(100) AS chance, any(2) AS coin
FROM numbers WHERE n <= :issues"""),
    # Older ones are settled; of the last four weeks many are open.
    ("issues", """
INSERT INTO issues (id, tool, title, status, round, created_at, acknowledged_at, acknowledged_by, settled_at,
    settled_by, fixed_at, verified_at, reopened_at, merged_into, status_before_merge, note, workaround, reported_at)
SELECT n, tool, 'it went wrong: ' || word() || ' ' || word() || ' case ' || n, status, settled, created,
    CASE WHEN answered THEN created + 3600000 + wait / 40 END, CASE WHEN answered THEN coalesce(tool, 1) END,
    CASE WHEN settled THEN created + wait END, CASE WHEN settled THEN coalesce(tool, 1) END,
    CASE WHEN settled AND status <> 'declined' THEN created + wait END,
    CASE WHEN status = 'verified' THEN created + wait + :day END,
    CASE WHEN status = 'reopened' THEN created + wait + 2 * :day END,
    CASE WHEN status = 'merged' THEN max(1, n - 1 - any(50)) END,
    CASE WHEN status = 'merged' THEN 'open' END,
    CASE WHEN settled THEN 'the prompt was changed' END, CASE WHEN status = 'declined' THEN 'do it by hand' END, created
FROM (SELECT *, status IN ('fixed', 'verified', 'reopened', 'declined') AS settled,
        status NOT IN ('open', 'merged', 'withdrawn') AS answered
    FROM (SELECT n, tool, created, wait, CASE
            WHEN chance < 3 THEN 'merged' WHEN chance < 4 THEN 'withdrawn'
            WHEN created + wait > :now - 4 * :day OR chance > 97 THEN
                CASE WHEN coin THEN 'open' ELSE 'acknowledged' END
            WHEN chance < 18 THEN 'declined' WHEN chance < 45 THEN 'fixed' WHEN chance < 47 THEN 'reopened'
            ELSE 'verified' END AS status FROM drawn_issues))"""),
    # The first report of each issue, then those who have it too, most of them within days.
    ("drawn reports", """
CREATE TEMP TABLE drawn_reports AS SELECT id AS issue, title, created_at AS at, 0 AS place FROM issues
UNION ALL SELECT i.id, i.title, min(i.created_at + other.later, :now - 1000), other.n
FROM (SELECT n, 1 + any(:issues) AS issue, any(3 * :day) AS later FROM numbers
    WHERE n <= :reports - :issues LIMIT -1) AS other JOIN issues AS i ON i.id = other.issue"""),
    ("reports", """
INSERT INTO reports (id, issue, first_issue, reporter, anonymous, text, kind, severity, minutes_lost, source,
    platform, channel, created_at)
SELECT row_number() OVER (ORDER BY at, issue, place), issue, issue, 1 + any(:people), any(20) = 0,
    CASE WHEN place THEN '' ELSE title || ' ' || word() || ' ' || word() || ' ' || word() || ' ' || word()
        || ' ' || word() || ' ' || word() || ' ' || word() END,
    CASE any(3) WHEN 0 THEN 'wrong_answer' WHEN 1 THEN 'incomplete' END, NULL,
    CASE WHEN any(10) < 4 THEN 5 + any(60) END, CASE WHEN place THEN 'me_too' ELSE 'command' END, 'slack',
    'C' || (1 + any(30)), at
FROM drawn_reports"""),
    ("words", "INSERT INTO report_words (report_words) VALUES ('rebuild')"),
    ("followers", """
INSERT OR IGNORE INTO followers SELECT issue, reporter, issue, created_at FROM reports ORDER BY issue, reporter"""),
    ("verdicts", """
INSERT OR IGNORE INTO verdicts SELECT f.issue, 1, f.person,
    CASE WHEN i.status = 'reopened' THEN 'broken' WHEN any(20) = 0 THEN 'partly' ELSE 'works' END,
    i.fixed_at + any(5 * :day)
FROM followers AS f JOIN issues AS i ON i.id = f.issue
WHERE i.status IN ('verified', 'reopened') AND (any(2) OR i.status = 'reopened') ORDER BY f.issue, f.person"""),
    ("history", """
INSERT INTO history (issue, at, actor, platform, event, change, from_value, to_value)
SELECT id, created_at, 1 + any(:people), 'slack', 'E' || id, 'reported', NULL, 'open' FROM issues
UNION ALL SELECT id, acknowledged_at, acknowledged_by, 'slack', 'E' || id, 'acknowledged', 'open', 'acknowledged'
    FROM issues WHERE acknowledged_at IS NOT NULL
UNION ALL SELECT id, settled_at, settled_by, 'slack', 'E' || id, 'fixed', 'acknowledged', status
    FROM issues WHERE settled_at IS NOT NULL"""),
    ("cards", """
INSERT INTO cards (issue, person, kind, round, platform, channel, message, created_at)
SELECT issue, person, 'receipt', 0, 'slack', printf('D%06d', person), printf('%d.%06d', created_at / 1000, issue),
    created_at FROM followers
UNION ALL SELECT f.issue, f.person, 'settled', i.round, 'slack', printf('D%06d', f.person),
    printf('%d.%06d', i.settled_at / 1000, f.issue), i.settled_at
    FROM followers AS f JOIN issues AS i ON i.id = f.issue WHERE i.settled_at IS NOT NULL
UNION ALL SELECT id, tool, 'owner', 0, 'slack', printf('D%06d', tool), printf('%d.%06d', created_at / 1000, id),
    created_at FROM issues WHERE tool IS NOT NULL"""),
    ("outbox", """
INSERT INTO outbox (key, platform, operation, lane, person, card, issue, kind, priority, state, turn, attempts,
    next_at, created_at, first_attempt_at, sent_at, sent_channel, sent_message)
SELECT kind || ':' || issue || ':' || person || ':' || round, 'slack', 'post', person, person, id, issue, kind, 0,
    'sent', 0, 1, created_at, created_at, created_at, created_at + 500, channel, message FROM cards"""),
    ("inbox", """
INSERT INTO inbox SELECT 'slack', printf('Ev%08x%08x', any(1 << 30), n), :now - any(30 * :day)
FROM numbers WHERE n <= :reports / 10"""),
    ("pulses", """
INSERT OR IGNORE INTO pulses (tool, person, week, step, created_at, trust)
SELECT 1 + any(30), person, date(at / 1000, 'unixepoch', 'weekday 1'),
    CASE any(4) WHEN 0 THEN 'added' WHEN 1 THEN 'same' ELSE 'removed' END, at, CASE WHEN any(2) THEN any(101) END
FROM (SELECT 1 + any(:people) AS person, :now - any(:days * :day) AS at FROM numbers
    WHERE n <= :reports / 5 LIMIT -1)"""),
    ("feedback", """
INSERT INTO feedback (tool, person, text, rating, step, minutes_saved, platform, created_at)
SELECT 1 + any(30), 1 + any(:people), 'it helped: ' || word(), 1 + any(5),
    CASE any(3) WHEN 0 THEN 'removed' WHEN 1 THEN 'added' END, CASE WHEN any(2) THEN 5 + any(60) END, 'slack',
    :now - any(:days * :day) FROM numbers WHERE n <= :reports / 20"""),
    ("baselines", """
INSERT INTO baselines (tool, workflow, version, minutes_before, runs_a_week, source, grade, day, held_at, said_by, created_at)
SELECT id, 'workflow ' || n, 1, 30 + any(60), 100 + any(400), 'timed', CASE any(3) WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END,
    launched_at / :day - 7, launched_at - 7 * :day, owner, launched_at - 7 * :day
FROM tools JOIN numbers ON n <= 3 WHERE launched_at IS NOT NULL"""),
    ("measurements", """
INSERT INTO measurements (baseline, minutes_now, runs, succeeded, grade, day, held_at, said_by, created_at)
SELECT b.id, 5 + any(30), 20, CASE WHEN any(2) THEN 10 + any(11) END, CASE any(3) WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END, b.day + 14 + 14 * n,
    b.held_at + (14 + 14 * n) * :day, b.said_by, b.held_at + (14 + 14 * n) * :day
FROM baselines AS b JOIN numbers ON n <= 50 WHERE b.held_at + (14 + 14 * n) * :day < :now"""),
    ("trainings", """
INSERT INTO trainings (title, tool, starts_at, minutes, place, timezone, platform, channel, created_by, created_at)
SELECT 'Training ' || n, 1 + any(30), :now + (n - 100) * 7 * :day, 60, 'Room 1', 'Europe/London', 'slack', 'C1', 1 + any(40),
    :now - 700 * :day FROM numbers WHERE n <= 104"""),
    ("training_people", """
INSERT OR IGNORE INTO training_people SELECT t.id, 1 + any(:people), 1, 1 FROM trainings AS t JOIN numbers ON n <= 30"""),
    ("office_queue", """
INSERT INTO office_queue (person, tool, text, platform, created_at, hours, calls, called_at, called_by, outcome, ended_at)
SELECT n, 1 + any(30), 'stuck: ' || word(), 'slack', at, 1, 1, CASE WHEN n > 12 THEN at + 3600000 END,
    CASE WHEN n > 12 THEN 1 + any(40) END, CASE WHEN n > 12 THEN 'solved' END, CASE WHEN n > 12 THEN at + 5400000 END
FROM (SELECT n, CASE WHEN n > 12 THEN :now - any(:days * :day) ELSE :now - n * 60000 END AS at
    FROM numbers WHERE n <= 3000 LIMIT -1)"""),
    # Office hours, and a digest for each tool's home and for the whole company. Each was missed once: it is due.
    ("schedules", """
INSERT INTO schedules (kind, platform, channel, channel_name, rule, timezone, created_by, created_at, last_day, last_at)
SELECT CASE n WHEN 1 THEN 'office_hours' ELSE 'digest' END, 'slack', 'C' || n, 'home-' || n, 'every ' ||
    CASE CAST(strftime('%w', :now / 1000 + 172800, 'unixepoch') AS INTEGER) WHEN 0 THEN 'Sunday' WHEN 1 THEN 'Monday'
        WHEN 2 THEN 'Tuesday' WHEN 3 THEN 'Wednesday' WHEN 4 THEN 'Thursday' WHEN 5 THEN 'Friday' ELSE 'Saturday' END
    || ' at 09:00', 'Europe/London', 1, :began, :now / :day - 12, :now - 12 * :day FROM numbers WHERE n <= 60"""),
    ("preferences", """
INSERT INTO preferences SELECT n, 'told', 'daily' FROM numbers WHERE n <= :people / 10"""),
    ("gathered", """
INSERT OR IGNORE INTO gathered (person, issue, kind, round, due_at, ended_at)
SELECT f.person, f.issue, 'settled', i.round, i.settled_at + :day / 2, i.settled_at + :day / 2
FROM followers AS f JOIN preferences AS p ON p.person = f.person JOIN issues AS i ON i.id = f.issue
WHERE i.settled_at < :now - 2 * :day"""),
    ("drafts and library", """
INSERT INTO library_entries (kind, title, body, tool, author, created_at, updated_at)
SELECT 'prompt', 'How to ask: ' || word() || ' ' || word(), 'Ask it twice and compare: ' || word(), 1 + any(30),
    1 + any(:people), :now - any(:days * :day), :now FROM numbers WHERE n <= 2000"""),
    ("library words", """
INSERT INTO library_words (rowid, title, body, tags, others) SELECT id, title, body, '', '' FROM library_entries"""),
]


class Chance:
    """The same from run to run."""
    def __init__(self):
        self.state = 1

    def any(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 33) % below if below < 1 << 31 else (self.state >> 11) % below

    def word(self):
        return WORDS[self.any(len(WORDS))] if self.any(3) else f"word{self.any(3000)}"


def make_tables(lastmile, folder):
    conf = os.path.join(folder, "lastmile.conf")
    with open(conf, "w", encoding="utf-8") as file:
        file.write(f'database = "{folder}/lastmile.db"\ntimezone = "Europe/London"\nadmins = {{"UADMIN"}}\n')
    subprocess.run([lastmile, "say", "-c", conf, "--as", "UADMIN", "/lastmile help"], check=True,
                   stdout=subprocess.DEVNULL)


def fill(database, reports):
    chance = Chance()
    now = int(time.time() * 1000)
    values = {"now": now, "began": now - DAYS * DAY, "day": DAY, "days": DAYS, "people": PEOPLE,
              "tools": TOOLS, "reports": reports, "issues": reports * 2 // 5}
    database.create_function("any", 1, chance.any)
    database.create_function("word", 0, chance.word)
    database.executescript("""PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -400000;
        PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; DELETE FROM people; DELETE FROM inbox; DELETE FROM timers;
        CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY);""")
    database.execute("""INSERT INTO numbers WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one
        WHERE n < ?) SELECT n FROM one""", (max(reports, PEOPLE, 3000),))
    for name, sql in STEPS:
        began = time.monotonic()
        count = database.execute(sql, values).rowcount
        database.commit()
        print(f"{name:>20}: {count:>9} rows, {time.monotonic() - began:.1f} s", flush=True)
    database.execute("PRAGMA journal_mode = WAL")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    lastmile, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    make_tables(lastmile, folder)
    database = sqlite3.connect(os.path.join(folder, "lastmile.db"), isolation_level="IMMEDIATE")
    fill(database, int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000)
    database.close()


main()
