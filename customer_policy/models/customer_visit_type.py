from odoo import fields, models


class CustomerVisitType(models.Model):
    """A way to be in touch with a customer, and what its report must say."""

    _name = "customer.visit.type"
    _description = "Visit Type"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"

    code = fields.Char(
        required=True,
        copy=False,
        help="A short technical name for imports and other add-ons.",
    )
    name = fields.Char(
        required=True, translate=True, help="What this way of being in touch is called."
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer(
        aggregator=None, help="The colour in which such visits show in the calendar."
    )
    duration = fields.Float(
        required=True, default=1.0, aggregator=None, help="Hours, without the way."
    )
    is_on_site = fields.Boolean(
        "At the Customer's",
        help="Somebody goes there: it takes the way, and counts as seen in person.",
    )
    needs_check_in = fields.Boolean(
        "Check-In Required",
        help="Whoever is there says so on the phone, with time and place; where the "
        "place cannot be told, a photo stands in.",
    )
    needs_findings = fields.Boolean(
        "Findings Required",
        default=True,
        help="No report is complete that does not say what was found out.",
    )
    needs_needs = fields.Boolean(
        "Needs Required",
        help="No report is complete that does not say what the customer needs.",
    )
    needs_intention = fields.Boolean(
        "Intention Required",
        help="No report is complete that does not say what the customer means to "
        "do next.",
    )
    needs_opinion = fields.Boolean(
        "Customer's Opinion Required",
        help="No report is complete that does not say what the customer thinks of us.",
    )
    needs_photo = fields.Boolean(
        "Photo Required", help="No report is complete without a photo."
    )
    needs_signature = fields.Boolean(
        "Customer's Signature Required",
        help="No report is complete that the customer did not sign.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "There is a visit type with this code already."
    )
    _check_duration = models.Constraint(
        "CHECK (duration > 0 AND duration <= 24)",
        "A visit takes more than nothing and at most a day.",
    )

    def _answers(self, wanted):
        """Who goes there has also called; a call does not stand for going there."""
        return self == wanted or (self.is_on_site and not wanted.is_on_site)
