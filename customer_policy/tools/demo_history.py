"""Two years in the life of a company that does not exist.

Drawn from a seed, so that every demo database tells the same story; only its days are
counted back from the day it is made. Plain Python: the models turn it into records.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

QUARTERS = 9  # so that grades go back two years, whatever the day
MONTHS = 24
# Where the demo company works it is eight hours later than UTC.
OFFSET = timedelta(hours=8)
OPENS, CLOSES = 9, 18


def draw(name: str) -> random.Random:
    return random.Random(f"customer policy {name}")


def quarter_ends(today: date, count: int = QUARTERS) -> list[date]:
    """The last days of the quarters that are over, the oldest first."""
    first = date(today.year, today.month - (today.month - 1) % 3, 1)
    ends = []
    for _index in range(count):
        ends.append(first - timedelta(days=1))
        before = first - timedelta(days=1)
        first = date(before.year, before.month - 2, 1)
    return ends[::-1]


def points_path(rng: random.Random, level: int, count: int = QUARTERS) -> list[int]:
    """Points of a customer, quarter by quarter, wandering around a level."""
    points, path = float(level), []
    drift = rng.choice((-2.2, -0.8, 0.0, 0.0, 0.8, 2.2))
    for _index in range(count):
        points += drift + rng.uniform(-7, 7)
        points = min(max(points, 5), 98)
        path.append(round(points))
    return path


def at_work(day: date, hour: float) -> datetime:
    """A moment of the company's own day, in UTC."""
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour) - OFFSET


def working_day(day: date, step: int = 1) -> date:
    """The day itself, or the next (or last) one that is no weekend."""
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


def next_working_days(day: date, count: int) -> date:
    for _index in range(abs(count)):
        day = working_day(
            day + timedelta(days=1 if count > 0 else -1), 1 if count > 0 else -1
        )
    return day


def later(moment: datetime, hours: float) -> datetime:
    """Some hours of work later: what would fall into the night waits for morning."""
    local = moment + OFFSET
    left = hours
    while True:
        end = local.replace(hour=CLOSES, minute=0)
        room = max((end - local).total_seconds() / 3600, 0)
        if left <= room:
            return local + timedelta(hours=left) - OFFSET
        left -= room
        day = working_day(local.date() + timedelta(days=1))
        local = datetime.combine(day, datetime.min.time()) + timedelta(hours=OPENS)


