"""The attack: every attacker tries every way to see a hidden customer."""

import json
import os
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attack_attacker import CONTROL, OWN_WORDS, Attacker
from attack_case_pages import Cases
from attack_client import Client
from attack_findings import Findings
from attack_generated import Generated, callers
from attack_guessing import Guessing
from attack_mail import Mail
from attack_pairs import Fields, Pairs
from attack_reading import Reading
from attack_secrets import AROUND_CASES, POSITIONS, RESPONDENTS
from attack_typing import Typing
from attack_values import Values
from attack_web import Web
from attack_writing import Writing

# What the first leave behind is read later; the last ones change what they find.
FIRST, LAST = (Writing, Mail, Web, Reading), (Typing, Generated)
# They take longer than a suite that runs with each change may.
ONLY_WHOLE = (Cases, Pairs, Fields, Guessing)
WAYS = (*FIRST, *LAST)
if AROUND_CASES:
    WAYS = (*FIRST, *ONLY_WHOLE, *LAST, Values)
OF_CUSTOMERS = (Writing, Mail, Web, Typing)
# To look closer at some: their names, lower case, and how names of models begin.
CHOSEN = os.environ.get("ATTACK_WAYS", "").split(",")
CHOSEN_MODELS = os.environ.get("ATTACK_MODELS", "").split(",")
IS_WHOLE = not any((*CHOSEN, *CHOSEN_MODELS))
PUBLIC = "public"
VICTIMS = ("hidden", "hidden_top")
# A field that makes a row the customer's where the add-on does not say which do.
CUSTOMER = "res.partner"
OF_CASES = ("customer.complaint", "customer.violation", "customer.penalty")
PEOPLE = ("res.partner", "res.users", "hr.employee", "hr.employee.public")


def load(file: Path) -> dict:
    """The scene's facts, with what follows from them."""
    facts = json.loads(file.read_text())
    facts["not_hidden"] = {
        model for model, mode in facts["modes"].items() if mode in OWN_WORDS
    } - {CUSTOMER, "res.users"}
    facts["hidden_rows"] = {
        model: sorted(int(n) for n, why in rows.items() if _hides(facts, model, why))
        for model, rows in facts["hidden_documents"].items()
    }
    facts["open_rows"] = {
        model: sorted(int(n) for n in rows if n not in _rows(facts, model))
        for model, rows in facts["open_documents"].items()
    }
    facts["open_rows"]["res.partner"] = facts["open_partners"]
    facts["cases"] = {model for rows in facts["secret_rows"].values() for model in rows}
    facts["linked"] = {model for model in facts["models"] if _is_linked(facts, model)}
    facts["scopes"] = dict.fromkeys(POSITIONS, _around_cases(facts))
    facts["guessed"] = {
        *facts["hidden_partners"],
        *facts["hidden_users"],
        *(int(n) for rows in facts["hidden_documents"].values() for n in rows),
    }
    facts["thorough"] = _first_of_their_kind(facts)
    facts["callers"] = callers(facts, attackers(facts))
    facts["creators"] = callers(facts, attackers(facts), {"create"})
    facts["writers"] = callers(facts, attackers(facts), {"create", "write"})
    if any(CHOSEN_MODELS):
        begin = tuple(CHOSEN_MODELS)
        facts["only"] = [name for name in facts["models"] if name.startswith(begin)]
    first, last = facts["companies"]["secret"], facts["companies"]["top"]
    facts["by_name"] = {"first": [first], "last": [last]}
    return facts


def _rows(facts, model) -> dict:
    return facts["hidden_documents"].get(model, {})


def _hides(facts: dict, model: str, why: dict) -> bool:
    if facts["modes"].get(model) in OWN_WORDS:
        return False
    if facts["hiding"]:
        return bool(set(why).intersection(facts["hiding"].get(model, ())))
    fields = facts["models"][model]["fields"]
    return any(
        name in fields
        and fields[name]["relation"] == CUSTOMER
        and fields[name]["type"] == "many2one"
        for name in why
    )


