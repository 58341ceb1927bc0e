"""What was acknowledged is there once, by plain SQL and without the product's code."""

from . import (
    clocks,
    crons,
    files,
    grades,
    ladder,
    log_lines,
    moves,
    numbers,
    refusals,
    seal_chain,
    trace,
    visits,
)
from .finding import Evidence, Finding

CHECKS = (
    trace,
    moves,
    numbers,
    refusals,
    clocks,
    visits,
    ladder,
    grades,
    log_lines,
    seal_chain,
    files,
    crons,
)


def findings(evidence: Evidence) -> list[Finding]:
    return [found for module in CHECKS for found in module.check(evidence)]
