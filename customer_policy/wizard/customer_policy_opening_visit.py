from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError

from ..tools import metric_sheet


class CustomerPolicyOpening(models.TransientModel):
    """Last visits: the rules on who is visited how often count from them."""

    _inherit = "customer.policy.opening"

    def _instructions_visit(self):
        kinds = self._visit_types()
        return [
            self.env._(
                "visit_type: %(choices)s", choices=", ".join(kinds.mapped("name"))
            ),
            self.env._("visitor: the login. findings: what the report says, if any."),
            self.env._(
                "One row for each visit; the last one of each type is enough for the "
                "rules."
            ),
        ]

    def _visit_types(self):
        return self.env["customer.visit.type"].search([("active", "=", True)])

    def _look_up_visit(self, rows, customers):
        """Everything that the rows name, looked up once for all of them."""
        logins = {metric_sheet.text(cells.get("visitor")) for _n, cells in rows} - {""}
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search([("login", "in", list(logins)), ("share", "=", False)])
        partners = self._partners(customers)
        return {
            "visit_type": self._named(self._visit_types(), "name"),
            "visitor": {user.login.casefold(): user for user in users},
            "hidden": self.env["customer.confidentiality"]._hidden_from(
                self.env["res.partner"].union(*partners.values()), users
            ),
            "partner": partners,
            "zone": ZoneInfo(self.env.user.tz or "UTC"),
        }

    def _row_visit(self, cells, found, customer):
        partner_id, problem = customer
        if problem:
            raise UserError(problem)
        company = found["partner"][partner_id].company_id
        if company and company != self.env.company:
            raise UserError(self.env._("This customer belongs to another company."))
        kind = self._one(found["visit_type"], cells["visit_type"], "visit_type")
        user = self.env["res.users"]
        if metric_sheet.text(cells.get("visitor")):
            user = self._one(found["visitor"], cells["visitor"], "visitor")
            if partner_id in found["hidden"][user]._ids:
                raise UserError(self.env._("The visitor may not see this customer."))
        return {
            "partner_id": partner_id,
            "visit_type_id": kind.id,
            "user_id": user.id,
            "company_id": self.env.company.id,
            "date_done": self._moment(cells["date_done"], "date_done", found["zone"]),
            "report": metric_sheet.text(cells.get("findings")) or False,
        }

    def _import_visit(self, vals_list):
        self.env["customer.visit"]._import_opening(vals_list)
