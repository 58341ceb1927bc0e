"""What ./dev says when something is wrong, and to other scripts."""

import socket
import subprocess
from pathlib import Path

import pytest

from devkit import odoo_source
from devkit.database import Database
from devkit.paths import ROOT

SCREEN_LINES = 40


def dev(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "dev", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_help_fits_on_one_screen():
    helped = dev("help")
    assert helped.returncode == 0
    assert len(helped.stdout.splitlines()) <= SCREEN_LINES


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run", "--nonsense"],
        ["run", "--port", "many"],
        ["run", "--db", "No Name"],
        ["test", "no/such/folder"],
        ["bench", "nonsense"],
        ["bench", "violations", "nonsense"],
        ["load", "surplus"],
        ["load", "--minutes", "few"],
        ["stop", "--odoo", "somewhere", "surplus"],
        ["env", "--odoo", "devkit"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_answered_by_one_line(arguments: list[str]):
    refused = dev(*arguments)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stderr.startswith("dev: ")


def test_the_benchmarks_are_listed_without_being_run():
    listed = dev("bench", "--list")
    assert listed.returncode == 0
    scripts = [f"bench_{name}.py" for name in listed.stdout.split()]
    assert scripts == sorted(file.name for file in (ROOT / "bench").glob("bench_*.py"))


def test_a_taken_port_is_refused_before_anything_is_built():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = dev("run", "--db", "port_is_taken", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_the_environment_can_be_read_by_a_shell():
    script = 'eval "$(./dev env)" && echo "$ODOO_RC $PGHOST $CUSTOMER_POLICY_PORT"'
    shell = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    configuration, socket_folder, port = shell.stdout.split()
    assert configuration == str(ROOT / ".dev" / "odoo.conf")
    assert socket_folder
    assert port.isdigit()


def test_an_odoo_that_was_fetched_keeps_its_version_when_it_is_named(tmp_path: Path):
    """Else every database would be built a second time for it."""
    package = tmp_path / odoo_source.PYTHON_FOLDER / "odoo"
    package.mkdir(parents=True)
    (package / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    assert odoo_source.find(str(tmp_path)).version == "19.0"
    (tmp_path / odoo_source.RECORD).write_text('{"odoo-19": "19.0.0+dfsg-1"}')
    for named in (tmp_path, package.parent):
        assert odoo_source.find(str(named)).version == "19.0.0+dfsg-1"


def test_a_database_can_be_dropped_while_autovacuum_is_busy_with_it(database: Database):
    may_end_it = "SELECT pg_has_role(current_user, 'pg_signal_backend', 'member')"
    assert database.query(may_end_it) == "t"
