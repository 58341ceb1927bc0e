"""The files of the ready policies hold together: languages, sources, references.

Whether a profile can be applied to a database is tested beside the framework.
"""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree

ADDON = Path(__file__).resolve().parents[2]
PROFILES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((ADDON / "profiles").glob("*.json"))
}
LANGS = {"en_US", "zh_CN"}
SOURCE = re.compile(r"[A-Z]{3}-\d\d.*\[S\d-\d\d")
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
COMMAND = SimpleNamespace(
    create=lambda vals: {**STEP, **vals}, set=lambda records: records
)
STEP = {"target": "person", "notify_head": True, "notify_hr": False}


def numbers(profile):
    return [row["number"] for row in PROFILES[profile]["policy"]["clauses"]]


def translations(value, path=""):
    """Every text of the file that is there by language."""
    if isinstance(value, dict):
        if LANGS & set(value):
            yield path, value
        for key, below in value.items():
            yield from translations(below, f"{path}.{key}")
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from translations(below, f"{path}[{place}]")


def references(value):
    """All records that a value points at."""
    if isinstance(value, list):
        for below in value:
            yield from references(below)
    elif isinstance(value, dict) and "ref" in value:
        yield value["ref"]


def given_ref(name):
    return {"ref": name if "." in name else f"customer_policy.{name}"}


def given(field):
    """The value of a field in a data file; None where only Odoo can tell it."""
    if field.get("ref"):
        return given_ref(field.get("ref"))
    source = field.get("eval")
    if source is None:
        return field.text
    try:
        return eval(source, {"Command": COMMAND, "ref": given_ref})  # pylint: disable=W0123
    except (AttributeError, NameError):
        return None


def shipped():
    """External id -> model and values, as the data files write them."""
    return {
        f"customer_policy.{record.get('id')}": (
            record.get("model"),
            {field.get("name"): given(field) for field in record.iter("field")},
        )
        for path in sorted((ADDON / "data").glob("*.xml"))
        for record in etree.parse(path).iter("record")
        if record.get("model").startswith("customer.")
    }


SHIPPED = shipped()


def test_five_profiles_are_shipped():
    assert set(PROFILES) == {"general", "property", "call_centre", "retail", "project"}
    assert all(code == doc["profile"]["code"] for code, doc in PROFILES.items())
    policies = [doc["policy"]["number"] for doc in PROFILES.values()]
    assert len(set(policies)) == len(policies)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_policy_has_eight_chapters_in_their_order(profile):
    found = numbers(profile)
    assert 25 <= len(found) <= 45
    assert len(set(found)) == len(found)
    assert found == sorted(found, key=lambda n: [int(part) for part in n.split(".")])
    assert {n.split(".")[0] for n in found} == {str(n) for n in range(1, 9)}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_text_is_there_in_both_languages(profile):
    found = list(translations(PROFILES[profile]))
    assert len(found) >= 2 * len(numbers(profile)) + 4
    for path, value in found:
        assert set(value) == LANGS, path
        assert HAN.search(value["zh_CN"]), path
        assert not HAN.search(value["en_US"]), path
        assert not HALF_WIDTH.search(value["zh_CN"]), path


@pytest.mark.parametrize("profile", PROFILES)
def test_every_clause_says_where_it_comes_from(profile):
    for clause in PROFILES[profile]["policy"]["clauses"]:
        source = clause["source"]
        assert SOURCE.search(source) or source.startswith("Own clause"), clause


@pytest.mark.parametrize("profile", PROFILES)
def test_a_setting_names_a_clause_of_the_file_and_what_is_there(profile):
    keys, seen = {}, set()
    for row in PROFILES[profile]["settings"]:
        name = row.get("ref") or row["key"]
        assert name not in seen, name
        seen.add(name)
        assert row["clause"] in numbers(profile), name
        if "ref" in row:
            assert SHIPPED[name][0] == row["model"], name
        for ref in references(list(row["values"].values())):
            assert ref in SHIPPED if "." in ref else ref in keys, ref
        if "key" in row:
            keys[name] = row


@pytest.mark.parametrize("profile", PROFILES)
def test_every_shipped_type_and_deadline_has_its_place_in_a_profile(profile):
    named = {row.get("ref") for row in PROFILES[profile]["settings"]}
    for model in (
        "customer.violation.type",
        "customer.complaint.deadline.rule",
        "customer.complaint.approval",
        "customer.complaint.escalation",
        "customer.confidentiality.level",
    ):
        shipped_ones = {name for name, (of, _values) in SHIPPED.items() if of == model}
        assert shipped_ones and shipped_ones <= named, model


def test_the_general_policy_changes_nothing_that_is_shipped():
    compared = 0
    for row in PROFILES["general"]["settings"]:
        _model, values = SHIPPED[row["ref"]]
        for name, wanted in row["values"].items():
            has = values.get(name)
            if has is None:
                continue
            if isinstance(wanted, int | float) and isinstance(has, str):
                has = float(has)
            elif isinstance(wanted, list):
                wanted = [
                    step if "ref" in step else {**STEP, **step} for step in wanted
                ]
            assert has == wanted, (row["ref"], name)
            compared += 1
    assert compared > 150
