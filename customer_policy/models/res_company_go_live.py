from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .customer_visit import AHEAD

CHUNK = 500


class ResCompany(models.Model):
    """Going live: the clocks, what the trial has left, and who is asked now.

    Documents of the trial are those made since it began. What was imported is the
    opening state and never ended.
    """

    _inherit = "res.company"

    def _customer_policy_start_counts(self):
        """What begins to count when the company goes live."""
        self.ensure_one()
        counts = {
            "complaint_count": self._open_cases_domain(),
            "late_count": self._late_clocks_domain(),
            "visit_count": self._visits_domain(">="),
            "past_visit_count": self._visits_domain("<"),
            "violation_count": self._trial_domain("customer.violation"),
            "acknowledgement_count": self._waiting_readers_domain(),
        }
        models_of = {
            "complaint_count": "customer.complaint",
            "late_count": "customer.complaint.deadline",
            "visit_count": "customer.visit",
            "past_visit_count": "customer.visit",
            "violation_count": "customer.violation",
            "acknowledgement_count": "customer.policy.acknowledgement",
        }
        found = {
            name: self.env[models_of[name]].sudo().search_count(domain)
            for name, domain in counts.items()
        }
        found["document_count"] = sum(
            self.env[model].sudo().search_count(self._trial_domain(model))
            for model in ("customer.complaint", "customer.visit", "customer.violation")
        )
        return found

    def _customer_policy_start(self, restart=True, keep=True):
        """Leave trial mode.

        :param restart: whether the clocks of open cases start anew
        :param keep: whether the documents of the trial stay as they are
        """
        self.ensure_one()
        if not keep:
            self._end_trial_documents()
        self._settle_trial_penalties()
        now = fields.Datetime.now()
        zone = self.resource_calendar_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), now)
        self.write(
            {
                "customer_policy_trial": False,
                "customer_policy_go_live": local.date(),
                "customer_policy_live_since": now,
            }
        )
        if restart:
            self._restart_clocks()
        self.env["customer.policy.acknowledgement"]._ask_since_live(self)

    # ------------------------------------------------------------------- what there is

    def _open_cases_domain(self):
        return Domain("company_id", "=", self.id) & Domain("is_open", "=", True)

    def _late_clocks_domain(self):
        return (
            Domain("complaint_id.company_id", "=", self.id)
            & Domain("complaint_id.is_open", "=", True)
            & Domain("date_met", "=", False)
            & Domain("date_paused", "=", False)
            & Domain("date_deadline", "<", fields.Datetime.now())
        )

    def _visits_domain(self, operator):
        return (
            Domain("company_id", "=", self.id)
            & Domain("state", "in", AHEAD)
            & Domain("date_planned", operator, fields.Datetime.now())
        )

    def _waiting_readers_domain(self):
        return (
            Domain("company_id", "=", self.id)
            & Domain("state", "=", "asked")
            & Domain("policy_id.state", "=", "in_force")
            & Domain("activity_ids", "=", False)
        )

    def _trial_domain(self, model):
        """The documents that were made in the trial and are not over."""
        begun = self.customer_policy_trial_since
        if not self.customer_policy_trial or not begun:
            return Domain.FALSE
        made = Domain("company_id", "=", self.id) & Domain("create_date", ">=", begun)
        imported, over = {
            "customer.complaint": (
                Domain("source_reference", "=like", "_%")
                & ~Domain("source_reference", "=like", "form:%"),
                ("cancelled",),
            ),
            "customer.visit": (
                Domain("opening_reference", "!=", False),
                ("cancelled",),
            ),
            "customer.violation": (
                Domain("opening_reference", "!=", False),
                ("revoked",),
            ),
        }[model]
        return made & ~imported & Domain("state", "not in", over)

    # -------------------------------------------------------------------- what is done

    def _end_trial_documents(self):
        reason = self.env._("It was made in trial mode.")
        for model, end in (
            ("customer.violation", self._end_violations),
            ("customer.visit", self._end_visits),
            ("customer.complaint", self._end_cases),
        ):
            records = self.env[model].sudo().search(self._trial_domain(model))
            for ids in split_every(CHUNK, records.ids):
                end(records.browse(ids), reason)
                self.env.flush_all()

    @staticmethod
    def _end_violations(violations, reason):
        violations._revoke("revoke", reason)

    @staticmethod
    def _end_visits(visits, reason):
        visits.write({"state": "cancelled", "reason": reason})
        visits._take_from_calendar()

    @staticmethod
    def _end_cases(complaints, reason):
        complaints._drop_clocks()
        complaints.activity_ids.unlink()
        complaints.write({"state": "cancelled", "date_closed": fields.Datetime.now()})
        complaints._message_log_batch(bodies=dict.fromkeys(complaints.ids, reason))

    def _settle_trial_penalties(self):
        """What a notice of the trial proposed is never carried out."""
        penalties = (
            self.env["customer.penalty"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.id),
                    ("state", "=", "pending"),
                    ("violation_id.state", "in", ("in_force", "appealed", "closed")),
                ]
            )
        )
        if penalties:
            penalties._cancel()

    def _restart_clocks(self):
        clocks = self._open_clocks()
        for cases in split_every(CHUNK, clocks.complaint_id.ids, set):
            of_cases = clocks.filtered(
                lambda clock, cases=cases: clock.complaint_id.id in cases
            )
            of_cases._restart()
            self.env.flush_all()

    def _recount_clocks(self):
        """Let the clocks that run know from when on things count."""
        clocks = self._open_clocks()
        add = self.env.add_to_compute
        add(clocks._fields["date_escalation"], clocks)
        cases = clocks.complaint_id
        add(cases._fields["next_deadline"], cases)

    def _open_clocks(self):
        return (
            self.env["customer.complaint.deadline"]
            .sudo()
            .search(
                [
                    ("complaint_id.company_id", "in", self.ids),
                    ("complaint_id.is_open", "=", True),
                    ("date_met", "=", False),
                ]
            )
        )
