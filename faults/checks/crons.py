"""Scheduled work: none was switched off because it had been killed."""

from .finding import Evidence, Finding

SUBJECT = "scheduled work"
OFF = """
    SELECT cron.cron_name FROM ir_cron cron
      JOIN ir_model_data data ON data.model = 'ir.cron' AND data.res_id = cron.id
     WHERE data.module LIKE 'customer\\_policy%%' AND NOT cron.active
"""


def check(evidence: Evidence) -> list[Finding]:
    return [Finding(SUBJECT, f"{name} is off") for (name,) in evidence.rows(OFF)]
