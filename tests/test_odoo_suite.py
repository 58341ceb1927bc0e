"""How ./dev odoo-suite reads what Odoo's tests did, and what counts as a difference."""

import json

from devkit.suite_record import Again, Record, read, tag, worse
from devkit.suite_table import Row, lines

CLASS = "odoo.addons.mail.tests.test_mail.TestMail"
FIRST, SECOND = f"{CLASS}.test_first", f"{CLASS}.test_second"
SETUP = f"setUpClass ({CLASS})"


def record(*entries: tuple[str, str], through: bool = True) -> Record:
    """Entries as suite_inside.py writes them: test and outcome."""
    written = [
        {"test": test, "outcome": outcome, "message": f"{outcome} for a reason"}
        for test, outcome in entries
    ]
    written += [{"outcome": "through"}] if through else []
    return read([json.dumps(entry) + "\n" for entry in written])


def passing(*tests: str) -> Record:
    return record(*((test, "begun") for test in tests))


def row(without: Record, with_us: Record, again: Again | None = None, known=()) -> Row:
    alone = {FIRST: again} if again else {}
    return Row("mail", without, with_us, alone, dict(known))


def test_a_test_passed_that_began_and_neither_broke_nor_was_skipped():
    found = record(
        (FIRST, "begun"), (SECOND, "begun"), (SECOND, "broken"), (SECOND, "broken")
    )
    assert found.passed == {FIRST}
    assert found.broken == {SECOND: "broken for a reason"}
    assert found.is_complete


def test_a_run_that_was_killed_in_the_middle_of_a_line_is_not_complete():
    found = read(
        [json.dumps({"test": FIRST, "outcome": "begun"}) + "\n", '{"test": "o']
    )
    assert found.begun == {FIRST}
    assert not found.is_complete


def test_a_record_is_kept_and_found_again():
    found = record((FIRST, "begun"), (SECOND, "begun"), (SECOND, "skipped"))
    assert Record.from_json(found.as_json()) == found


def test_what_fails_is_skipped_or_is_left_out_only_with_us_is_worse():
    both = passing(FIRST, SECOND)
    assert worse(both, both) == {}
    broken = record((FIRST, "begun"), (FIRST, "broken"), (SECOND, "begun"))
    assert worse(both, broken) == {FIRST: "broken for a reason"}
    skipped = record((FIRST, "begun"), (FIRST, "skipped"), (SECOND, "begun"))
    assert worse(both, skipped) == {FIRST: "skipped for a reason"}
    assert worse(both, passing(FIRST)) == {SECOND: "not run"}


def test_what_fails_without_us_counts_on_neither_side():
    broken = record((FIRST, "begun"), (FIRST, "broken"))
    assert worse(broken, broken) == {}
    assert worse(broken, passing(FIRST)) == {}


def test_a_class_that_cannot_be_prepared_with_us_is_worse_and_so_are_its_tests():
    with_us = record((SETUP, "broken"))
    assert worse(passing(FIRST), with_us).keys() == {SETUP, FIRST}
    assert with_us.failed(SETUP)
    assert not passing(FIRST).failed(SETUP)


def test_a_test_is_named_so_that_odoo_runs_it_alone():
    assert tag(FIRST) == "/mail:TestMail.test_first"
    assert tag(SETUP) == "/mail:TestMail"


def test_only_what_fails_alone_with_us_and_never_without_us_counts():
    without, with_us = passing(FIRST), record((FIRST, "begun"), (FIRST, "broken"))
    assert row(without, with_us).only_with_us.keys() == {FIRST}
    steady = row(without, with_us, Again(times=2, without=0, with_us=1))
    assert steady.only_with_us.keys() == {FIRST}
    assert not steady.is_good
    for again in (Again(2, without=0, with_us=0), Again(2, without=1, with_us=2)):
        unsteady = row(without, with_us, again)
        assert unsteady.unsteady.keys() == {FIRST}
        assert unsteady.is_good


def test_a_test_that_no_add_on_can_leave_whole_shows_with_its_reason():
    without, with_us = passing(FIRST), record((FIRST, "begun"), (FIRST, "broken"))
    found = row(without, with_us, known={FIRST: "counts all menus"})
    assert found.is_good
    assert found.findings == [f"unavoidable: {FIRST}: counts all menus"]


def test_a_module_that_did_not_run_on_both_sides_is_not_good():
    assert not Row("mail", passing(FIRST), None, {}, {}).is_good
    assert not Row("mail", Record(), Record(), {}, {}).is_good
    older = Row("mail", passing(FIRST), passing(FIRST), {}, {}, is_current=False)
    assert not older.is_good
    assert "mail (older)" in lines([older])[-1]
    assert "not run" in lines([Row("mail", None, None, {}, {})])[-1]
