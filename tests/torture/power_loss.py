#!/usr/bin/env python3
"""What is acknowledged survives a loss of power, and what was sent is not sent again.

The daemon, as it is, works for the playground while strace(1) writes down what it does to its
files and what it says to the network. Then the power fails, at every moment that matters: the
files are put together as a disk may hold them that has kept what was synced and of the rest
nothing, all, or any part. In each of these worlds the database must open whole, and hold

  - the report behind every "Logged LM-n" that had left by then, with all that is owed for it,
  - the intent of every message that had left by then: after "ready" it would be sent again,
  - nothing by half: no issue without its report, its event and its receipt.

    LASTMILE=… LASTMILE_PLAYGROUND=… power_loss.py

A file's name is on disk after the next sync of anything, as ext4 does it.
"""
import hashlib
import hmac
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/lib"))
from playground import Playground, until  # noqa: E402

PEOPLE = ["U0ANA", "U0BEN", "U0CHEN", "U0LUIS", "U0NOOR"]
REPORTS = 12
PARTIAL_WORLDS = 250  # of the many in which some of what was not synced is there
CALLS = ("openat,close,pwrite64,write,writev,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,"
         "sendto,sendmsg")


# --- The run ---

def start_playground(folder):
    log = open(os.path.join(folder, "playground.log"), "w+b")
    process = subprocess.Popen([os.environ["LASTMILE_PLAYGROUND"], "--listen", "127.0.0.1:0"],
                               stdout=log, stderr=log)

    def address():
        with open(log.name, encoding="utf-8", errors="replace") as lines:
            return re.search(r"^listening on (\S+)", lines.read(), re.M)
    return process, Playground(until("the playground listens", address)[1])


