"""The playground's control interface (playground/control.md), as far as the demo needs it.

Only Python's standard library: the demo must run where nothing but the run-time packages are.
"""
import html
import json
import time
import urllib.parse
import urllib.request


class Refused(Exception):
    """The playground said no, and why."""


class Playground:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/playground/{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            result = json.load(answer)
        if not result.get("ok"):
            raise Refused(f"{path}: {result.get('error')}: {result.get('message', '')}")
        return result

    def world(self):
        return self.ask("GET", "world")

    def patience(self, seconds=3):
        """How long the app is waited for, in place of Slack's three seconds."""
        self.ask("POST", "socket", {"action": "patience", "ms": seconds * 1000})

    def command(self, person, channel, text):
        """Types a slash command; returns the message that came with the acknowledgement."""
        answer = self.ask("POST", "command", {"as": person, "channel": channel, "text": text})
        return answer.get("payload") or {}

    def press(self, person, channel, message, label):
        """Presses the button with this label on a message."""
        for button in buttons(message):
            if button["label"] == label:
                del button["label"]
                self.ask("POST", "action", {"as": person, "channel": channel, "ts": message["ts"], **button})
                return
        raise Refused(f"no button {label!r} on: {plain(message)}")

    def messages(self, person, channel):
        query = urllib.parse.urlencode({"as": person, "channel": channel})
        return self.ask("GET", f"messages?{query}")["messages"]

    def calls(self):
        return self.ask("GET", "ledger")["calls"]


def until(what, probe, patience=60):
    """Asks again until the answer is true; says what it waited for in vain."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.05)
    raise Refused(f"waited in vain: {what}")


def texts_within(value):
    """All the words a block shows, in order."""
    if isinstance(value, list):
        return [text for item in value for text in texts_within(item)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("text"), str):
        return [value["text"]]
    return [text for key in ("title", "text", "fields", "elements", "accessory")
            for text in texts_within(value.get(key))]


def on_a_card(value):
    """All the words of an Adaptive Card, in order, but those of its buttons."""
    if isinstance(value, list):
        return [text for item in value for text in on_a_card(item)]
    if not isinstance(value, dict) or str(value.get("type", "")).startswith("Action"):
        return []
    if value.get("type") == "RichTextBlock":
        return ["".join(run if isinstance(run, str) else run.get("text", "") for run in value["inlines"])]
    if isinstance(value.get("text"), str):
        return [value["text"]]
    return [text for key in ("body", "items", "columns", "facts") for text in on_a_card(value.get(key))]


def card_actions(value):
    """The buttons of an Adaptive Card in reading order."""
    if isinstance(value, list):
        return [action for item in value for action in card_actions(item)]
    if not isinstance(value, dict):
        return []
    if str(value.get("type", "")).startswith("Action."):
        return [value]
    return [action for key in ("body", "items", "columns", "actions") for action in card_actions(value.get(key))]


def shown(message):
    """The message on one screen of text: its fallback text, and its buttons in brackets."""
    words = html.unescape(message.get("text") or "") or plain(message)
    return words + "".join(f" [{label}]" for label in labels(message))


def plain(message):
    """All words of a message, of its text and of its blocks, without Slack's escapes, or of its card."""
    if message.get("card"):
        return "\n".join(word for word in on_a_card(message["card"]) if word)
    words = [message.get("text") or ""] + texts_within(message.get("blocks") or [])
    return html.unescape("\n".join(word for word in words if word))


def buttons(message):
    """What there is to press: "label", and what the playground wants to know to press it."""
    if message.get("card"):
        return [{"label": action.get("title"), "button": number}
                for number, action in enumerate(card_actions(message["card"]), 1)]
    return [{"label": element["text"]["text"], "action_id": element["action_id"],
             "block_id": block.get("block_id")}
            for block in message.get("blocks") or [] if block.get("type") == "actions"
            for element in block.get("elements", []) if element.get("type") == "button"]


def labels(message):
    return [button["label"] for button in buttons(message)]
