from odoo import api, fields, models


class CustomerVisitRule(models.Model):
    """Which rules a visit answers that nobody planned."""

    _inherit = "customer.visit.rule"

    @api.model
    def _answered_by(self, partner, kind, company):
        """The rules by interval that a customer falls under and a type answers."""
        customer = partner.sudo().commercial_partner_id
        rules = self.sudo().search(
            [("event", "=", False), ("company_id", "in", (company.id, False))]
        )
        return rules.filtered(
            lambda rule: kind._answers(rule.visit_type_id) and rule._is_about(customer)
        )

    def _is_about(self, customer):
        """Whether one customer falls under the rule today."""
        self.ensure_one()
        if self.tag_ids and not self.tag_ids & customer.category_id:
            return False
        if self.grade_ids and not self.grade_ids & self._grades_of(customer):
            return False
        months = self._months_of(customer)
        if months is None or months < self.age_from_months:
            return False
        return not self.age_to_months or months < self.age_to_months

    def _grades_of(self, customer):
        """The current ones of the scheme; else of the primary one."""
        if not self.scheme_id and not self.grade_ids.scheme_id:
            return customer.customer_grade_id
        scheme = self.scheme_id or self.grade_ids.scheme_id
        current = customer.grade_assignment_ids.filtered(
            lambda held: held.scheme_id == scheme and not held.date_to
        )
        return current.grade_id

    def _months_of(self, customer):
        """The age of the relation in whole months, or None where it has none."""
        begin = customer.create_date and customer.create_date.date()
        if self.age_basis == "delivery":
            occasions = self.env["customer.visit.occasion"].sudo()
            latest = occasions.search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("kind", "=", "delivery"),
                ],
                order="date desc",
                limit=1,
            )
            begin = latest.date
        if not begin:
            return None
        today = fields.Date.context_today(self)
        months = (today.year - begin.year) * 12 + today.month - begin.month
        return max(months - (today.day < begin.day), 0)
