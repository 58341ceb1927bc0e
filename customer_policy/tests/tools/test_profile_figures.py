"""The ready policies say and do what the regulations say.

``profile_figures.csv`` holds the figures: which setting of a profile has which values,
or a ladder which steps, and the words of its clause. Without a setting, only words.
"""

import csv
import json
import re
from pathlib import Path

import pytest

ADDON = Path(__file__).resolve().parents[2]
PROFILES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((ADDON / "profiles").glob("*.json"))
}
WORDS = {"yes": True, "no": False}
INFORMATION = "customer_policy.penalty_ladder_information"


def figures():
    path = Path(__file__).with_name("profile_figures.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


FIGURES = figures()
STEPS = [row for row in FIGURES if row[1].startswith("ladder_")]
VALUES = [row for row in FIGURES if row[1] and row not in STEPS]
PROMISES = [row for row in FIGURES if not row[1]]


def setting(profile, name):
    found = [
        row
        for row in PROFILES[profile]["settings"]
        if name in (row.get("ref", "").removeprefix("customer_policy."), row.get("key"))
    ]
    assert len(found) == 1, f"{profile}: {name} stands there {len(found)} times"
    return found[0]


def text(profile, lang, number):
    """The words of a clause."""
    clauses = {row["number"]: row for row in PROFILES[profile]["policy"]["clauses"]}
    return re.sub(r"<[^>]+>", " ", clauses[number]["body"][lang])


def said(profile, number, english, chinese):
    return english in text(profile, "en_US", number) and chinese in text(
        profile, "zh_CN", number
    )


def number_or_word(value):
    if value in WORDS:
        return WORDS[value]
    return float(value) if re.fullmatch(r"[\d.]+", value) else value


def pairs(words):
    """``amount=3 unit=day`` as a dict."""
    return {
        name: number_or_word(value)
        for name, value in (word.split("=") for word in words)
    }


def steps(values):
    """``1 fine supervisor fine_min=100; 2 …`` as tuples and what else they have."""
    for step in values.split("; "):
        number, measure, *more = step.split()
        target = more.pop(0) if more and "=" not in more[0] else "person"
        yield (int(number), measure, target), pairs(more)


@pytest.mark.parametrize(
    ("profile", "name", "values", "english", "chinese"), VALUES, ids=str
)
def test_a_figure_of_the_sources_stands_in_clause_and_setting(
    profile, name, values, english, chinese
):
    row = setting(profile, name)
    wanted = pairs(values.split())
    assert {field: row["values"][field] for field in wanted} == wanted
    assert said(profile, row["clause"], english, chinese)


@pytest.mark.parametrize(
    ("profile", "name", "values", "english", "chinese"), STEPS, ids=str
)
def test_a_ladder_has_the_steps_of_its_clause(profile, name, values, english, chinese):
    row = setting(profile, name)
    found = row["values"]["step_ids"]
    wanted = list(steps(values))
    assert [(s["sequence"], s["measure"], s["target"]) for s in found] == [
        key for key, _more in wanted
    ]
    for has, (_key, more) in zip(found, wanted, strict=True):
        assert {field: has[field] for field in more} == more
    assert said(profile, row["clause"], english, chinese)


@pytest.mark.parametrize(
    ("profile", "_name", "_values", "english", "chinese"), PROMISES, ids=str
)
def test_a_figure_without_a_setting_stands_in_both_languages(
    profile, _name, _values, english, chinese
):
    clauses = PROFILES[profile]["policy"]["clauses"]
    assert any(said(profile, row["number"], english, chinese) for row in clauses)


@pytest.mark.parametrize("profile", PROFILES)
def test_customer_information_is_guarded_by_three_steps_everywhere(profile):
    row = setting(profile, INFORMATION.removeprefix("customer_policy."))
    first, second, third = row["values"]["step_ids"]
    assert (first["sequence"], first["measure"]) == (1, "warning")
    assert (second["sequence"], second["measure"]) == (2, "suspension")
    assert (third["sequence"], third["measure"]) == (3, "dismissal")
    assert second["suspension_days"] == 7
    assert [s["notify_hr"] for s in (first, second, third)] == [False, True, True]
    assert said(profile, row["clause"], "suspension of one week", "停职一周")


@pytest.mark.parametrize("profile", PROFILES)
def test_the_terms_of_secrecy_equal_their_clauses(profile):
    levels = [setting(profile, f"confidentiality_level_{n}") for n in (1, 2, 3)]
    rows = [level["values"] for level in levels]
    assert [row["max_days"] for row in rows] == [3 * 365, 5 * 365, 10 * 365]
    assert [row["notice_days"] for row in rows] == [14, 30, 30]
    assert said(profile, levels[0]["clause"], "14 days before", "到期前14日")
    clauses = PROFILES[profile]["policy"]["clauses"]
    knows = next(c["number"] for c in clauses if c["name"]["en_US"] == "Who may know")
    days = [row["grant_max_days"] for row in rows]
    assert said(
        profile, knows, f"for {days[0]} days, 30 or 7", f"{days[0]}日、30日和7日"
    )
    assert days[1:] == [30, 7]
    assert [row["emergency_hours"] for row in rows] == [8, 4, 2]
    assert said(profile, knows, "for 8, 4 or 2 hours", "8小时、4小时或2小时")
    team = "its service team" in text(profile, "en_US", knows)
    assert rows[0]["know_service_team"] is team
