"""What the people of the made-up workspace do, week by week: data, and a plan that is the same each time.

A plan is a list of deeds in the order of time; scripts/lib/people.py does them. What is said here is
only what somebody would say.
"""
import datetime
import random
import zoneinfo

LONDON = zoneinfo.ZoneInfo("Europe/London")
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)

LEAD, ANA, BEN, CHEN, SAM, MAYA, LUIS, NOOR = (
    "U0ADMIN", "U0ANA", "U0BEN", "U0CHEN", "U0SAM", "U0MAYA", "U0LUIS", "U0NOOR")
GENERAL, HELP, LEGAL, SALES, SUPPORT = "C0GENERAL", "C0AIHELP", "C0LEGAL", "C0SALES", "C0SUPPORT"

# Who is where, so that nobody types in a channel they are not in.
HOME = {ANA: LEGAL, BEN: SALES, CHEN: LEGAL, SAM: LEGAL, MAYA: LEGAL, LUIS: SALES, NOOR: SUPPORT, LEAD: GENERAL}
OWNER = {"summarizer": SAM, "drafter": MAYA, "finder": LUIS}
# The first four are those who write when it fails.
USERS = {"summarizer": [ANA, BEN, CHEN, NOOR, LUIS, MAYA], "drafter": [BEN, ANA, NOOR, CHEN, LUIS, SAM],
         "finder": [NOOR, CHEN, BEN, ANA, MAYA, SAM]}

# Of 100 results, how many they would use without a check: of one tool too many, of another too few.
TRUSTED = {"summarizer": 90, "drafter": 68, "finder": 60}

# The first morning: who answers for what, what people can rely on, what the work took before.
SETUP = [
    (LEAD, GENERAL, '/lastmile tool summarizer title="Contract summarizer" owner=U0SAM backup=U0MAYA champion=U0CHEN '
     'channel=C0LEGAL good="contracts under 20 pages" fails="tables, scanned pages" target=7 fix=24h '
     'verify="compare the clause numbers with the original" happens="it says so and stops" '
     'recovery="open the original next to the summary; legal-help answers within the hour"'),
    (LEAD, GENERAL, '/lastmile tool drafter title="Mail drafter" owner=U0MAYA backup=U0SAM champion=U0BEN channel=C0SALES '
     'good="first answers to known questions" fails="prices, dates" verify="check every number" target=5 fix=24h '
     'happens="it leaves the field empty" recovery="your last own draft is under Versions"'),
    (LEAD, GENERAL, '/lastmile tool finder title="Policy finder" owner=U0LUIS backup=U0SAM champion=U0NOOR channel=C0SUPPORT '
     'good="policies of this year" fails="anything by country" verify="open the page it names" target=3 fix=24h '
     'happens="it names no page" recovery="ask in ai-help"'),
    (SAM, LEGAL, '/lastmile baseline summarizer minutes=50 runs=18 source="a stopwatch, ten contracts" sure=measured'),
    (MAYA, LEGAL, '/lastmile baseline drafter minutes=20 runs=30 source="six people, a week each" sure=sampled'),
    (LUIS, SALES, '/lastmile baseline finder minutes=15 runs=20 source="a guess of the team" sure=told'),
    (SAM, LEGAL, "/lastmile launch summarizer"),
    (MAYA, LEGAL, "/lastmile launch drafter"),
    (LUIS, SALES, "/lastmile launch finder"),
    (SAM, LEGAL, "/lastmile measure summarizer minutes=38 looked=5 right=3 sure=measured"),
    (MAYA, LEGAL, "/lastmile measure drafter minutes=14 looked=5 right=3 sure=sampled"),
    (LUIS, SALES, "/lastmile measure finder minutes=9 sure=told"),
    (LEAD, LEGAL, "/lastmile digest every monday 09:00"),
    (LEAD, SALES, "/lastmile digest every monday 09:00"),
    (LEAD, HELP, "/lastmile digest every monday 09:00"),
    (CHEN, HELP, "/lastmile officehours every thursday 14:00"),
    (LEAD, GENERAL, "/lastmile settings brief=monday thanks=yes"),
    (ANA, LEGAL, "/lastmile settings thanks=yes"),
    (CHEN, LEGAL, "/lastmile settings thanks=yes"),
    (NOOR, SUPPORT, "/lastmile settings told=daily"),
    (BEN, SALES, '/library add solved "Prices in an offer" tool:drafter Paste the price list first, then ask for the mail.'),
    (ANA, LEGAL, '/library add prompt "A contract, clause by clause" tool:summarizer Summarise each clause in one '
     "sentence, and keep its number."),
]

