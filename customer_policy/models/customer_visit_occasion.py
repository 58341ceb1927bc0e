from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("delivery", "Delivery or installation"),
    ("repair", "Repair"),
    ("activity", "Event with customers"),
    ("service", "Paid special service"),
    ("survey_corrected", "Survey opinion put right"),
    ("move_in", "Move-in"),
    ("emergency", "Emergency"),
]


class CustomerVisitOccasion(models.Model):
    """Something that happened with a customer and calls for a visit.

    Staff register it, or whoever knows of it by another add-on or from outside.
    """

    _name = "customer.visit.occasion"
    _description = "Occasion for a Visit"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Reference", help="What was delivered, repaired or held; a number, perhaps."
    )
    kind = fields.Selection(KINDS, required=True, default="delivery")
    date = fields.Date(required=True, default=fields.Date.context_today)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        precompute=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    visit_ids = fields.One2many("customer.visit", "occasion_id", "Visits")

    # What a rule walks: the occasions of one kind in a stretch of time.
    _due_idx = models.Index("(kind, date)")
    # The latest delivery to a customer.
    _since_idx = models.Index("(commercial_partner_id, date) WHERE kind = 'delivery'")

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(occasion.date > today for occasion in self):
            raise ValidationError(
                self.env._("An occasion is registered when it has taken place.")
            )

    @api.depends("kind", "date", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for occasion in self:
            names = (labels.get(occasion.kind), occasion.name, str(occasion.date or ""))
            occasion.display_name = " ".join(name for name in names if name)
