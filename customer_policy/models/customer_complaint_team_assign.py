from odoo import models
from odoo.tools import SQL

from .customer_complaint_process import OFFICER


class CustomerComplaintTeam(models.Model):
    """Who of a team is there, and how much everybody has to do."""

    _inherit = "customer.complaint.team"

    def _people_present(self):
        """Members who may handle cases and are not on leave at this moment."""
        people = self.sudo().member_ids.filtered(
            lambda user: (
                user._has_group(OFFICER)
                and self.company_id.id in user._get_company_ids()
            )
        )
        return people.sorted("id")._who_are_present()

    def _open_cases(self, people):
        """:return: {user: number of cases that he or she has to do}"""
        counts = dict(
            self.env["customer.complaint"]
            .sudo()
            ._read_group(
                [("user_id", "in", people.ids), ("is_open", "=", True)],
                ["user_id"],
                ["__count"],
            )
        )
        return {user: counts.get(user, 0) for user in people}

    def _last_cases(self, people):
        """:return: {user: id of the last case that he or she got of this team}"""
        complaint = self.env["customer.complaint"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT person, COALESCE((
                    SELECT complaint.id FROM customer_complaint complaint
                     WHERE complaint.team_id = %s AND complaint.user_id = person
                     ORDER BY complaint.id DESC LIMIT 1
                ), 0)
                  FROM unnest(%s::integer[]) person
                """,
                self.id,
                list(people._ids),
                to_flush=[complaint._fields["team_id"], complaint._fields["user_id"]],
            )
        )
        last = dict(rows)
        return {user: last[user.id] for user in people}