# (tool, what people say, how long it cost, what changed; None: it is declined, for the reason that follows)
TROUBLES = [
    ("summarizer", "it dropped clause 14 from the supplier contract", 30, "clauses after a page break are kept"),
    ("drafter", "it wrote last year's price into an offer", 60, "it asks for the price list before it writes a number"),
    ("summarizer", "scanned pages come back empty", 60, "scans are read before they are summarized"),
    ("finder", "it shows the travel policy of another country", 15, "it asks for the country first"),
    ("summarizer", "the notice period is wrong, it says 30 days and it is 90", 120, "periods are copied word by word"),
    ("drafter", "the greeting has the name of another customer", 15, "the name is taken from the mail it answers"),
    ("summarizer", "tables of fees are missing", 60, "tables are kept as they are"),
    ("finder", "the parental leave page it names does not exist", 30, "pages that moved are followed"),
    ("summarizer", "it mixes up the two parties", 30, "parties keep the names they have in the contract"),
    ("drafter", "it promises a delivery date nobody gave it", 60, "dates are left out unless they are in the mail"),
    ("summarizer", "a summary of forty pages stops in the middle", 30, "long contracts are done in parts"),
    ("finder", "expenses above 500 are answered with the old limit", 30, "the limits of this year are in"),
    ("drafter", "it answers in German to an English mail", 15, "it answers in the language of the mail"),
    ("summarizer", "defined terms are explained wrongly", 60, "definitions are read first"),
    ("finder", "it cannot find the remote work policy", 15, "the page has the words people use now"),
    ("drafter", "signatures come twice", 0, "one signature is enough"),
    ("summarizer", "annex B is left out", 30, "annexes are listed, each with a sentence"),
    ("drafter", "it is too slow in the morning", 15, None, "mornings are busy; drafts made the evening before are there at eight"),
    ("finder", "two policies contradict each other and it names only one", 30, "it names both, with their dates"),
    ("summarizer", "the governing law is missing from the summary", 30, "law and court stand at the top"),
    ("drafter", "attachments are mentioned that are not there", 15, "it looks whether there is one"),
    ("summarizer", "handwritten changes are ignored", 60, None, "handwriting cannot be read reliably; look through the margins yourself"),
    ("finder", "it says the training budget is unlimited", 15, "numbers are quoted with their page"),
    ("drafter", "the tone is too familiar for a first mail", 15, "a first mail is formal"),
    ("summarizer", "footnotes end up in the text", 15, "footnotes stay at the end"),
    ("finder", "search for sick leave shows holidays", 15, "sick leave is a subject of its own"),
    ("drafter", "amounts lose their currency", 30, "amounts keep what stands beside them"),
    ("summarizer", "it invents a clause about penalties", 120, "each sentence names its clause, or it is not written"),
    ("finder", "it answers for contractors with rules for staff", 30, "it asks who it is for"),
    ("drafter", "it quotes the wrong paragraph of the customer", 15, "the quote is copied, not retold"),
    ("summarizer", "bold warnings are lost", 15, "what is bold stays bold"),
    ("drafter", "holiday greetings in July", 0, "it knows the date"),
    ("finder", "the link asks for a password nobody has", 15, "links lead to what everybody may read"),
    ("summarizer", "numbers with a decimal comma are read wrong", 30, "both ways to write a number are understood"),
    ("drafter", "replies to all by default", 30, "it answers the sender alone"),
    ("finder", "answers about visas are two years old", 30, "visas come from the page of this year"),
    ("summarizer", "the table of contents is summarized too", 0, "it begins after the contents"),
    ("drafter", "bullet points turn into one long line", 0, "lists stay lists"),
    ("summarizer", "it calls a draft final", 15, "drafts are marked as drafts"),
    ("finder", "it does not know the office in Lisbon", 15, "Lisbon is in"),
]