def every(rng: random.Random, first: date, last: date, gap: int) -> Iterator[date]:
    """Working days about every so many days, begun anywhere within the first gap."""
    day = first + timedelta(days=rng.randrange(gap))
    while day <= last:
        yield min(working_day(day), working_day(last, -1))
        day += timedelta(days=max(gap + rng.randint(-gap // 6, gap // 6), 1))


# ------------------------------------------------------------------------------- cases

# kind, category, subject, what happened
CASES = (
    ("complaint", "return", "Delivery came three days late", "We had to stop a line."),
    ("complaint", "exchange", "Wrong size delivered", "Twelve of the boxes are 40 mm."),
    (
        "complaint",
        "damages",
        "Crates arrived damaged 货物破损",
        "Two crates were open.",
    ),
    ("complaint", "price", "Invoice higher than the offer", "It says 4 % more."),
    ("complaint", "service", "Technician did not come", "Nobody called, either."),
    ("complaint", "attitude", "Rude on the phone 态度不好", "He hung up on us."),
    ("complaint", "criticism", "Promised call never came", "We waited all Friday."),
    ("complaint", "damages", "Leaking valve after repair", "The floor was flooded."),
    ("complaint", "price", "Discount of the contract missing", "See the contract."),
    ("complaint", "return", "Second delivery of goods we returned", "Not again."),
    ("discontent", "service", "Waits too long at the counter", "Said in passing."),
    ("discontent", "quarrel", "Sent from one department to the next", "Three times."),
    ("discontent", "other", "New catalogue is hard to read", "Too small a print."),
    ("enquiry", "other", "When do you deliver to Chongming?", "We moved there."),
    ("enquiry", "service", "Is the warranty valid abroad?", "For a plant in Hamburg."),
    ("enquiry", "price", "Prices for framework contracts", "For about 400 a year."),
    (
        "suggestion",
        "suggestion",
        "Put the order number on the crates",
        "It saves time.",
    ),
    ("suggestion", "suggestion", "Offer deliveries on Saturday", "Our shop is open."),
    ("praise", "other", "Thank you for the quick help 非常感谢", "On a Sunday, even."),
    ("praise", "service", "Excellent training by Mr Olsen", "Everybody learned a lot."),
)
CHANNELS = ("phone", "phone", "email", "email", "visit", "portal", "letter", "chat")
REMARKS = {
    5: ("Quick and friendly.", "Put right at once. 谢谢", "As it should be."),
    3: ("It took long, but it was put right.", "All right in the end."),
    1: ("I had to ask three times.", "Nobody told me anything."),
}


@dataclass
class Case:
    """A case that is over: when what was done to it."""

    kind: str
    category: str
    name: str
    description: str
    customer: int
    channel: str
    severity: str
    received: datetime
    state: str = "closed"
    acts: dict[str, datetime] = field(default_factory=dict)
    rating: int = 0
    remark: str = ""


def _acts_of(rng: random.Random, case: Case, slow: bool) -> dict[str, datetime]:
    pace = rng.uniform(1.6, 3.2) if slow else rng.uniform(0.5, 1.0)
    acts = {"accept": later(case.received, rng.choice((0.02, 0.03, 0.04, 0.4 * pace)))}
    moment = acts["accept"]
    if case.kind == "complaint":
        for act, hours in (
            ("investigate", 2),
            ("propose", 7),
            ("approve", 2),
            ("execute", 1),
        ):
            moment = acts[act] = later(moment, hours * pace)
        if case.state == "unfounded":
            acts = {act: acts[act] for act in ("accept", "investigate")}
            acts["unfounded"] = later(acts["investigate"], 5 * pace)
            return acts
    if case.kind != "praise":
        moment = acts["answer"] = later(moment, rng.uniform(1.5, 4) * pace)
    acts["close"] = later(moment, rng.uniform(2, 8) * pace)
    return acts


def cases(today: date, customers: int, count: int = 140) -> list[Case]:
    """Cases of two years that are over, the oldest first."""
    rng = draw("cases")
    last = next_working_days(today, -12)
    first = last - timedelta(days=MONTHS * 30)
    span = (last - first).days
    found = []
    for _index in range(count):
        kind, category, name, text = rng.choice(CASES)
        day = working_day(first + timedelta(days=rng.randrange(span)), -1)
        case = Case(
            kind,
            category,
            name,
            text,
            # Some customers have more to say than others.
            min(rng.randrange(customers), rng.randrange(customers)),
            rng.choice(CHANNELS),
            rng.choices(("general", "important", "major"), (7, 3, 1))[0]
            if kind == "complaint"
            else "general",
            at_work(day, rng.uniform(9.1, 17)),
        )
        if kind == "complaint" and rng.random() < 0.12:
            case.state = "unfounded"
        slow = rng.random() < 0.14
        case.acts = _acts_of(rng, case, slow)
        if kind != "praise" and kind != "suggestion" and rng.random() < 0.6:
            case.rating = rng.choices((5, 3, 1), (1, 3, 3) if slow else (7, 2, 0.3))[0]
            case.remark = rng.choice(REMARKS[case.rating])
        found.append(case)
    return sorted(found, key=lambda case: case.received)


# ------------------------------------------------------------------------------ visits

# Days between visits, by the place of the grade; the last are those one forgets.
GAPS = {0: 31, 1: 91, 2: 182, 3: 640}
FINDINGS = (
    ("Went through the orders of the next quarter.", "A second supplier is on trial."),
    ("Looked at the new line; all of ours runs well.", "They plan another hall."),
    ("Two deliveries were late; showed what we changed.", "Wants fixed days."),
    ("Handed over the new price list and explained it.", "Compares with two others."),
    ("Talked to purchasing and to the plant.", "Budget comes in January."),
    ("年度回访，沟通顺利。", "希望增加备件库存。"),
    ("Trained three new people at the machine.", "Asks for a course in spring."),
)
PROMISES = (
    "Send the offer for spare parts",
    "Ask the plant about shorter delivery",
    "Name a second contact for emergencies",
    "Send the certificates of the last batch",
)


@dataclass
class Visit:
    customer: int
    planned: datetime
    state: str
    kind: str
    result: str | None = None
    report: str | None = None
    needs: str | None = None
    promise: str | None = None
    promised_for: date | None = None
    kept: date | None = None
    signed: bool = False
    distance: int = 0
    late_days: int = 0


def visits(last: date, levels: list[int]) -> list[Visit]:
    """Visits of two years that are over.

    :param last: the last day of them
    :param levels: of each customer, the place of the grade: 0 is the best
    """
    rng = draw("visits")
    first = last - timedelta(days=MONTHS * 30)
    found = [
        visit_on(rng, customer, day, last, level)
        for customer, level in enumerate(levels)
        for day in every(rng, first, last, GAPS[level])
    ]
    return sorted(found, key=lambda visit: visit.planned)


def visit_on(
    rng: random.Random, customer: int, day: date, last: date, level: int = 1
) -> Visit:
    """A visit that day, and what became of it by the last day told of."""
    kind = rng.choice(("on_site", "phone", "phone", "video"))
    kind = rng.choice(("on_site", "on_site", kind)) if level == 0 else kind
    visit = Visit(
        customer,
        at_work(day, rng.choice((9.5, 10, 11, 14, 15, 16, 16.5))),
        rng.choices(("done", "missed", "cancelled"), (93, 5, 2))[0],
        kind,
    )
    if visit.state == "missed" and (last - day).days > 30 and rng.random() < 0.7:
        # Most are made up for.
        visit.state, visit.late_days = "done", rng.randint(9, 24)
    if visit.state == "done":
        report_on(rng, visit, last)
    return visit


def call_in(rng: random.Random, day: date, last: date) -> Visit:
    """A visit in passing, at the customer's door that afternoon."""
    visit = Visit(0, at_work(day, rng.choice((15.25, 15.75, 16.25))), "done", "on_site")
    report_on(rng, visit, last)
    return visit


def report_on(rng: random.Random, visit: Visit, last: date) -> None:
    day = visit.planned.date()
    visit.report, visit.needs = rng.choice(FINDINGS)
    results = ("satisfied", "neutral", "dissatisfied")
    visit.result = rng.choices(results, (78, 17, 5))[0]
    visit.signed = (last - day).days > 14 or rng.random() < 0.4
    visit.distance = rng.choice((8, 15, 22, 40, 65, 90, 850))
    if rng.random() < 0.16:
        visit.promise = rng.choice(PROMISES)
        visit.promised_for = next_working_days(day, rng.randint(3, 9))
        kept = next_working_days(day, rng.randint(2, 10))
        visit.kept = min(kept, last)
