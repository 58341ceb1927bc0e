"""Programs and packages of the system."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .console import Failure, Step
from .paths import system_pins
from .process import CommandFailed, run_logged

# The names under which Odoo's tests look for a browser.
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# Programs that show that a package is there, however it was installed.
PROGRAMS = {"wkhtmltopdf": ("wkhtmltopdf",), "chromium": BROWSERS, "npm": ("npm",)}


def browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgres_bin(version: str | None = None) -> Path | None:
    """The folder of PostgreSQL's server programs, the newest unless told."""
    pattern = f"usr/lib/postgresql/{version or '*'}/bin/initdb"
    found = sorted(
        (file.parent for file in Path("/").glob(pattern)),
        key=lambda folder: float(folder.parent.name),
    )
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    return Path(os.path.realpath(initdb)).parent if initdb and not version else None


def ensure_packages(*kinds: str) -> None:
    """Install what is missing of the named lists in requirements/system.toml."""
    pins = system_pins()["apt"]
    ensure(name for kind in kinds for name in pins[kind])


def ensure(packages) -> None:
    missing = [name for name in packages if not _present(name)]
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Failure(
            f"Missing on this system: {', '.join(missing)} (Debian's names). "
            "Install them with its own package manager, then run this again."
        )
    install(missing)


def install(packages: Sequence[str]) -> None:
    names = " ".join(packages)
    apt = [
        *_as_root(names),
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    with Step(f"Installing {names}") as step:
        try:
            for command in (
                ["update"],
                ["install", "-y", "--no-install-recommends", *packages],
            ):
                run_logged(
                    step.title,
                    apt + command,
                    log="apt-install.log",
                    watch=lambda line: setattr(step, "note", line.strip()),
                )
        except CommandFailed as error:
            if error.unreachable or "Unable to locate package" in str(error):
                raise unreachable("Debian's mirror", "apt-get update") from None
            raise


def unreachable(what: str, check: str) -> Failure:
    return Failure(
        f"{what} cannot be reached: check the network and the proxy (does '{check}' "
        "work?), then run this again: what is finished is kept."
    )


def _present(package: str) -> bool:
    if package in PROGRAMS:
        return any(map(shutil.which, PROGRAMS[package]))
    if package == "postgresql":
        return postgres_bin() is not None
    if not shutil.which("dpkg-query"):
        return True  # fonts and small libraries: not worth a refusal elsewhere
    status = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True
    )
    return status.stdout.endswith("ok installed")


def _as_root(names: str) -> list[str]:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo:
        ask = [] if os.isatty(0) else ["-n"]
        if (
            not ask
            or not subprocess.run([sudo, "-n", "true"], capture_output=True).returncode
        ):
            return [sudo, *ask]
    raise Failure(
        f"Missing packages: as root run 'apt-get install {names}', then this again."
    )
