import pytz

from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """What is over is filed by year."""

    _inherit = "customer.complaint"

    # Text: a year is no amount.
    archive_year = fields.Char(
        "Filed In",
        compute="_compute_archive_year",
        store=True,
        copy=False,
        index="btree_not_null",
        help="The year in which the case ended, in the time zone of the company.",
    )

    @api.depends("date_closed", "company_id")
    def _compute_archive_year(self):
        for complaint in self:
            closed = complaint.date_closed
            if not closed:
                complaint.archive_year = False
                continue
            zone = complaint.company_id.sudo().resource_calendar_id.tz or "UTC"
            local = pytz.utc.localize(closed).astimezone(pytz.timezone(zone))
            complaint.archive_year = str(local.year)
