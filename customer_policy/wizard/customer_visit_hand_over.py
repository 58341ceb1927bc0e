from odoo import api, fields, models


class CustomerVisitHandOver(models.TransientModel):
    """The visits of a colleague to another one, or to the customers' people."""

    _name = "customer.visit.hand.over"
    _description = "Hand Over of Visits"
    _inherit = ["customer.hand.over.mixin"]
    _work_field = "visit_ids"
    _left_field = "visit_id"

    date_from = fields.Datetime(default=fields.Datetime.now)
    date_to = fields.Datetime(help="Empty: all that lies ahead.")
    method = fields.Selection(
        [
            ("person", "To one colleague"),
            ("people", "To the account manager or service team of each customer"),
        ],
        "How",
        required=True,
        default="person",
    )
    visit_ids = fields.Many2many(
        "customer.visit",
        "customer_visit_hand_over_rel",
        "hand_over_id",
        "visit_id",
        "Visits",
        compute="_compute_visit_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Those that you see. Take out what shall stay.",
    )
    left_ids = fields.One2many(
        "customer.visit.hand.over.left", "hand_over_id", "Not Handed Over"
    )

    @api.depends("from_user_id", "date_from", "date_to")
    def _compute_visit_ids(self):
        """With the rights of who hands over: other visits are not to be touched."""
        for wizard in self:
            visits = self.env["customer.visit"]
            if wizard.from_user_id:
                visits = visits._visits_of(
                    wizard.from_user_id, wizard.date_from, wizard.date_to
                )
            wizard.visit_ids = visits

    def _work_of_colleague(self):
        return self.env["customer.visit"]._visits_of(self.from_user_id)
