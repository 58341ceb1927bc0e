from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac


class CustomerComplaintFormAttempt(models.Model):
    """What was sent by public forms lately: so much from an address, so much in all.

    The address is kept as a signature that says nothing to anybody, apart from the
    case, and only as long as it counts.
    """

    _name = "customer.complaint.form.attempt"
    _description = "Message Sent by a Public Form"
    _log_access = False

    team_id = fields.Many2one(
        "customer.complaint.team", required=True, ondelete="cascade"
    )
    address = fields.Char(required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _recent_idx = models.Index("(team_id, date)")

    @api.model
    def _admit(self, team, address):
        """Count one more, unless that are too many.

        Nothing is written once the limit is reached: a robot fills no table.

        :return: whether it may go on
        """
        since = fields.Datetime.now() - timedelta(minutes=team.form_limit_minutes)
        address = hmac(self.env(su=True), self._name, address or "")
        counts = dict(
            self.sudo()._read_group(
                [("team_id", "=", team.id), ("date", ">", since)],
                ["address"],
                ["__count"],
            )
        )
        if (
            counts.get(address, 0) >= team.form_limit_address
            or sum(counts.values()) >= team.form_limit_team
        ):
            return False
        self.sudo().create({"team_id": team.id, "address": address})
        return True

    @api.autovacuum
    def _gc_attempts(self):
        teams = self.env["customer.complaint.team"].with_context(active_test=False)
        ((minutes,),) = teams._read_group([], [], ["form_limit_minutes:max"])
        before = fields.Datetime.now() - timedelta(minutes=minutes or 0)
        self.search([("date", "<", before)]).unlink()
