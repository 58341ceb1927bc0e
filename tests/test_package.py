"""What a user puts into the folder of add-ons."""

import ast
import subprocess
import zipfile
from pathlib import Path

from devkit import addons, package
from devkit.paths import ROOT


def test_the_zip_holds_every_tracked_file_of_the_add_ons_and_nothing_else(
    tmp_path: Path,
) -> None:
    archive = zipfile.ZipFile(package.make_zip(tmp_path / "add-ons.zip"))
    names = set(archive.namelist())
    command = ["git", "ls-files", "--", *addons.ours()]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    licences = {f"{name}/LICENSE" for name in addons.ours()}
    assert names == set(tracked.stdout.splitlines()) | licences
    for name, addon in addons.ours().items():
        manifest = ast.literal_eval(archive.read(f"{name}/__manifest__.py").decode())
        assert manifest["license"] == "LGPL-3"
        assert manifest["version"] == addon.version
        assert addon.version.startswith("19.0.")
