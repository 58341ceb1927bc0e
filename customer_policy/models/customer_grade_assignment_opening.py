from odoo import api, fields, models
from odoo.tools import split_every

CHUNK = 1000


class CustomerGradeAssignment(models.Model):
    """Grades that customers had before the add-on was there."""

    _inherit = "customer.grade.assignment"

    opening_reference = fields.Char(
        "Reference of the Import",
        copy=False,
        policy_protected=True,
        help="What the row of the opening state was called where it came from.",
    )

    _opening_unique = models.UniqueIndex(
        "(scheme_id, opening_reference) WHERE opening_reference IS NOT NULL",
        "This grade was imported already.",
    )

    @api.model
    def _import_opening(self, vals_list):
        """Take over grades that somebody has checked; nobody is told.

        Where a customer has a grade already, the imported one ends when that began.
        """
        held = self._held_of(vals_list)
        rows = [
            {
                **vals,
                "user_id": self.env.uid,
                "date_to": held.get((vals["partner_id"], vals["scheme_id"]), False),
            }
            for vals in vals_list
        ]
        quiet = self.sudo().with_context(tracking_disable=True)
        created = self.sudo().browse()
        for chunk in split_every(CHUNK, rows, list):
            created |= quiet.create(chunk)
        if created:
            self._refresh_partner_grades(created.partner_id.ids)
            self._log_opening(created)
        return created

    @api.model
    def _held_of(self, vals_list):
        """:return: {(customer, scheme): when the grade began that is current}"""
        found = self.sudo().search_fetch(
            [
                ("partner_id", "in", list({v["partner_id"] for v in vals_list})),
                ("scheme_id", "in", list({v["scheme_id"] for v in vals_list})),
                ("date_to", "=", False),
            ],
            ["partner_id", "scheme_id", "date_from"],
        )
        return {(a.partner_id.id, a.scheme_id.id): a.date_from for a in found}

    @api.model
    def _log_opening(self, assignments):
        none = self.env["customer.grade"]
        cause = self.env._("imported as opening state")
        texts = {}
        for assignment in assignments:
            text = self._change_text(
                none, assignment.grade_id, assignment.grade_id.clause_id, cause
            )
            said = texts.get(assignment.partner_id.id)
            texts[assignment.partner_id.id] = f"{said} {text}" if said else text
        self._log_on_partners(texts)
