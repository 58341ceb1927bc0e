from odoo import api, fields, models
from odoo.tools import split_every

CHUNK = 1000


class CustomerVisit(models.Model):
    """The last visits of before: they are done, and rules count from them.

    Nobody had planned them here: they are in no report on how plans were kept.
    """

    _inherit = "customer.visit"

    opening_reference = fields.Char(
        "Reference of the Import",
        copy=False,
        policy_protected=True,
        help="What the row of the opening state was called where it came from.",
    )
    is_opening = fields.Boolean(
        "Imported",
        compute="_compute_is_opening",
        search="_search_is_opening",
        help="It came in with the opening state.",
    )

    _opening_unique = models.UniqueIndex(
        "(company_id, opening_reference) WHERE opening_reference IS NOT NULL",
        "This visit was imported already.",
    )

    @api.depends("opening_reference")
    def _compute_is_opening(self):
        for visit in self:
            visit.is_opening = bool(visit.opening_reference)

    def _search_is_opening(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("opening_reference", "!=" if True in value else "=", False)]

    @api.model
    def _import_opening(self, vals_list):
        """Take over visits that somebody has checked; nobody is told of them."""
        quiet = self.sudo().with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
        )
        rows = [
            {
                **vals,
                "state": "done",
                "is_unplanned": True,
                "date_planned": vals["date_done"],
                "date_reported": vals["date_done"],
                "done_by_id": vals["user_id"],
                # Nobody knows any more which grade the customer had.
                "grade_id": False,
            }
            for vals in vals_list
        ]
        created = self.sudo().browse()
        for chunk in split_every(CHUNK, rows, list):
            created |= quiet.create(chunk)
        return created