def start_daemon(folder, playground):
    with open(os.path.join(folder, "lastmile.conf"), "w", encoding="utf-8") as conf:
        conf.write(f'database = "{folder}/lastmile.db"\ntimezone = "Europe/London"\n'
                   f'admins = {{"U0ADMIN"}}\nslack {{ api_url = "{playground.url}/api/" }}\n'
                   'http { listen = "" }\n')
    env = dict(os.environ, SLACK_APP_TOKEN="xapp-playground", SLACK_BOT_TOKEN="xoxb-playground",
               ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
    for unwanted in ("SLACK_API_URL", "LASTMILE_CONFIG"):
        env.pop(unwanted, None)
    # With -D the process that we start, and stop, is the daemon itself.
    process = subprocess.Popen(
        ["strace", "-D", "-f", "-y", "-xx", "-s", "70000", "-o", f"{folder}/trace", "-e",
         f"trace={CALLS}", os.environ["LASTMILE"], "run", "-c", f"{folder}/lastmile.conf"],
        env=env, stderr=open(os.path.join(folder, "daemon.log"), "wb"))
    until("the daemon connects", lambda: playground.world()["app"]["connected"], 60)
    return process


def work(playground):
    def report(number):
        person = PEOPLE[number % len(PEOPLE)]
        playground.command(person, "C0AIHELP",
                           f"/report tool{number % 2} failure number {number} {'word ' * number}")

    for number, owner in enumerate(("U0SAM", "U0MAYA")):
        playground.command("U0ADMIN", "C0AIHELP", f"/lastmile tool tool{number} owner={owner}")
    for number in range(4):
        report(number)
    together = [threading.Thread(target=report, args=(number,)) for number in range(4, REPORTS)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    playground.command("U0ADMIN", "C0AIHELP", "/fixed LM-1 LM-2 it reads to the end now")
    until("messages are sent", lambda: sum(
        call["method"] == "chat.postMessage" for call in playground.calls()) >= 14, 30)


def run_and_record(folder):
    pretend, playground = start_playground(folder)
    daemon = None
    try:
        daemon = start_daemon(folder, playground)
        work(playground)
        daemon.terminate()
        if daemon.wait(30) != 0:
            raise SystemExit(f"the daemon ended with {daemon.returncode}")
    finally:
        if daemon and daemon.poll() is None:
            daemon.kill()
        pretend.terminate()
        pretend.wait()

    def trace():
        with open(f"{folder}/trace", encoding="ascii") as lines:
            text = lines.read()
        return re.search(rf"^{daemon.pid} +\+\+\+ exited", text, re.M) and text
    return until("strace has written all", trace)


# --- What strace wrote ---

LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def whole_lines(trace):
    """Joins what strace cut in two because another thread came in between."""
    begun = {}
    for line in trace.splitlines():
        pid, rest = line.split(None, 1)
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest[:-len("<unfinished ...>")]
        elif "resumed>" in rest[:40] and pid in begun:
            yield f"{pid} {begun.pop(pid)}{rest.split('resumed>', 1)[1]}"
        else:
            yield line


def strings(arguments):
    return [bytes.fromhex(found.replace("\\x", "")) for found in STRING.findall(arguments)]


def path_of(descriptor):
    """7</tmp/x>, the name in hexadecimal escapes or not."""
    found = re.match(r"-?\w+<([^>]*)>", descriptor)
    name = found[1] if found else ""
    return re.sub(r"\\x([0-9a-f]{2})", lambda byte: chr(int(byte[1], 16)), name)


def unmask(frame):
    """The text of a websocket frame that a client sends; None if it is none."""
    if len(frame) < 6 or frame[0] != 0x81 or not frame[1] & 0x80:
        return None
    length, at = frame[1] & 0x7f, 2
    if length == 126:
        length, at = int.from_bytes(frame[2:4], "big"), 4
    mask, words = frame[at:at + 4], frame[at + 4:at + 4 + length]
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(words)).decode("utf-8", "replace")


def said(sent):
    """What a packet promises to the world: ("logged", n) and ("sent", delivery id)."""
    text = unmask(sent)
    if text is not None:
        return [("logged", int(number)) for number in re.findall(r"Logged LM-(\d+)", text)[:1]]
    form = urllib.parse.unquote_plus(sent.decode("utf-8", "replace"))
    return [("sent", token) for token in re.findall(r'"delivery_id":"([0-9a-f]{32})"', form)]


def steps(trace, folder):
    """(what, file, …) in the order in which it was done; files by their names in the folder."""
    for line in whole_lines(trace):
        found = LINE.match(line)
        if not found or int(found[4]) < 0:
            continue
        call, arguments, result = found[2], found[3], int(found[4])
        path = path_of(arguments)
        if call == "openat":
            path = strings(arguments)[0].decode()
        elif call in ("unlink", "unlinkat", "rename"):
            path = strings(arguments)[0].decode()
        name = os.path.relpath(path, folder) if path.startswith(folder + "/") else None
        ours = name in ("lastmile.db", "lastmile.db-wal", "lastmile.db-journal")
        if call in ("sendto", "sendmsg", "write", "writev") and not path.startswith("/"):
            for promise in said(b"".join(strings(arguments))):
                yield ("said",) + promise
        elif call in ("fdatasync", "fsync"):
            yield "sync", name if ours else None
        elif not ours:
            continue
        elif call == "openat" and "O_CREAT" in arguments:
            yield "create", name
        elif call == "pwrite64":
            offset = int(arguments.rsplit(",", 1)[1])
            yield "write", name, offset, strings(arguments)[0][:result]
        elif call == "ftruncate":
            yield "cut", name, int(arguments.rsplit(",", 1)[1])
        elif call in ("unlink", "unlinkat"):
            yield "delete", name
        elif call in ("write", "writev", "rename"):
            raise SystemExit(f"this does not know what {call} does to {name}")


# --- The disk ---

def apply(content, change):
    if change[0] == "cut":
        del content[change[1]:]
        content.extend(bytes(max(0, change[1] - len(content))))
        return
    _, offset, data = change
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


class Disk:
    """Per file: what is surely there, and what was done since the last sync."""

    def __init__(self):
        self.synced, self.pending, self.deleted = {}, {}, set()

    def do(self, step):
        what, name = step[0], step[1]
        if what == "sync":
            for gone in self.deleted:
                self.synced.pop(gone, None)
            self.deleted.clear()
            if name in self.pending:
                content = self.synced.setdefault(name, bytearray())
                for change in self.pending.pop(name):
                    apply(content, change)
                self.pending[name] = []
        elif what == "create":
            if name in self.deleted:  # a new file of that name: the old one counts as gone
                self.deleted.discard(name)
                self.synced.pop(name, None)
            self.pending.setdefault(name, [])
        elif what == "delete":
            self.pending.pop(name, None)
            self.deleted.add(name)
        else:
            self.pending.setdefault(name, []).append(
                ("cut", step[2]) if what == "cut" else ("write", step[2], step[3]))

    def after(self, keep):
        """The files after the loss; `keep` chooses from what was not synced."""
        files = {name: bytearray(content) for name, content in self.synced.items()}
        for name, changes in self.pending.items():
            kept = keep(changes)
            if name not in files and not kept:
                continue
            for change in kept:
                apply(files.setdefault(name, bytearray()), change)
        return files


def nothing(changes):
    del changes
    return []


def everything(changes):
    return changes


def some(dice):
    def choose(changes):
        kept = [change for change in changes if dice.random() < 0.5]
        if kept and kept[-1][0] == "write" and dice.random() < 0.3:  # torn within a sector's bound
            _, offset, data = kept[-1]
            kept[-1] = ("write", offset, data[:dice.randrange(0, len(data) + 1, 512)])
        return kept
    return choose


# --- The judge ---

def one(database, sql, *values):
    return database.execute(sql, values).fetchone()[0]


def token_of(key, name):
    return hmac.new(bytes.fromhex(key), name.encode(), hashlib.sha256).hexdigest()[:32]


def complaints(database, promises):
    if one(database, "PRAGMA integrity_check") != "ok":
        yield "the database is damaged"
        return
    if not one(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'outbox'"):
        if promises:
            yield "the database is empty"
        return
    for what, value in sorted(promises, key=str):
        if what == "logged" and not one(
                database, "SELECT count(*) FROM reports WHERE first_issue = ?", value):
            yield f"LM-{value} was acknowledged and is lost"
    whole = """SELECT count(*) FROM issues AS i WHERE NOT EXISTS (SELECT 1 FROM reports AS r
        WHERE r.first_issue = i.id) OR NOT EXISTS (SELECT 1 FROM outbox AS o
        WHERE o.issue = i.id AND o.kind = 'receipt') OR NOT EXISTS (SELECT 1 FROM outbox AS o
        WHERE o.issue = i.id AND o.kind = 'owner') OR NOT EXISTS (SELECT 1 FROM inbox AS e
        JOIN history AS h ON h.event = e.event WHERE h.issue = i.id)"""
    if one(database, whole):
        yield "an issue is there without its report, its event or what is owed for it"
    sent = {value for what, value in promises if what == "sent"}
    if not sent:
        return
    key = one(database, "SELECT coalesce(max(value), '') FROM properties WHERE name = 'delivery_key'")
    states = {token_of(key, name): state
              for name, state in database.execute("SELECT key, state FROM outbox")}
    for token in sorted(sent):
        if states.get(token, "unknown") in ("ready", "unknown"):
            yield f"a message was sent, and would be sent again ({states.get(token, 'unknown')})"


class Judge:
    def __init__(self, folder):
        self.folder, self.seen, self.worlds = os.path.join(folder, "world"), set(), 0

    def judge(self, files, promises, moment):
        print_of_it = hashlib.sha256(repr(sorted(
            (name, hashlib.sha256(content).digest()) for name, content in files.items()
        )).encode() + repr(sorted(promises, key=str)).encode()).digest()
        if print_of_it in self.seen:
            return
        self.seen.add(print_of_it)
        self.worlds += 1
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        for name, content in files.items():
            with open(os.path.join(self.folder, name), "wb") as file:
                file.write(content)
        database = sqlite3.connect(os.path.join(self.folder, "lastmile.db"))
        try:
            found = list(complaints(database, promises))
        except sqlite3.DatabaseError as error:
            found = [f"the database cannot be read: {error}"]
        finally:
            database.close()
        if found:
            raise SystemExit(f"power lost at {moment}: {'; '.join(found[:3])}")


def lose_power(all_steps, folder):
    disk, promises, judge, dice = Disk(), set(), Judge(folder), random.Random(20261122)
    changes = sum(step[0] in ("write", "cut") for step in all_steps)
    for number, step in enumerate(all_steps):
        moment = f"step {number} of {len(all_steps)}, after {' '.join(map(str, step[:3]))}"
        if step[0] == "said":
            promises.add(step[1:])
        else:
            disk.do(step)
        if step[0] in ("said", "sync"):
            judge.judge(disk.after(nothing), promises, moment)
        if step[0] == "said" or dice.random() < PARTIAL_WORLDS / changes:
            judge.judge(disk.after(everything), promises, moment)
            judge.judge(disk.after(some(dice)), promises, moment)
    return judge.worlds, promises


def main():
    folder = tempfile.mkdtemp(prefix="lastmile-power-",
                              dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        began = time.monotonic()
        all_steps = list(steps(run_and_record(folder), folder))
        recorded = time.monotonic()
        worlds, promises = lose_power(all_steps, folder)
        logged = sum(what == "logged" for what, _ in promises)
        sent = sum(what == "sent" for what, _ in promises)
        syncs = sum(step[0] == "sync" for step in all_steps)
        print(json.dumps({"steps": len(all_steps), "syncs": syncs, "worlds": worlds,
                          "acknowledged": logged, "sent": sent,
                          "seconds": [round(recorded - began, 1),
                                      round(time.monotonic() - recorded, 1)]}))
        # Had nothing been seen, nothing would have been proven.
        if logged < REPORTS or sent < 14 or syncs < REPORTS or worlds < 100:
            raise SystemExit("too little was recorded: does the trace show what it should?")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
