"""What came of the attack, for people: as a log, and as the page that is kept."""

import os
import platform
import time
from pathlib import Path

from attack_findings import Findings
from attack_secrets import SECRETS

KEPT = "ATTACK_RESULT"


def keep(findings: Findings, left: dict[str, str], seconds: float, odoo: str) -> None:
    """Write the page, where the environment names a file for it.

    ``left``: {kind: what is neither allowed nor mended}
    """
    if place := os.environ.get(KEPT):
        Path(place).write_text(_page(findings, left, seconds, odoo))


def _page(findings, left, seconds: float, odoo: str) -> str:
    secrets = [
        f"- `{secret.prefix.upper()}-` {secret.key.replace('_', ' ')}: for "
        f"{', '.join(sorted(secret.knowers))}"
        for secret in SECRETS
    ]
    found = [f"## {kind}\n\n{text or 'None.'}" for kind, text in left.items()]
    return "\n".join(
        [
            "# The attack",
            "",
            "Made by `./dev attack`: every attacker, every way, over HTTP. Cells read",
            "tries/leaks/oracles/failures, those that `attack_allowed.toml` explains",
            "among them.",
            "",
            f"{time.strftime('%Y-%m-%d')}, Odoo {odoo}, {os.cpu_count()} cores "
            f"({platform.machine()}), {seconds / 60:.0f} minutes.",
            "",
            "```",
            findings.table(),
            "```",
            "",
            "Hidden customers (`ZQX-`, `ZQD-`) are for nobody in the table. Of cases:",
            "",
            *secrets,
            "- `ZQSR-` who reported: for violation_officer; elsewhere it must be named",
            "  only where a twin is named as well who reported nothing.",
            "",
            *found,
            "",
        ]
    )
