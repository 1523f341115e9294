#!/usr/bin/env python3
"""Runs a command as systemd runs a service of Type=notify, and prints what it heard, as JSON:

    as_service.py COMMAND...

{"status": its exit status, "log": the lines of its standard error, "told": what it notified}. The command has to end
by itself, within half a minute.
"""
import json
import os
import socket
import subprocess
import sys
import threading


def end_of(service):
    try:
        return service.wait(30)
    except subprocess.TimeoutExpired:
        service.kill()
        return None


def main():
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind("")  # an abstract address, so that there is no file to remove
    manager.setblocking(False)
    reader, writer = os.pipe()
    journal = os.fstat(writer)
    environment = dict(os.environ, NOTIFY_SOCKET="@" + manager.getsockname()[1:].decode(),
                       JOURNAL_STREAM=f"{journal.st_dev}:{journal.st_ino}")
    with subprocess.Popen(sys.argv[1:], env=environment, stderr=writer, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as service:
        os.close(writer)
        with open(reader, encoding="utf-8", errors="replace") as log:
            lines = []
            hears = threading.Thread(target=lambda: lines.extend(log.read().splitlines()))
            hears.start()  # while it runs: a full pipe would hold it
            status = end_of(service)
            hears.join()
    told = []
    while True:
        try:
            told.append(manager.recv(65536).decode())
        except BlockingIOError:
            break
    print(json.dumps({"status": status, "log": lines, "told": told}))


if __name__ == "__main__":
    main()
