"""Clocks of cases: one for each step of each round, none lost, stopped with its act."""

from collections import Counter, defaultdict

from .finding import Evidence, Finding

SUBJECT = "clocks"
CASES = """
    SELECT id, kind, state, COALESCE(reopen_count, 0), is_waiting,
           date_accepted IS NOT NULL, next_deadline
      FROM customer_complaint
"""
CLOCKS = """
    SELECT complaint_id, step, round, active, date_met, date_paused, date_deadline
      FROM customer_complaint_deadline
"""
STEPS = """
    SELECT DISTINCT kind, step FROM customer_complaint_deadline_rule
     WHERE active AND grade_id IS NULL AND severity IS NULL
"""
FINAL = ("closed", "unfounded", "cancelled")


def check(evidence: Evidence) -> list[Finding]:
    clocks = defaultdict(list)
    for case, *clock in evidence.rows(CLOCKS):
        clocks[case].append(clock)
    steps = defaultdict(set)
    for kind, step in evidence.rows(STEPS):
        steps[kind].add(step)
    found = []
    for case in evidence.rows(CASES):
        for problem in _problems(case, clocks[case[0]], steps[case[1]]):
            found.append(Finding(SUBJECT, f"case {case[0]}: {problem}"))
    return found


def _problems(case, clocks, steps):
    _id, _kind, state, reopened, is_waiting, is_accepted, due = case
    taken = Counter((step, number) for step, number, *_rest in clocks)
    for (step, number), count in taken.items():
        if count > 1:
            yield f"{count} clocks for {step} in round {number}"
    missing = steps - {step for step, number, *_rest in clocks if number == 0}
    if missing:
        yield f"no clock for {', '.join(sorted(missing))}"
    rounds = {number for _step, number, *_rest in clocks}
    if rounds != set(range(reopened + 1)):
        yield f"reopened {reopened} times, clocks of the rounds {sorted(rounds)}"
    running = [c for c in clocks if c[2] and not c[3]]
    if state in FINAL and running:
        yield f"is {state}, {len(running)} clocks run"
    if any(bool(clock[4]) != bool(is_waiting) for clock in running):
        yield "clocks stand still without waiting, or run while it waits"
    met = {step for step, number, _active, date_met, *_rest in clocks if date_met}
    if is_accepted and "acknowledge" in steps and "acknowledge" not in met:
        yield "accepted, and the clock for it was not stopped"
    first = min((c[5] for c in running if not c[4]), default=None)
    if first != due:
        yield f"says that {due} is next, but {first} is"
