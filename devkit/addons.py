"""The add-ons of this checkout."""

import ast
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .paths import ROOT

# Installed beside the add-ons' own dependencies, so that the bridges have company.
COMPANIONS = ("contacts", "sale_management", "account")


@dataclass(frozen=True)
class Addon:
    folder: Path
    depends: tuple[str, ...]
    version: str

    @property
    def name(self) -> str:
        return self.folder.name

    def fingerprint(self) -> str:
        """Changes with everything an update would load; tests are not loaded."""
        digest = hashlib.sha256()
        for file in sorted(self.folder.rglob("*")):
            inside = file.relative_to(self.folder)
            if inside.parts[0] == "tests" or "__pycache__" in inside.parts:
                continue
            if file.is_file():
                digest.update(f"{inside}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:16]


def ours() -> dict[str, Addon]:
    found = {}
    for manifest in sorted(ROOT.glob("*/__manifest__.py")):
        content = ast.literal_eval(manifest.read_text())
        if content.get("installable", True):
            depends = tuple(content.get("depends", ()))
            version = content["version"]
            found[manifest.parent.name] = Addon(manifest.parent, depends, version)
    return found


def fingerprints() -> dict[str, str]:
    return {name: addon.fingerprint() for name, addon in ours().items()}


def stock(addons: Iterable[Addon]) -> list[str]:
    """Odoo's own modules that the add-ons need, and their companions."""
    addons = list(addons)
    names = {name for addon in addons for name in addon.depends}
    return sorted(names.union(COMPANIONS) - {addon.name for addon in addons})
