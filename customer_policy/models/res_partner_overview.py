from odoo import models

from .customer_policy_arguments import check_one


class ResPartner(models.Model):
    """Everything about one customer on one page."""

    _inherit = "res.partner"

    def get_customer_overview(self):
        """What the page of a customer shows, asked for when it is looked at.

        :return: {"cards", "events", "cursor"}
        """
        customer = self._overviewed_customer()
        return {
            "cards": self.env["customer.policy.overview"]._cards(customer),
            **self.env["customer.policy.timeline"]._events(customer),
        }

    def get_customer_events(self, after=None):
        """The next page of what happened.

        :param after: the cursor of the page before
        """
        customer = self._overviewed_customer()
        return self.env["customer.policy.timeline"]._events(customer, after)

    def _overviewed_customer(self):
        """The company: what its contacts do is told with it.

        It is read like any contact, so that whoever looks at a classified one is noted.
        """
        check_one(self)
        # Whoever has no role here has no business with it.
        self._check_field_access(self._fields["customer_grade_id"], "read")
        self.read(["commercial_partner_id"])
        customer = self.commercial_partner_id
        customer.check_access("read")
        return customer

    def action_plan_visit(self):
        """Open a new visit to this customer."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Visit"),
            "res_model": "customer.visit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def action_register_case(self):
        """Open the short form of a case for this customer."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_register_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}
