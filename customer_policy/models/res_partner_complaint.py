from odoo import api, fields, models
from odoo.tools import SQL

from .customer_policy_arguments import check_one


class ResPartner(models.Model):
    """The customer's cases. What decides about them is in ``customer_complaint_*``."""

    _inherit = "res.partner"

    complaint_ids = fields.One2many(
        "customer.complaint",
        "partner_id",
        "Complaints",
        groups="customer_policy.group_user",
        copy=False,
    )
    complaint_count = fields.Integer(
        "Number of Complaints",
        compute="_compute_complaint_count",
        groups="customer_policy.group_user",
        help="Complaints of the customer and its contacts; nothing else counts.",
    )

    @api.depends("complaint_ids.kind", "complaint_ids.partner_id")
    def _compute_complaint_count(self):
        """For a company those of all its contacts, for a contact its own."""
        companies = self.filtered(lambda p: p.commercial_partner_id == p)
        counts = companies._count_complaints("commercial_partner_id")
        counts |= (self - companies)._count_complaints("partner_id")
        for partner in self:
            partner.complaint_count = counts.get(partner._origin.id, 0)

    def _count_complaints(self, field):
        domain = [
            (field, "in", self.ids),
            ("kind", "=", "complaint"),
            ("state", "!=", "cancelled"),
        ]
        rows = self.env["customer.complaint"]._read_group(domain, [field], ["__count"])
        return {partner.id: count for partner, count in rows}

    def unlink(self):
        """A case stays when its customer goes, and says whose it was."""
        self._keep_names_in_complaints()
        return super().unlink()

    def _keep_names_in_complaints(self):
        complaints = self.env["customer.complaint"]
        complaints.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_complaint complaint
                   SET contact_name = COALESCE(complaint.contact_name, partner.name),
                       email = COALESCE(complaint.email, partner.email),
                       phone = COALESCE(complaint.phone, partner.phone)
                  FROM res_partner partner
                 WHERE partner.id = complaint.partner_id AND partner.id IN %s
                """,
                self._ids or (0,),
            )
        )
        complaints.invalidate_model(["contact_name", "email", "phone"])

    def action_open_complaints(self):
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_policy.customer_complaint_action"
        )
        company = self.commercial_partner_id == self
        field = "commercial_partner_id" if company else "partner_id"
        return {
            **action,
            "domain": [(field, "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
