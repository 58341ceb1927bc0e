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
    )
    log_ref = fields.Integer("Line of the Log", policy_protected=True, aggregator=None)
    date = fields.Datetime(required=True, policy_protected=True)
    code = fields.Char("Customer", policy_protected=True)
    operation = fields.Selection(OPERATIONS, policy_protected=True)
    channel = fields.Selection(CHANNELS, policy_protected=True)
    ip = fields.Char("Address", policy_protected=True)
    record_count = fields.Integer("Records", policy_protected=True)

    _line_unique = models.UniqueIndex(
        "(violation_id, log_ref)", "A line of the log is gathered once."
    )
