import copy
import json

import pytest
from customer_policy_tools import policy_file as files
from customer_policy_tools.policy_file import Field
from hypothesis import given
from hypothesis import strategies as st

STEP = {"sequence": Field("integer", is_required=True), "points": Field("number")}
SCHEMA = {
    "ladder": {
        "name": Field("text", is_translated=True, is_required=True),
        "note": Field("text"),
        "months": Field("integer"),
        "share": Field("number"),
        "is_ever": Field("boolean"),
        "basis": Field("selection", choices=("count", "severity"), is_required=True),
        "day": Field("date"),
        "user_id": Field("person"),
        "step_ids": Field("parts", comodel="step", parts=STEP),
    },
    "type": {
        "name": Field("text", is_translated=True),
        "ladder_id": Field("many2one", comodel="ladder"),
        "other_ids": Field("many2many", comodel="type"),
    },
}
DOCUMENT = {
    "format": files.FORMAT,
    "profile": {
        "code": "shop",
        "name": {"en_US": "Shop", "zh_CN": "门店"},
        "description": {"en_US": "For shops"},
    },
    "policy": {
        "number": "CP-S",
        "name": {"en_US": "Policy", "zh_CN": "制度"},
        "description": {"en_US": "<p>Purpose</p>"},
        "clauses": [
            {
                "number": "1.1",
                "name": {"en_US": "Leaks", "zh_CN": "泄密"},
                "body": {"en_US": "<p>No</p>"},
                "source": "VIO-01 [S0-01]",
            }
        ],
    },
    "settings": [
        {
            "model": "type",
            "key": "leak",
            "clause": "1.1",
            "values": {"ladder_id": {"ref": "steep"}, "other_ids": [{"ref": "a.b"}]},
        },
        {
            "model": "ladder",
            "key": "steep",
            "clause": "1.1",
            "values": {
                "name": {"en_US": "Steep"},
                "basis": "count",
                "months": 12,
                "share": 0.5,
                "is_ever": False,
                "day": "2026-01-31",
                "step_ids": [{"sequence": 1, "points": 3}],
            },
        },
        {"model": "ladder", "ref": "customer_policy.shipped", "values": {"note": None}},
    ],
}

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)
languages = st.dictionaries(st.sampled_from(["en_US", "zh_CN", "fr_BE"]), texts)
named = st.dictionaries(st.sampled_from(["en_US", "zh_CN"]), texts, min_size=1)
clauses = st.lists(
    st.fixed_dictionaries(
        {"number": texts.filter(str.strip), "name": named, "body": languages}
    ),
    unique_by=lambda clause: clause["number"],
    max_size=4,
)
ladders = st.fixed_dictionaries(
    {"name": named, "basis": st.sampled_from(["count", "severity"])},
    optional={
        "note": st.none() | texts,
        "months": st.integers(-(2**31) + 1, 2**31 - 1),
        "share": st.floats(-1e14, 1e14),
        "is_ever": st.booleans(),
        "step_ids": st.lists(
            st.fixed_dictionaries({"sequence": st.integers(1, 9)}), max_size=3
        ),
    },
)


@st.composite
def documents(draw):
    found = draw(clauses)
    numbers = [clause["number"] for clause in found]
    keys = draw(
        st.lists(st.from_regex(files.KEY, fullmatch=True), unique=True, max_size=5)
    )
    settings = []
    for key in keys:
        setting = {"model": "ladder", "key": key, "values": draw(ladders)}
        if numbers:
            setting["clause"] = draw(st.sampled_from(numbers))
        settings.append(setting)
    return {
        "format": files.FORMAT,
        "policy": {
            "number": draw(texts.filter(str.strip)),
            "name": draw(named),
            "clauses": found,
        },
        "settings": settings,
    }


@given(documents())
def test_what_is_written_reads_the_same(document):
    content = files.dump(document)
    assert files.read(content) == document
    assert files.dump(files.read(content)) == content
    assert not files.problems(document, SCHEMA)
    assert files.CODE.fullmatch(files.code_of(document))


