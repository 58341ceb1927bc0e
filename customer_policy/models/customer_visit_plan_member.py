from odoo import fields, models


class CustomerVisit(models.Model):
    """The plan a visit comes from."""

    _inherit = "customer.visit"

    plan_id = fields.Many2one(
        "customer.visit.plan",
        "Visit Plan",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        policy_protected=True,
    )

    promised_by_id = fields.Many2one(
        "customer.visit",
        "Keeps the Promise Of",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        policy_protected=True,
        help="The visit at which the customer was promised to hear again by a day.",
    )

    # What planning again may move.
    _movable_idx = models.Index(
        "(plan_id) WHERE state = 'planned' AND is_touched IS NOT TRUE"
    )
