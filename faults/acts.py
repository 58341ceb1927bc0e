"""Everything that people do here."""

from . import (
    acts_complaint,
    acts_grade,
    acts_points,
    acts_secrecy,
    acts_violation,
    acts_visit,
)

ACTS = (
    *acts_complaint.ACTS,
    *acts_visit.ACTS,
    *acts_violation.ACTS,
    *acts_points.ACTS,
    *acts_grade.ACTS,
    *acts_secrecy.ACTS,
)
BY_NAME = {act.name: act for act in ACTS}
# How the state of a kind's records is heard again, and of whom.
MODELS = {
    "complaint": ("customer.complaint", "officer"),
    "visit": ("customer.visit", None),
    "violation": ("customer.violation", "violation_officer"),
    "period": ("customer.point.period", "violation_officer"),
    "review": ("customer.grade.review", "grader"),
}