@given(documents(), st.binary(max_size=40), st.integers(0, 10_000))
def test_a_damaged_file_gives_a_clear_error_or_another_document(document, junk, place):
    content = files.dump(document)
    place %= len(content)
    damaged = content[:place] + junk + content[place + len(junk) :]
    try:
        found = files.read(damaged)
    except files.PolicyFileError as error:
        assert error.problems
    else:
        assert found["format"] == files.FORMAT
        assert all(problem.code for problem in files.problems(found, SCHEMA))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *files.SETTING,
                    *files.CLAUSE,
                    *files.POLICY,
                    *files.TOP,
                    "ref",
                    "code",
                ]
            ),
            below,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(files.TOP)), json_values))
def test_no_document_breaks_the_check(document):
    found = files.problems(document, SCHEMA)
    assert len(found) <= files.MAX_PROBLEMS
    assert found or document.get("policy")


@given(st.permutations(range(6)), st.data())
def test_settings_come_after_those_that_they_refer_to(places, data):
    """Each refers to some of those with a smaller number: never in a circle."""
    settings = []
    for number in places:
        below = data.draw(st.sets(st.integers(0, 5).filter(lambda n, m=number: n < m)))
        refs = [{"ref": f"k{n}"} for n in sorted(below)]
        settings.append({"key": f"k{number}", "values": {"other_ids": refs}})
    order = files.order(settings)
    assert sorted(order) == list(range(6))
    seen = set()
    for place in order:
        assert set(files.references(settings[place]["values"])) <= seen
        seen.add(settings[place]["key"])


def test_settings_that_need_each_other_are_refused():
    settings = [
        {"key": "a", "values": {"x": {"ref": "b"}}},
        {"key": "b", "values": {"x": [{"ref": "a"}]}},
    ]
    with pytest.raises(files.PolicyFileError, match="circle"):
        files.order(settings)


def test_the_document_of_the_tests_is_right():
    assert not files.problems(DOCUMENT, SCHEMA)
    assert files.code_of(DOCUMENT) == "shop"
    assert files.order(DOCUMENT["settings"]) == [1, 0, 2]


def _set(path, value):
    def change(document):
        *way, last = path
        for step in way:
            document = document[step]
        document[last] = value

    return change


def _drop(*path):
    def change(document):
        *way, last = path
        for step in way:
            document = document[step]
        del document[last]

    return change


