from odoo import fields, models
from odoo.tools import SQL

from .customer_work_report import KINDS


class CustomerWorkReportDue(models.Model):
    """Who has sent and who has not: the state of each report, and not a word of it.

    A view of the database. Superiors see here that a draft lies there; what it says
    they see when it is sent.
    """

    _name = "customer.work.report.due"
    _description = "Work Reports Sent and Not Sent"
    _auto = False
    _order = "date_from desc, user_id, id"
    _rec_name = "user_id"
    _depends = {
        "customer.work.report": [
            "company_id",
            "date_due",
            "date_from",
            "date_sent",
            "is_late",
            "kind",
            "state",
            "user_id",
        ]
    }

    user_id = fields.Many2one("res.users", "Author", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    date_from = fields.Date("Date", readonly=True)
    date_due = fields.Datetime("Due", readonly=True)
    date_sent = fields.Datetime("Sent On", readonly=True)
    outcome = fields.Selection(
        [
            ("open", "Not Due Yet"),
            ("missing", "Not Sent"),
            ("in_time", "In Time"),
            ("late", "Late"),
        ],
        "Status",
        readonly=True,
    )
    sent_count = fields.Integer("Sent", readonly=True)
    missing_count = fields.Integer("Not Sent", readonly=True)
    late_count = fields.Integer("Late", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT report.id, report.user_id, report.company_id, report.kind,
                   report.date_from, report.date_due, report.date_sent,
                   CASE WHEN report.state != 'draft' AND report.is_late THEN 'late'
                        WHEN report.state != 'draft' THEN 'in_time'
                        WHEN report.date_due < %(now)s THEN 'missing'
                        ELSE 'open' END AS outcome,
                   (report.state != 'draft')::int AS sent_count,
                   (report.state = 'draft' AND report.date_due < %(now)s)::int
                       AS missing_count,
                   (report.state != 'draft' AND COALESCE(report.is_late, FALSE))::int
                       AS late_count
              FROM customer_work_report report
            """,
            now=fields.Datetime.now(),
        )
