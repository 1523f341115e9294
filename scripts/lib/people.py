"""Does what a plan (acme.py) says, by the means that people have: commands, buttons, forms."""
import re
import urllib.parse

import acme
from playground import Refused, labels, plain, until


def buttons_within(blocks):
    """The buttons of a form, each with the block it is in."""
    return [{**element, "block_id": block.get("block_id")} for block in blocks
            for element in [block.get("accessory")] + block.get("elements", []) if element and element.get("type") == "button"]


class People:
    def __init__(self, playground):
        self.playground = playground

    def do(self, deed):
        getattr(self, deed.what)(deed.who, deed.issue, **deed.more)

    # --- the means ---

    def answer_to(self, who, channel, words):
        return self.playground.command(who, channel, words)

    def newest(self, who, channel, label, words=""):
        """The newest message that has this button and these words; None if there is none."""
        for message in reversed(self.playground.messages(who, channel)):
            if words in plain(message) and any(one.startswith(label) for one in labels(message)):
                return message
        return None

    def press(self, who, channel, label, words=""):
        """True if there was such a button."""
        message = self.newest(who, channel, label, words)
        if message is None:
            return False
        self.playground.press(who, channel, message, next(one for one in labels(message) if one.startswith(label)))
        return True

    def front(self, who):
        views = self.playground.ask("GET", "views?" + urllib.parse.urlencode({"as": who}))["modals"]
        return views[-1] if views else None

    def fill(self, who, what, values):
        """Fills in the form in front by the ids of its fields, sends it, and closes what it says then."""
        view = until(f"the form {what}", lambda: self.front(who))
        blocks = {block["element"]["action_id"]: block for block in view["blocks"] if block["type"] == "input"}
        answer = self.playground.ask("POST", "submit", {"as": who, "view_id": view["id"], "values": {
            blocks[name]["block_id"]: {name: value} for name, value in values.items() if name in blocks}})
        if answer["response_action"] == "errors":
            raise Refused(f"{what}: {answer['errors']}")
        after = self.front(who)
        if after:
            self.playground.ask("POST", "close", {"as": who, "view_id": after["id"], "all": True})
            return plain({"blocks": after["blocks"]})
        return ""

    # --- an issue ---

    def report(self, who, issue):
        words, tool, minutes = issue["words"], issue["tool"], issue["minutes"]
        if minutes == 0:
            said = plain(self.answer_to(who, acme.HOME[who], f"/report {tool} {words}"))
        else:
            self.answer_to(who, acme.HOME[who], "/report")
            said = self.fill(who, "report", {"tool": tool, "what": words, "minutes": str(minutes)})
        found = re.search(r"\bLM-\d+\b", said)
        if not found:
            raise Refused(f"/report {tool} {words}: {said}")
        issue["ref"] = found.group(0)

    def me_too(self, who, issue):
        if "ref" not in issue or issue.get("settled"):
            return
        self.answer_to(who, acme.HOME[who], "/report")
        view = until("the form report", lambda: self.front(who))
        tool = next(block for block in view["blocks"] if block.get("block_id") == "tool")
        act = {"as": who, "view_id": view["id"]}
        self.playground.ask("POST", "action", {**act, "block_id": "tool", "action_id": tool["element"]["action_id"],
                                               "value": issue["tool"]})
        try:
            button = until("it among what is known", lambda: next(
                (one for one in buttons_within(self.front(who)["blocks"]) if one.get("value") == issue["ref"]), None), 0.5)
            self.playground.ask("POST", "action", {**act, "action_id": button["action_id"], "block_id": button["block_id"]})
        finally:
            self.playground.ask("POST", "close", {**act, "all": True})

    def acknowledge(self, who, issue):
        if "ref" in issue and not self.press(who, f"D0{who[2:]}", "Acknowledge", issue["ref"]):
            self.answer_to(who, acme.HOME[who], f"/lastmile ack {issue['ref']}")

    def fix(self, who, issue):
        if "ref" in issue:
            self.answer_to(who, acme.HOME[who], f"/fixed {issue['ref']} {issue['note']}")
            issue["settled"] = True

    def decline(self, who, issue, reason):
        if "ref" in issue:
            self.answer_to(who, acme.HOME[who], f"/lastmile decline {issue['ref']} {reason}")
            issue["settled"] = True

    def verdict(self, who, issue, said):
        if "ref" in issue:
            self.press(who, f"D0{who[2:]}", said, f"{issue['ref']} was fixed")

    def recovered(self, who, issue):
        if "ref" in issue:
            self.press(who, f"D0{who[2:]}", "Yes", issue["ref"])

    # --- the week ---

    def type(self, who, _, channel, words):
        self.answer_to(who, channel, words)

    def pulse(self, who, _, tool, says, trust):
        self.answer_to(who, acme.HOME[who], f"/lastmile pulse {tool}")
        self.press(who, acme.HOME[who], says, tool)
        if self.press(who, acme.HOME[who], "How far do you trust it?", tool):
            self.fill(who, "trust", {"trust": str(trust)})

    def feedback(self, who, _, tool, says):
        self.answer_to(who, acme.HOME[who], f"/feedback {tool}")
        self.fill(who, "feedback", {"tool": tool, "text": says, "rating": "4", "step": "removed", "minutes": "30"})

    def library(self, who, _, words):
        self.answer_to(who, acme.HOME[who], f"/library {words}")
        self.press(who, acme.HOME[who], "Worked")

    def call_next(self, who, _):
        self.press(who, f"D0{who[2:]}", "Next", "Office hours begin now")

    def solved(self, who, _):
        self.press(who, f"D0{who[2:]}", "Solved")

    def look_at_card(self, who, _, tool):
        self.answer_to(who, acme.HOME[who], f"/trust {tool}")
        self.press(who, acme.HOME[who], "Still right", "The card was last looked at")

    def training(self, who, _, title, role, tool, when):
        self.answer_to(who, acme.LEGAL, f"/lastmile training add {title}")
        self.fill(who, "training", {"title": title, "role": role, "tool": tool, "when": when, "place": "Room 4"})

    def come(self, who, _, title):
        self.press(who, acme.HOME[who], "I am coming", title)

    def attendance(self, who, _, title):
        if self.press(who, f"D0{who[2:]}", "Who was there", title):
            self.fill(who, "attendance", {})
