from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class CustomerGradePast(models.TransientModel):
    """Which grade did customers hold on a day?"""

    _name = "customer.grade.past"
    _description = "Grades on a Day"

    date = fields.Date(required=True, default=fields.Date.context_today)
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        required=True,
        default=lambda self: self.env["customer.grade.review"]._default_scheme_id(),
        context={"active_test": False},
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: all customers."
    )

    @api.constrains("date")
    def _check_date(self):
        for wizard in self:
            if wizard.date > fields.Date.context_today(wizard):
                raise ValidationError(
                    self.env._(
                        "Nobody knows the grades of a day to come; choose an earlier "
                        "one."
                    )
                )

    def action_show(self):
        """Open the grades of that day, to be grouped and exported as any list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_grade_assignment_action"
        )
        Assignment = self.env["customer.grade.assignment"]
        domain = Domain("scheme_id", "=", self.scheme_id.id)
        domain &= Assignment._valid_on_domain(self.date)
        if self.partner_ids:
            customers = self.partner_ids.commercial_partner_id
            domain &= Domain("partner_id", "in", customers.ids)
        title = self.env._(
            "%(scheme)s on %(date)s",
            scheme=self.scheme_id.name,
            date=format_date(self.env, self.date),
        )
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": list(domain),
            "context": {"search_default_group_grade": 1},
            "help": self.env._("No customer held a grade of this scheme on that day."),
        }
