"""The time of the playground, moved so that whatever is due on the way happens at its time.

The daemon's database is read, never written: when the next thing is due, and what is still owed.
"""
import http.client
import json
import sqlite3
import time
import urllib.parse
import uuid

from playground import Playground, Refused

# How long a lane of messages rests, and a little more: one a second into each channel.
REST = 1100


class Quick(Playground):
    """The same control interface over one connection: a quarter has some thousand requests."""

    def __init__(self, url):
        super().__init__(url)
        self.place = urllib.parse.urlsplit(url).netloc
        self.connection = None

    def ask(self, method, path, body=None):
        for attempt in (1, 2):
            try:
                self.connection = self.connection or http.client.HTTPConnection(self.place, timeout=60)
                self.connection.request(method, f"/playground/{path}", body and json.dumps(body),
                                        {"Content-Type": "application/json"})
                result = json.loads(self.connection.getresponse().read())
                break
            except (http.client.HTTPException, ConnectionError):
                self.connection = None
                if attempt == 2:
                    raise
        if not result.get("ok"):
            raise Refused(f"{path}: {result.get('error')}: {result.get('message', '')}")
        return result


class Clockwork:
    def __init__(self, playground, database):
        self.playground = playground
        self.database = sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)

    def now(self):
        return self.playground.ask("GET", "time")["now"]

    def steer(self, **orders):
        return self.playground.ask("POST", "time", orders)

    def nudge(self):
        """Something that means nothing: the daemon looks at its clock whenever it is told anything."""
        self.playground.ask("POST", "envelope", {
            "envelope_id": str(uuid.uuid4()), "type": "events_api", "accepts_response_payload": False,
            "payload": {"type": "event_callback", "team_id": "T0ACME", "api_app_id": "A0LASTMILE",
                        "event_id": f"Ev{uuid.uuid4().hex.upper()}",
                        "event": {"type": "channel_archive", "channel": "C0NOWHERE", "user": "U0ADMIN"}}})

    def next_due(self, after):
        """When the next timer, or a message that waits for its hour, is due."""
        timer, = self.database.execute("SELECT min(due_at) FROM timers").fetchone()
        message, = self.database.execute(
            "SELECT min(next_at) FROM outbox WHERE state = 'ready' AND turn = 1 AND next_at > ?", (after + REST,)).fetchone()
        return min((due for due in (timer, message) if due), default=None)

    def owed(self, now):
        """What should have happened by now: timers, and messages (also those that only rest)."""
        timers, = self.database.execute("SELECT count(*) FROM timers WHERE due_at <= ?", (now,)).fetchone()
        messages, = self.database.execute(
            "SELECT count(*) FROM outbox WHERE platform = 'slack' AND (state = 'intent' OR "
            "(state = 'ready' AND turn = 1 AND next_at <= ?))", (now + REST,)).fetchone()
        return timers, messages

    def settle(self, patience, hurry=False):
        """All that is due has happened, or `patience` seconds have passed. In a hurry what rests need not."""
        deadline = time.monotonic() + patience
        self.nudge()
        looks = 0
        while any(owed := self.owed(self.now())):
            if time.monotonic() > deadline:
                return owed
            looks += 1
            if hurry and looks % 4 == 0:
                self.steer(now=self.now() + REST, since_start=REST)
                self.nudge()
            time.sleep(0.002)
        return None