def _is_linked(facts: dict, model: str) -> bool:
    if model in facts["hidden_documents"] or model in facts["open_documents"]:
        return True
    if model in facts["cases"]:
        return True
    return any(
        field["relation"] in ("res.partner", "res.users")
        and name not in ("create_uid", "write_uid")
        for name, field in facts["models"][model]["fields"].items()
    )


def _around_cases(facts: dict) -> set[str]:
    """Models with rows of cases, with such rows in a list, and all our own."""
    return {
        name
        for name, model in facts["models"].items()
        if name in facts["cases"]
        or name.startswith("customer.")
        or any(
            field["relation"] in facts["cases"] and field["relation"] in OF_CASES
            for field in model["fields"].values()
        )
    } | {*PEOPLE}


def _first_of_their_kind(facts: dict) -> dict:
    """{attacker: the models that it tries thoroughly}; the others only glance."""
    everything = os.environ.get("ATTACK_THOROUGHLY")
    seen, found = set(), {}
    for key in [*attackers(facts), CONTROL]:
        found[key] = set()
        for model, right in facts["may"].get(key, {}).items():
            kind = (model, tuple(right["allowed"]), tuple(right["fields"]))
            if model in facts["cases"]:  # there, the position matters as well
                kind = (*kind, key if key in (*POSITIONS, *RESPONDENTS) else "")
            if kind not in seen or everything or key == CONTROL:
                found[key].add(model)
            seen.add(kind)
    return found


def attackers(facts: dict) -> list[str]:
    return [key for key in facts["users"] if key not in (CONTROL, *VICTIMS)] + [PUBLIC]


class Attack:
    def __init__(self, address: str, database: str, facts: dict):
        self.address = address
        self.database = database
        self.facts = facts
        self.odoo_version = ""
        self.findings = Findings()
        self.team: dict[str, Attacker] = {}
        self.seconds: dict[str, int] = {}  # that each way took

    def enter(self, key: str) -> Attacker:
        client = Client(self.address, self.database, self.facts["keys"].get(key))
        if key != PUBLIC:
            user = self.facts["users"][key]
            answer = client.login(user["login"], self.facts["password"])
            if answer.error:
                raise AssertionError(f"{key} cannot log in: {answer.complaint}")
        self.team[key] = Attacker(key, client, self.facts, self.findings)
        return self.team[key]

    def demote(self, key: str, groups: list[int], boss: Client) -> None:
        """Take a clearance away from somebody who is logged in."""
        commands = [[3, group] for group in groups]
        answer = boss.kw(
            "res.users",
            "write",
            [[self.facts["users"][key]["id"]], {"group_ids": commands}],
            {},
        )
        if answer.error:
            raise AssertionError(f"The clearance stays: {answer.complaint}")

    def run(self, keys: list[str], ways=(), threads: int = 2) -> Findings:
        ways = ways or _chosen_ways()
        team = [self.team.get(key) or self.enter(key) for key in keys]
        for way in ways:
            began = time.monotonic()
            alone = getattr(way, "alone", False)
            able = [
                attacker
                for attacker in team
                if way not in OF_CUSTOMERS or attacker.key not in POSITIONS
            ]
            with ThreadPoolExecutor(1 if alone else threads) as pool:
                list(pool.map(lambda attacker, way=way: way(attacker).run(), able))
            self.seconds[way.__name__] = round(time.monotonic() - began)
        for attacker in team:
            attacker.judge_reporter()
        return self.findings


def _chosen_ways() -> list:
    return [way for way in WAYS if not any(CHOSEN) or way.__name__.lower() in CHOSEN]


def grouped(leaks: dict) -> str:
    """Leaks by way and model, for people."""
    by_way = defaultdict(list)
    for leak, who in sorted(leaks.items(), key=lambda item: item[0].place):
        by_way[leak.way].append(
            f"  {leak.place}: {leak.what}  [{', '.join(sorted(who))}]"
        )
    return "\n".join(
        f"{way} ({len(lines)})\n" + "\n".join(lines) for way, lines in by_way.items()
    )
