from odoo import api, models
from odoo.tools import format_date

WORDS = 2


class CustomerPolicyOverview(models.AbstractModel):
    """The grade, and in a few words why."""

    _inherit = "customer.policy.overview"

    @api.model
    def _card_grade(self, customer):
        # The explanation is for everybody who sees the grade, as on the tab.
        assignment = customer.sudo()._current_grade_assignment()
        mine = customer.user_id == self.env.user
        return self._card(
            self.env._("Grade"),
            "star",
            self._grade_rows(customer, assignment) if assignment else (),
            [
                self._button("explain", self.env._("Why?"), bool(assignment)),
                self._button(
                    "action_set_grade",
                    self.env._("Set by hand"),
                    "customer_policy.group_grading_manager",
                ),
                self._button(
                    "action_apply_for_grade",
                    self.env._("Apply for another"),
                    mine and bool(assignment),
                ),
            ],
            empty=self.env._(
                "Not graded yet. A grade review grades it, or a grading manager by "
                "hand."
            ),
        )

    @api.model
    def _grade_rows(self, customer, assignment):
        grade = assignment.grade_id
        since = format_date(self.env, assignment.date_from)
        rows = [
            self._row(
                badge={"name": grade.display_name, "color": grade.color},
                note=self.env._("since %(date)s", date=since),
            ),
            *(self._row(note=words) for words in self._grade_words(assignment)),
        ]
        if assignment.locked_until:
            until = format_date(self.env, assignment.locked_until)
            rows.append(self._row(note=self.env._("Held until %(date)s", date=until)))
        if gaps := customer.grade_gap_ids:
            lacks = ", ".join(gaps.mapped("display_name"))
            rows.append(
                self._row(
                    lacks,
                    label=self.env._("Promised by the grade, but missing"),
                    tone="warning",
                )
            )
        return rows

    @api.model
    def _grade_words(self, assignment):
        return assignment._explain()["words"][:WORDS]
