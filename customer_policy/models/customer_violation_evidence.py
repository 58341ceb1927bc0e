from odoo import fields, models

from .customer_access_log import CHANNELS, OPERATIONS


class CustomerViolationEvidence(models.Model):
    """What somebody read and took out before a leak, as the access log had it.

    A copy: the log itself is purged when its time of keeping is over.
    """

    _name = "customer.violation.evidence"
    _description = "Evidence of a Leak"
    _inherit = ["customer.policy.protected.mixin", "customer.policy.part.mixin"]
    _order = "date desc, id desc"
    _rec_name = "code"
    _part_of = "violation_id"

    violation_id = fields.Many2one(
        "customer.violation",
        required=True,
        ondelete="restrict",
        policy_protected=True,
        copy=False,
    )
    log_ref = fields.Integer(
        "Line of the Log", policy_protected=True, copy=False, aggregator=None
    )
    date = fields.Datetime(required=True, policy_protected=True, copy=False)
    code = fields.Char("Customer", policy_protected=True, copy=False)
    operation = fields.Selection(OPERATIONS, policy_protected=True, copy=False)
    channel = fields.Selection(CHANNELS, policy_protected=True, copy=False)
    ip = fields.Char("Address", policy_protected=True, copy=False)
    record_count = fields.Integer("Records", policy_protected=True, copy=False)

    _line_unique = models.UniqueIndex(
        "(violation_id, log_ref)", "A line of the log is gathered once."
    )