# What people meet in office hours, and what the champion says about it.
STUCK = [(NOOR, "summarizer where do I begin with a lease"), (BEN, "drafter it does not take my price list"),
         (ANA, "finder which words find the right page"), (NOOR, "drafter how short may a prompt be"),
         (BEN, "summarizer can it compare two versions"), (ANA, "drafter how do I keep my own tone")]

# (week, title, role, tool)
TRAININGS = [(3, "Clauses that stay", "Legal", "summarizer"), (8, "Mails that sound like you", "Sales", "drafter"),
             (12, "Finding the right policy", "Support", "finder")]

# (week, who, words): what the work takes now, looked at again.
MEASURED = [(3, SAM, "summarizer minutes=32 looked=8 right=6 sure=measured"),
            (6, SAM, "summarizer minutes=26 looked=8 right=6 sure=measured"),
            (6, MAYA, "drafter minutes=11 looked=6 right=5 sure=sampled"),
            (10, SAM, "summarizer minutes=22 looked=9 right=7 sure=measured"),
            (11, LUIS, "finder minutes=8 sure=told")]

# Issues a week, over the quarter; afterwards the last goes on.
PACE = [4, 4, 5, 4, 4, 4, 3, 4, 3, 3, 3, 2, 3, 3]


class Deed:
    """Something somebody does at a time; `issue` is a dictionary shared by all deeds about one issue."""

    def __init__(self, at, what, who, issue=None, **more):
        self.at, self.what, self.who, self.issue, self.more = at, what, who, issue, more


def working_time(moment):
    """The same, or the next morning of work."""
    if moment.hour >= 17:
        moment = (moment + DAY).replace(hour=9, minute=moment.minute % 50 + 5)
    if moment.hour < 9:
        moment = moment.replace(hour=9, minute=moment.minute % 50 + 5)
    while moment.weekday() >= 5:
        moment += DAY
    return moment


def story_of_an_issue(week, place, monday, chance):
    """One report and all that comes of it, perhaps weeks later."""
    tool, words, minutes, note, *reason = TROUBLES[(sum(PACE[:week]) + place if week < len(PACE)
                                                    else 7 * week + place) % len(TROUBLES)]
    issue = {"tool": tool, "words": words, "minutes": minutes, "note": note}
    who, other = chance.sample(USERS[tool][:4], 2)
    owner = OWNER[tool]
    at = monday + DAY * chance.choice((0, 1, 1, 2, 2, 3, 4)) + HOUR * chance.randint(10, 15)
    at += datetime.timedelta(minutes=chance.randint(0, 59))
    deeds = [Deed(at, "report", who, issue)]
    if chance.random() < 0.4:
        deeds.append(Deed(working_time(at + HOUR * chance.choice((2, 21))), "me_too", other, issue))
    deeds.append(Deed(working_time(at + datetime.timedelta(minutes=chance.randint(20, 170))), "acknowledge", owner, issue))
    settled = working_time(at + HOUR * chance.choice((20, 26, 29, 45, 50, 68)))
    if note is None:
        return deeds + [Deed(settled, "decline", owner, issue, reason=reason[0])]
    if chance.random() < 0.15:
        settled = working_time(settled + 7 * DAY)  # left lying: somebody is asked about it
    deeds.append(Deed(settled, "fix", owner, issue))
    if minutes >= 30:
        deeds.append(Deed(working_time(at + HOUR * 6), "recovered", who, issue))
    heard = settled if who != NOOR else working_time(settled + DAY)  # she reads it once a day
    said = chance.choices(("Works", "Still broken", "Partly", None), (72, 8, 4, 16))[0]
    if said:
        deeds.append(Deed(working_time(heard + HOUR * chance.choice((2, 5, 23))), "verdict", who, issue, said=said))
    if said in ("Still broken", "Partly"):
        again = working_time(heard + HOUR * 48)
        deeds.append(Deed(again - HOUR * 20, "acknowledge", owner, issue))
        deeds.append(Deed(again, "fix", owner, issue))
        deeds.append(Deed(working_time(again + HOUR * (5 if who != NOOR else 29)), "verdict", who, issue, said="Works"))
    return deeds