LADDER = ("settings", 1, "values")
TYPE = ("settings", 0, "values")
CASES = [
    ("missing", "policy", _drop("policy")),
    ("missing", "policy.number", _drop("policy", "number")),
    ("missing", "policy.number", _set(("policy", "number"), " ")),
    ("missing", "policy.clauses[0].name", _drop("policy", "clauses", 0, "name")),
    ("missing", "profile.code", _drop("profile", "code")),
    ("identifier", "profile.code", _set(("profile", "code"), "My Shop")),
    ("type", "policy", _set(("policy",), [])),
    ("type", "settings", _set(("settings",), {})),
    ("type", "settings[0]", _set(("settings", 0), "x")),
    ("type", "policy.clauses", _set(("policy", "clauses"), "x")),
    ("unknown", "polcy", _set(("polcy",), {})),
    ("unknown", "settings[0].vals", _set(("settings", 0, "vals"), {})),
    ("model", "settings[0].model", _set(("settings", 0, "model"), "res.users")),
    ("field", "settings[1].values.mnths", _set((*LADDER, "mnths"), 1)),
    (
        "person",
        "settings[1].values.user_id",
        _set((*LADDER, "user_id"), {}),
    ),
    ("clause", "settings[0].clause", _set(("settings", 0, "clause"), "9.9")),
    ("ref_or_key", "settings[0]", _drop("settings", 0, "key")),
    ("ref_or_key", "settings[0]", _set(("settings", 0, "ref"), "a.b")),
    ("identifier", "settings[2].ref", _set(("settings", 2, "ref"), "shipped")),
    ("identifier", "settings[0].key", _set(("settings", 0, "key"), "a b")),
    ("duplicate_key", "settings[1].key", _set(("settings", 1, "key"), "leak")),
    ("type", "settings[1].values.months", _set((*LADDER, "months"), "twelve")),
    ("type", "settings[1].values.months", _set((*LADDER, "months"), 1.5)),
    ("type", "settings[1].values.months", _set((*LADDER, "months"), True)),
    ("type", "settings[1].values.months", _set((*LADDER, "months"), 2**40)),
    ("type", "settings[1].values.share", _set((*LADDER, "share"), "0.5")),
    ("type", "settings[1].values.is_ever", _set((*LADDER, "is_ever"), 1)),
    ("type", "settings[1].values.day", _set((*LADDER, "day"), "31/01/2026")),
    ("type", "settings[1].values.note", _set((*LADDER, "note"), {"en_US": "x"})),
    ("type", "settings[1].values.name.en_US", _set((*LADDER, "name", "en_US"), 3)),
    (
        "language",
        "settings[1].values.name.English",
        _set((*LADDER, "name"), {"English": ""}),
    ),
    ("required", "settings[1].values.basis", _set((*LADDER, "basis"), None)),
    ("choice", "settings[1].values.basis", _set((*LADDER, "basis"), "luck")),
    ("type", "settings[1].values.step_ids", _set((*LADDER, "step_ids"), {})),
    ("type", "settings[1].values.step_ids[0]", _set((*LADDER, "step_ids"), [1])),
    (
        "type",
        "settings[1].values.step_ids[0].points",
        _set((*LADDER, "step_ids", 0, "points"), "3"),
    ),
    ("type", "settings[0].values.ladder_id", _set((*TYPE, "ladder_id"), "steep")),
    (
        "key",
        "settings[0].values.ladder_id",
        _set((*TYPE, "ladder_id"), {"ref": "flat"}),
    ),
    (
        "comodel",
        "settings[0].values.other_ids[0]",
        _set((*TYPE, "other_ids"), [{"ref": "steep"}]),
    ),
    (
        "type",
        "settings[0].values.other_ids",
        _set((*TYPE, "other_ids"), {"ref": "a.b"}),
    ),
    ("too_long", "settings[1].values.note", _set((*LADDER, "note"), "x" * 200_001)),
    ("too_many", "settings", _set(("settings",), [{}] * 5_001)),
]


@pytest.mark.parametrize(("code", "path", "change"), CASES)
def test_what_is_wrong_is_named_with_its_place(code, path, change):
    document = copy.deepcopy(DOCUMENT)
    change(document)
    found = [(p.code, p.path) for p in files.problems(document, SCHEMA)]
    assert (code, path) in found


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        (b"", "not_json", "line 1"),
        (b"{\n\n  oops}", "not_json", "line 3"),
        (b"\xff\xfe", "not_text", ""),
        (b"[]", "type", ""),
        (b"{}", "format", "format"),
        (b'{"format": "customer_policy/9"}', "format", "format"),
        (b'{"format": "a", "format": "b"}', "twice", "format"),
        (b'{"format": "customer_policy/1", "x": NaN}', "not_number", "NaN"),
        (b" " * (files.MAX_BYTES + 1), "too_big", ""),
        (b"[" * 100_000, "not_json", "line 1"),
    ],
)
def test_what_is_no_policy_file_is_refused(content, code, path):
    with pytest.raises(files.PolicyFileError) as error:
        files.read(content)
    assert [(p.code, p.path) for p in error.value.problems] == [(code, path)]


def test_a_mark_of_byte_order_does_not_matter():
    content = b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode()
    assert files.read(content) == DOCUMENT


@pytest.mark.parametrize(
    ("text", "code"),
    [("CP-01", "cp_01"), ("客户制度", "p"), ("2026/1", "p_2026_1"), ("", "p")],
)
def test_a_number_makes_a_code(text, code):
    assert files.slug(text) == code
