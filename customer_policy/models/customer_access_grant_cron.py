from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

BATCH = 100


class CustomerAccessGrant(models.Model):
    """What happens at the end of a term: nothing opens or closes here, it is told."""

    _inherit = "customer.access.grant"

    def _ending_text(self, reader):
        return (
            reader.env._("Access ends soon"),
            reader.env._(
                "Your access to “%(customer)s” ends on %(end)s. Ask again if you need "
                "it longer.",
                customer=self._own_name(),
                end=format_datetime(reader.env, self.date_to, tz=self.user_id.tz),
            ),
        )

    @api.model
    def _cron_terms(self):
        """Tell people whose access has ended or soon will."""
        self.env["customer.access.hold"]._cron_cut()
        Cron = self.env["ir.cron"]
        for domain, act in (
            (self._ended_domain(), "_expire"),
            (self._ending_domain(), "_give_notice"),
        ):
            while grants := self.search(domain, limit=BATCH):
                getattr(grants, act)()
                remaining = self.search_count(domain)
                if not Cron._commit_progress(len(grants), remaining=remaining):
                    return

    @api.model
    def _ended_domain(self):
        return Domain("state", "=", "granted") & Domain(
            "date_to", "<=", fields.Datetime.now()
        )

    @api.model
    def _ending_domain(self):
        """Not those that were that short from the beginning."""
        now = fields.Datetime.now()
        levels = self.env["customer.confidentiality.level"].search(
            [("grant_notice_days", ">", 0)]
        )
        noticed = Domain.OR(
            Domain("level", "=", setting.level)
            & Domain("date_to", "<=", now + timedelta(days=setting.grant_notice_days))
            & Domain("date_from", "<=", now - timedelta(days=setting.grant_notice_days))
            for setting in levels
        )
        return (
            Domain("state", "=", "granted")
            & Domain("date_to", ">", now)
            & Domain("is_notice_given", "=", False)
            & noticed
        )

    def _expire(self):
        self.write({"state": "expired"})
        self.env["customer.confidentiality"]._invalidate()
        for grant in self:
            grant._tell(grant.user_id, grant._ended_text, record=grant)

    def _give_notice(self):
        self.write({"is_notice_given": True})
        for grant in self:
            grant._tell(grant.user_id, grant._ending_text, record=grant)
