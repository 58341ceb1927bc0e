"""What the measurements come to: figures, noise, and the kept files."""

from collections import Counter

import pytest

from bench import common
from devkit import results
from load import report, samples
from load.samples import Figures, Sample

ROW = {
    "name": "a list",
    "ours": 0.0021,
    "reference": 0.002,
    "ratio": 1.05,
    "unit": "s",
    "runs": 60,
    "noise": 1.02,
    "goal": "≤ 1.05 ×",
    "met": True,
    "extra": {"each_of": 3},
    "size": 1000,
}


def test_the_noise_of_equal_runs_is_one():
    for count in (2, 5, 60):
        assert common.noise([0.25] * count) == 1


def test_the_noise_of_few_runs_is_the_longest_by_the_shortest():
    assert common.noise([0.2, 0.3, 0.1]) == pytest.approx(3)


def test_one_run_says_nothing_of_noise():
    assert common.noise([0.25]) is None


def test_a_single_disturbed_run_among_many_is_no_noise():
    assert common.noise([0.1] * 59 + [9.0]) == 1


def test_a_goal_is_met_by_the_ratio_of_the_medians():
    times = [0.3, 0.1, 0.2], [0.1, 0.1, 9]
    assert common.result("one", *times, goal=2).met is True
    assert common.result("one", *times, goal=1.9).met is False
    assert common.result("one", *times).met is None


def test_what_shall_cost_nothing_may_differ_by_the_noise_alone():
    within = common.result("one", [0.11], [0.1, 0.12])
    assert common.judged_beside_noise(within).met is True
    beyond = common.result("one", [0.2], [0.1, 0.12])
    assert common.judged_beside_noise(beyond).met is False


def section(name, **changed):
    return results.section(name, "Explained.", [{**ROW, **changed}], {"Odoo": "19"})


def test_a_row_tells_times_noise_and_goal():
    assert results.cells(ROW) == (
        *("a list", "2.1 ms", "2.0 ms", "1.050 ×", "1.020 ×", "≤ 1.05 ×", "yes", "60"),
        "each of 3",
    )


def test_a_single_benchmark_replaces_its_own_section_alone(tmp_path):
    file, order = tmp_path / "RESULTS.md", ["first", "second"]
    results.keep(file, order, {"second": section("second"), "first": section("first")})
    before = file.read_text()
    results.keep(file, order, {"second": section("second", met=False)})
    after = file.read_text()
    assert after != before
    assert after.partition("## second")[0] == before.partition("## second")[0]
    assert after.count("## ") == 2
    assert "**NO**" in after.partition("## second")[2]


def test_the_same_results_leave_the_file_as_it_is(tmp_path):
    file = tmp_path / "RESULTS.md"
    for _time in range(2):
        results.keep(file, ["first"], {"first": section("first")})
        kept = file.read_text()
    results.keep(file, ["first"], {})
    assert file.read_text() == kept


def test_a_benchmark_that_is_gone_leaves_the_results(tmp_path):
    file = tmp_path / "RESULTS.md"
    results.keep(file, ["first", "old"], {"old": section("old")})
    results.keep(file, ["first"], {"first": section("first")})
    assert "## old" not in file.read_text()


def test_what_is_missed_is_named():
    rows = [ROW, {**ROW, "name": "slow", "met": False}, {**ROW, "met": None}]
    assert results.summary(rows) == "1 of 2 goals met.\nmissed: slow"


@pytest.mark.parametrize("count, high", [(1, 1), (20, 19), (100, 95), (101, 96)])
def test_the_95th_percentile_is_a_time_that_was_measured(count, high):
    given = [Sample(0, "list", ms, "") for ms in range(count, 0, -1)]
    assert samples.figures(given)["list"].high == high


def test_an_error_counts_and_has_no_time(tmp_path):
    given = [Sample(0, "list", 5, ""), Sample(0, "list", 9000, "HTTP 500")]
    assert samples.figures(given) == {"list": Figures(1, 5, 5)}
    assert samples.errors(given) == Counter({"list: HTTP 500": 1})


def test_times_count_once_everybody_is_there_but_errors_always(tmp_path):
    file = tmp_path / "samples.jsonl"
    lines = (
        '{"at": 1, "name": "contacts: list", "ms": 5, "error": ""}',
        '{"at": 1, "name": "log-in: page", "ms": 5, "error": ""}',
        '{"at": 1, "name": "contacts: list", "ms": 5, "error": "HTTP 500"}',
        '{"at": 3, "name": "contacts: list", "ms": 7, "error": ""}',
    )
    file.write_text("\n".join(lines))
    read = samples.read(file, since=2)
    assert samples.figures(read) == {
        "contacts: list": Figures(1, 7, 7),
        "log-in: page": Figures(1, 5, 5),
    }
    assert samples.errors(read).total() == 1


def test_a_request_without_counterpart_stands_alone():
    rows = report.table({"a": Figures(2, 30, 60)}, {"a": Figures(3, 20, 30)})
    assert rows == [
        ("a", "2 / 3", "30 ms", "60 ms", "20 ms", "30 ms", "1.50 ×", "2.00 ×")
    ]
    [alone] = report.table({"b": Figures(2, 30, 60)}, {})
    assert alone[2:] == ("30 ms", "60 ms", "-", "-", "-", "-")
    [alone] = report.table({}, {"c": Figures(2, 30, 60)})
    assert alone[2:] == ("-", "-", "30 ms", "60 ms", "-", "-")
