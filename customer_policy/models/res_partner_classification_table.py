from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """All schemes a customer is classified by, beside the primary one."""

    _inherit = "res.partner"

    classification_ids = fields.Many2many(
        "customer.grade.assignment",
        string="Classifications",
        compute="_compute_classifications",
        groups="customer_policy.group_user",
        help="The grades the customer holds now; a contact has its company's.",
    )
    current_grade_ids = fields.Many2many(
        "customer.grade",
        string="Classified As",
        compute="_compute_classifications",
        search="_search_current_grade_ids",
        groups="customer_policy.group_user",
    )

    @api.depends("commercial_partner_id.grade_assignment_ids.date_to")
    def _compute_classifications(self):
        held = self.env["customer.grade.assignment"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("date_to", "=", False),
                ("scheme_id.active", "=", True),
            ]
        )
        by_customer = held.grouped("partner_id")
        for partner in self:
            current = by_customer.get(partner.commercial_partner_id, held.browse())
            partner.classification_ids = current.sorted(
                lambda a: (not a.scheme_id.is_primary, a.scheme_id.sequence, a.id)
            )
            partner.current_grade_ids = partner.classification_ids.grade_id

    def _search_current_grade_ids(self, operator, value):
        if operator.startswith("not"):
            return NotImplemented
        held = Domain("date_to", "=", False) & Domain("scheme_id.active", "=", True)
        if operator != "in" or False not in value:
            return self._classified_domain(held & Domain("grade_id", operator, value))
        grades = [grade_id for grade_id in value if grade_id]
        none = ~self._classified_domain(held)
        if not grades:
            return none
        return none | self._classified_domain(held & Domain("grade_id", "in", grades))

    @api.model
    def _classified_domain(self, held):
        query = self.env["customer.grade.assignment"]._search(held)
        return Domain("commercial_partner_id", "in", query.subselect("partner_id"))
