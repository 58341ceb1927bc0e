from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerComplaint(models.Model):
    """Who complains, and what the customer was when that came in."""

    _inherit = "customer.complaint"

    # Who complains
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    contact_name = fields.Char(
        "Complainant",
        compute="_compute_contact",
        store=True,
        readonly=False,
        precompute=True,
    )
    email = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    is_anonymous = fields.Boolean(
        "Anonymous", help="The complainant did not say who it is: nobody is revisited."
    )
    is_confidential = fields.Boolean(
        "Complainant Confidential",
        help="Only complaint officers and managers learn who complained.",
    )
    grade_id = fields.Many2one(
        "customer.grade",
        "Grade When Received",
        compute="_compute_grade_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        policy_protected=True,
        help="What the deadlines go by; later changes of the grade do not move them.",
    )

    # Cases of the same customer, newest first.
    _customer_idx = models.Index(
        "(commercial_partner_id, date_received) WHERE commercial_partner_id IS NOT NULL"
    )

    @api.constrains("is_anonymous", "partner_id", "contact_name")
    def _check_anonymous(self):
        for complaint in self:
            if complaint.is_anonymous and (
                complaint.partner_id or complaint.contact_name
            ):
                raise ValidationError(
                    self.env._(
                        "An anonymous case names nobody. Take out the customer and the "
                        "name, or make the complainant confidential instead."
                    )
                )

    @api.depends("partner_id")
    def _compute_contact(self):
        for complaint in self:
            partner = complaint.partner_id
            if partner:
                complaint.contact_name = partner.name
                complaint.email = partner.email
                complaint.phone = partner.phone

    @api.depends("partner_id")
    def _compute_grade_id(self):
        for complaint in self:
            complaint.grade_id = complaint.partner_id.sudo().customer_grade_id
