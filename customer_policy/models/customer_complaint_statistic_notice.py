import logging

from odoo import api, fields, models

from .customer_complaint_process import MANAGER

_logger = logging.getLogger(__name__)


class CustomerComplaintStatistic(models.Model):
    """Every month by itself: counted, reported to those who lead, missed by none."""

    _inherit = "customer.complaint.statistic"

    @api.model
    def _cron_count_month(self):
        """Count the month before where that is not done yet; every day, so that a day
        on which nothing ran loses nothing. Each company is committed by itself."""
        teams = self.env["customer.complaint.team"].search([("active", "=", True)])
        companies = teams.company_id
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._count_month_of(company)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _count_month_of(self, company):
        statistic = self._months_of(company, 1)
        if statistic.state != "ready":
            try:
                with self.env.cr.savepoint():
                    statistic._count()
            except Exception as error:
                # Another company's month must not wait for it.
                _logger.exception("Counting %s failed", statistic.display_name)
                statistic.problem = str(error)
        statistic._tell()

    def _tell(self):
        """Once that it is ready; once, on the day it is due, that it is not."""
        today = self._today(self.company_id)
        due = self.target_id.due_day or 10
        if self.state == "ready" and not self.date_told:
            self.activity_unlink(
                ["customer_policy.mail_activity_type_complaint_statistic_late"]
            )
            self._ask_managers("customer_policy.mail_activity_type_complaint_statistic")
            self.date_told = today
        elif self.state != "ready" and today.day >= due and not self.date_warned:
            self._ask_managers(
                "customer_policy.mail_activity_type_complaint_statistic_late",
                note=self.problem,
            )
            self.date_warned = today

    def _ask_managers(self, activity_type, **values):
        for user in self._general_managers():
            self.activity_schedule(
                activity_type,
                user_id=user.id,
                date_deadline=fields.Date.add(
                    self.date_to, days=(self.target_id.due_day or 10) - 1
                ),
                **values,
            )

    def _general_managers(self):
        """Those named as such on the teams, else the complaint managers."""
        company = self.company_id
        teams = self.env["customer.complaint.team"].search(
            [("company_id", "=", company.id)]
        )
        people = teams.manager_id or self.env.ref(MANAGER).all_user_ids
        return people.filtered(lambda user: user.active and company in user.company_ids)