def rhythm(week, monday, chance):
    """What comes round: office hours, a pulse now and then, a look at the clock, a training."""
    deeds = []
    thursday = monday + 3 * DAY
    if week % 2 == 0:
        who, words = STUCK[week // 2 % len(STUCK)]
        deeds.append(Deed(monday + DAY + 11 * HOUR, "type", who, channel=HELP, words=f"/lastmile stuck {words}"))
        deeds.append(Deed(thursday + 14 * HOUR + HOUR / 12, "call_next", CHEN))
        deeds.append(Deed(thursday + 14 * HOUR + HOUR / 3, "solved", CHEN))
    for tool in OWNER:
        who = USERS[tool][(week + len(tool)) % len(USERS[tool])]
        says = chance.choices(("Removes a step", "No change", "Adds a step"), (6, 2, max(2, 5 - week // 3)))[0]
        trust = TRUSTED[tool] + random.Random(f"trust {tool} {week}").randint(-9, 9)
        deeds.append(Deed(monday + chance.randint(1, 4) * DAY + 16 * HOUR, "pulse", who, tool=tool, says=says,
                          trust=trust))
    if week % 3 == 1:
        tool = chance.choice(list(OWNER))
        deeds.append(Deed(monday + 2 * DAY + 15 * HOUR, "feedback", chance.choice(USERS[tool]), tool=tool,
                          says=chance.choice(("saves me the first hour of the day", "better than it was in spring"))))
    if week % 2 == 1:
        deeds.append(Deed(monday + 2 * DAY + 10 * HOUR, "library", chance.choice((ANA, BEN, NOOR)),
                          words=chance.choice(("contract", "prices"))))
    for when, title, role, tool in TRAININGS:
        if when % 13 == week % 13:
            deeds.append(Deed(monday + DAY + 9.5 * HOUR, "training", CHEN, title=title, role=role, tool=tool,
                              when=f"{monday + 9 * DAY:%Y-%m-%d} 14:00"))
            deeds.append(Deed(monday + DAY + 13 * HOUR, "come", ANA if tool == "summarizer" else BEN, title=title))
            deeds.append(Deed(monday + 9 * DAY + 15.5 * HOUR, "attendance", CHEN, title=title))
    if week % 6 == 5:
        deeds += [Deed(monday + 2 * DAY + 9.25 * HOUR, "look_at_card", owner, tool=tool) for tool, owner in OWNER.items()]
    deeds += [Deed(monday + 4 * DAY + 15 * HOUR, "type", who, channel=LEGAL if who != LUIS else SALES,
                   words=f"/lastmile measure {words}") for when, who, words in MEASURED if when == week]
    return deeds


def plan(first_monday, week):
    """What happens because of this week, 0 being the first: the deeds in no order, some of them later than it."""
    monday = first_monday + datetime.timedelta(weeks=week)
    chance = random.Random(f"acme {week}")
    deeds = rhythm(week, monday, chance)
    for place in range(PACE[min(week, len(PACE) - 1)]):
        deeds += story_of_an_issue(week, place, monday, chance)
    if week == 0:
        morning = monday + 9.7 * HOUR
        deeds = [deed for deed in deeds if deed.at > morning + HOUR]
        deeds += [Deed(morning + datetime.timedelta(minutes=index), "type", who, channel=channel, words=words)
                  for index, (who, channel, words) in enumerate(SETUP)]
    return deeds


def monday_of(moment):
    """Monday, midnight in London, of the week of a moment."""
    local = moment.astimezone(LONDON)
    return (local - local.weekday() * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
