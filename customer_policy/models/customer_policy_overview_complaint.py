from odoo import api, models
from odoo.tools import format_datetime

MOST = 5


class CustomerPolicyOverview(models.AbstractModel):
    """What is open: whatever this person may read of it, and when it is due."""

    _inherit = "customer.policy.overview"

    @api.model
    def _open_complaints(self, customer):
        return self.env["customer.complaint"].search(
            [("commercial_partner_id", "=", customer.id), ("is_open", "=", True)],
            order="next_deadline, id",
        )

    @api.model
    def _card_complaints(self, customer):
        complaints = self._open_complaints(customer)
        rows = [self._complaint_row(complaint) for complaint in complaints[:MOST]]
        if more := len(complaints) - len(rows):
            rows.append(self._row(note=self.env._("and %(count)s more", count=more)))
        return self._card(
            self.env._("Open Cases"),
            "comments-o",
            rows,
            [
                self._button(
                    "action_register_case",
                    self.env._("Register a Case"),
                    self.env["customer.complaint"].has_access("create"),
                ),
                self._button("action_open_complaints", self.env._("All Cases")),
            ],
            empty=self.env._(
                "No case is open. If the customer is not content, register a case."
            ),
        )

    @api.model
    def _complaint_row(self, complaint):
        due = complaint.next_deadline
        return self._row(
            complaint.display_name,
            complaint,
            label=self._label(complaint, "state"),
            note=due
            and self.env._(
                "due %(moment)s",
                moment=format_datetime(self.env, due, dt_format="short"),
            ),
            tone="danger" if complaint.is_overdue else "",
        )

    @api.model
    def _promises(self, customer):
        cases = self.env["customer.complaint"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("is_open", "=", True),
                ("promise_date", "!=", False),
                ("date_answered", "=", False),
            ]
        )
        return [
            *super()._promises(customer),
            *((case.promise_date, case.id, case, case.display_name) for case in cases),
        ]
